// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

// A phone in Desk, and beside it what the bot understood.
//
// Contract: speaks only with `api.simulator`, whose messages take the way of real ones. News come by realtime where the
// user may read the conversation (managers), and for everybody by asking: often while an answer is awaited, seldom
// otherwise, never while the page is hidden.

(function () {
	frappe.pages["whatsapp-bot-simulator"].on_page_load = function (wrapper) {
		const page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("WhatsApp Simulator"),
			single_column: true,
		});
		frappe.require(
			[
				"/assets/whatsapp_erp_bot/css/whatsapp_bot.css",
				"/assets/whatsapp_erp_bot/js/whatsapp_bot_chat.js",
			],
			() => {
				wrapper.simulator = new Simulator(page);
				$(wrapper).on("show", () => wrapper.simulator.resume());
				$(wrapper).on("hide", () => wrapper.simulator.pause());
				wrapper.simulator.resume();
			}
		);
	};

	const API = "whatsapp_erp_bot.api.simulator";
	const CONVERSATION = "WhatsApp Bot Conversation";
	// milliseconds between questions to the server
	const AWAITING = 700;
	const AWAITING_LONG = 1800;
	const IDLE = 15000;
	// an answer that takes longer than this has no worker
	const PATIENCE = 20000;
	const RUNNING = ["Queued", "Running"];

	const STATUS_COLOURS = {
		Understood: "blue",
		Asking: "orange",
		Confirming: "orange",
		Queued: "blue",
		Running: "blue",
		Done: "green",
		Refused: "red",
		Cancelled: "gray",
		Expired: "gray",
		Failed: "red",
		"Not understood": "yellow",
	};

	class Simulator {
		constructor(page) {
			this.page = page;
			this.element = whatsapp_erp_bot.chat_element;
			this.may_choose = frappe.user.has_role("System Manager");
			this.as = { kind: "me", name: null };
			this.selected = null;
			this.waiting_since = 0;
			this.make();
			$(document).on(
				"visibilitychange.wab",
				() => !document.hidden && this.shown && this.ask_soon(0)
			);
			frappe.realtime.on("whatsapp_bot_conversation", (news) => {
				if (this.shown && news.conversation === this.conversation) this.ask_soon(0);
			});
			frappe.realtime.on("whatsapp_bot_run", () => this.shown && this.ask_soon(100));
		}

		// ---- drawing

		make() {
			const root = this.element("div", "wab wab-simulator");
			this.phone = this.element("div", "wab-phone");
			this.side = this.element("div", "wab-side");
			root.append(this.phone, this.side);
			this.page.main.get(0).classList.remove("frappe-card");
			this.page.main.get(0).replaceChildren(root);
			this.make_phone();
			this.make_side();
			this.page.set_secondary_action(__("Refresh"), () => this.ask_soon(0), "refresh");
			if (whatsapp_erp_bot.is_manager()) {
				this.page.add_menu_item(__("All runs"), () =>
					frappe.set_route("List", "WhatsApp Bot Run")
				);
				this.page.add_menu_item(__("All conversations"), () =>
					frappe.set_route("List", CONVERSATION)
				);
			}
		}

		make_phone() {
			const head = this.element("div", "wab-phone-head");
			const logo = this.element("img");
			logo.src = "/assets/whatsapp_erp_bot/images/logo.svg";
			logo.alt = "";
			const words = this.element("div");
			this.head_state = this.element("small", "", __("Simulator"));
			words.append(this.element("b", "", "WhatsApp ERP Bot"), this.head_state);
			head.append(logo, words);

			const body = this.element("div", "wab-phone-body");
			this.chips = this.element("div", "wab-chips");
			this.phone.append(head, body, this.chips, this.make_composer());
			this.chat = new whatsapp_erp_bot.Chat({
				wrapper: body,
				mine: "In",
				on_reply: (id, title) => this.send(title, id),
				on_select: (message) => this.select(message),
				empty_text: this.welcome(),
			});
		}

		welcome() {
			return __(
				"Write as on your phone. Nothing here leaves this site, and it takes the same way as a real message."
			);
		}

		make_composer() {
			const form = this.element("form", "wab-composer");
			this.input = this.element("textarea");
			this.input.rows = 1;
			this.input.maxLength = 4096;
			this.input.placeholder = __("Message");
			this.input.setAttribute("aria-label", __("Message"));
			this.input.addEventListener("input", () => this.grow());
			this.input.addEventListener("keydown", (event) => {
				if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
					event.preventDefault();
					form.requestSubmit();
				}
			});
			this.send_button = this.element("button", "wab-send");
			this.send_button.type = "submit";
			this.send_button.title = __("Send");
			this.send_button.innerHTML =
				'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 20.5v-6.6l9-1.9-9-1.900V3.500L21.500 12z"/></svg>';
			form.append(this.input, this.send_button);
			form.addEventListener("submit", (event) => {
				event.preventDefault();
				const text = this.input.value.trim();
				if (text) this.send(text);
			});
			return form;
		}

		grow() {
			this.input.style.height = "auto";
			this.input.style.height = `${Math.min(this.input.scrollHeight, 130)}px`;
		}

		make_side() {
			this.side.append(this.make_as());
			const card = this.element("section", "wab-card wab-understood");
			card.append(this.element("h4", "", __("What was understood")));
			this.understood = this.element("div", "wab-understood-body");
			card.append(this.understood);
			this.side.append(card);
			this.draw_understood();
		}

		make_as() {
			const card = this.element("section", "wab-card wab-as");
			const row = this.element("div", "wab-as-row");
			row.append(this.element("span", "wab-muted", __("As")));
			this.segments = this.element("div", "wab-segments");
			row.append(this.segments);
			const kinds = { me: frappe.session.user_fullname || frappe.session.user };
			if (this.may_choose)
				Object.assign(kinds, { user: __("Another user"), customer: __("A customer") });
			for (const [kind, words] of Object.entries(kinds)) {
				const button = this.element("button", "", words);
				button.type = "button";
				button.dataset.kind = kind;
				button.addEventListener("click", () => this.choose_kind(kind));
				this.segments.append(button);
			}
			this.link_holder = this.element("div", "wab-as-link");
			row.append(this.link_holder);
			this.as_notice = this.element("p", "wab-warning");
			card.append(row, this.as_notice);
			this.draw_as();
			return card;
		}

		draw_as() {
			for (const button of this.segments.children) {
				button.classList.toggle("is-on", button.dataset.kind === this.as.kind);
				button.setAttribute("aria-pressed", button.dataset.kind === this.as.kind);
			}
			const notices = {
				user: __(
					"You are acting as somebody else: your name is recorded with every message, that user is told, and changes end at the preview."
				),
				customer: __(
					"You are acting as a customer: your name is recorded with every message, only documents of that customer are shown, and changes end at the preview."
				),
			};
			let words = notices[this.as.kind] || "";
			if (this.as.kind === "me" && frappe.session.user === "Administrator") {
				words = __(
					"Administrator can't be used from WhatsApp. Choose another user or a customer."
				);
			}
			this.as_notice.textContent = words;
			this.as_notice.hidden = !words;
		}

		choose_kind(kind) {
			if (kind === this.as.kind) return;
			this.as = { kind, name: null };
			this.link_holder.replaceChildren();
			this.link = null;
			if (kind !== "me") this.make_link(kind);
			this.draw_as();
			this.start_over();
		}

		make_link(kind) {
			const doctype = kind === "user" ? "User" : "Customer";
			this.link = frappe.ui.form.make_control({
				parent: $(this.link_holder),
				df: {
					fieldtype: "Link",
					fieldname: "simulated",
					options: doctype,
					placeholder: kind === "user" ? __("Choose a user") : __("Choose a customer"),
					only_select: true,
					filter_description:
						kind === "user"
							? __("Enabled users of Desk")
							: __("Customers that are not disabled"),
					get_query: () =>
						kind === "user"
							? {
									filters: {
										enabled: 1,
										user_type: "System User",
										name: ["not in", ["Administrator", "Guest"]],
									},
							  }
							: { filters: { disabled: 0 } },
					change: () => {
						const chosen = this.link.get_value() || null;
						if (chosen === this.as.name) return;
						this.as.name = chosen;
						this.start_over();
					},
				},
				render_input: true,
				only_input: true,
			});
			this.link.set_focus();
		}

		// ---- speaking with the server

		/** Whom the next call is for; null while nobody is chosen. */
		target() {
			if (this.as.kind === "me") return frappe.session.user === "Administrator" ? null : {};
			if (!this.as.name) return null;
			return this.as.kind === "user"
				? { as_user: this.as.name }
				: { as_customer: this.as.name };
		}

		start_over() {
			this.unsubscribe();
			this.conversation = null;
			this.selected = null;
			this.waiting_since = 0;
			this.turn = (this.turn || 0) + 1;
			this.chat.clear();
			this.chat.empty_text = this.welcome();
			this.chips.replaceChildren();
			this.show({ messages: [], runs: [] });
			this.input.disabled = this.send_button.disabled = !this.target();
			if (!this.target()) return;
			this.ask_soon(0);
			this.load_examples();
			this.input.focus();
		}

		resume() {
			this.shown = true;
			if (!this.started) {
				this.started = true;
				this.start_over();
			} else {
				this.ask_soon(0);
			}
		}

		pause() {
			this.shown = false;
			clearTimeout(this.timer);
			this.chat.close_sheet();
			this.unsubscribe();
		}

		async load_examples() {
			const turn = this.turn;
			// without examples the phone works as well
			const examples = await whatsapp_erp_bot
				.poll(`${API}.examples`, this.target())
				.catch(() => []);
			if (turn !== this.turn) return;
			this.chips.replaceChildren(
				...examples.map((example) => {
					const chip = this.element("button", "wab-chip", example.text);
					chip.type = "button";
					chip.title = example.title;
					chip.addEventListener("click", () => this.send(example.text));
					return chip;
				})
			);
		}

		async send(text, reply_id = null) {
			const target = this.target();
			if (!target) return;
			const turn = this.turn;
			const pending = this.chat.add_pending(text);
			if (!reply_id) {
				this.input.value = "";
				this.grow();
			}
			this.selected = null;
			this.chat.select(null);
			this.waiting_since = Date.now();
			this.draw_head();
			this.draw_understood();
			try {
				const { message } = await frappe.call({
					method: `${API}.send`,
					type: "POST",
					args: { text, reply_id, ...target },
				});
				if (turn !== this.turn) return;
				pending.wamid = message.wamid;
				this.awaited = message.wamid;
				this.ask_soon(250);
			} catch {
				// Frappe has shown why; what was typed is not lost
				if (turn !== this.turn) return;
				this.chat.drop_pending(pending);
				this.waiting_since = 0;
				this.draw_head();
				if (!reply_id && !this.input.value) this.input.value = text;
				this.draw_understood();
			}
		}

		ask_soon(milliseconds) {
			clearTimeout(this.timer);
			this.timer = setTimeout(() => this.ask(), milliseconds);
		}

		async ask() {
			const target = this.target();
			if (!target || !this.shown || document.hidden) return;
			if (this.asking) {
				this.ask_again = true;
				return;
			}
			this.asking = true;
			const turn = this.turn;
			try {
				const data = await whatsapp_erp_bot.poll(`${API}.history`, target);
				this.failed = false;
				if (turn === this.turn) this.show(data);
			} catch (error) {
				this.failed = true;
				if (turn === this.turn) this.show_trouble(error);
			} finally {
				this.asking = false;
				const at_once = this.ask_again || turn !== this.turn;
				this.ask_again = false;
				this.ask_soon(at_once ? 50 : this.pace());
			}
		}

		/** The server could not be asked: said in the phone while it is empty, else in its head, until it can. */
		show_trouble(error) {
			this.head_state.textContent = __("no connection");
			if (this.data.messages.length || !error.message) return;
			this.chat.empty_text = error.message;
			this.chat.draw();
		}

		pace() {
			if (this.failed) return AWAITING_LONG * 3;
			if (this.waiting_since)
				return Date.now() - this.waiting_since > PATIENCE ? AWAITING_LONG : AWAITING;
			return this.data.runs.some((run) => RUNNING.includes(run.status))
				? AWAITING_LONG
				: IDLE;
		}

		show(data) {
			this.data = data;
			if (data.messages.length && this.conversation !== data.conversation) {
				this.conversation = data.conversation;
				this.subscribe();
			}
			if (this.waiting_since && this.is_answered()) this.waiting_since = 0;
			this.chat.render(data);
			this.draw_head();
			this.draw_understood();
		}

		/** Whether the message that was sent last has been dealt with. */
		is_answered() {
			const sent = this.data.messages.find((message) => message.wamid === this.awaited);
			return Boolean(this.awaited && sent && sent.status !== "Waiting");
		}

		draw_head() {
			const busy = this.waiting_since || this.data.typing;
			this.head_state.textContent = busy ? __("typing…") : __("Simulator");
		}

		/** Into the room of the conversation, which only those may enter who may read it. */
		subscribe() {
			if (!whatsapp_erp_bot.is_manager()) return;
			const name = this.conversation;
			const enter = () =>
				name === this.conversation && frappe.realtime.doc_subscribe(CONVERSATION, name);
			enter();
			// Frappe takes one such wish a second and forgets the others; a second time does nothing if the first counted
			setTimeout(enter, 1200);
		}

		unsubscribe() {
			if (this.conversation && whatsapp_erp_bot.is_manager()) {
				frappe.realtime.doc_unsubscribe(CONVERSATION, this.conversation);
			}
			this.conversation = null;
		}

		// ---- what was understood

		select(message) {
			this.selected = message.name;
			this.chat.select(message.name);
			this.draw_understood();
			if (window.matchMedia("(max-width: 991px)").matches) {
				this.understood.scrollIntoView({ behavior: "smooth", block: "nearest" });
			}
		}

		/** The incoming message whose runs are shown: the chosen one's, else the latest. */
		asked() {
			const incoming = this.data.messages.filter((message) => message.direction === "In");
			const chosen = this.data.messages.find((message) => message.name === this.selected);
			if (!chosen) return incoming[incoming.length - 1];
			return chosen.direction === "In"
				? chosen
				: incoming.find((message) => message.name === chosen.in_answer_to);
		}

		runs() {
			const chosen = this.data.messages.find((message) => message.name === this.selected);
			const asked = this.asked();
			const of_message = this.data.runs.filter((run) => run.message === asked?.name);
			if (of_message.length) return of_message;
			// a tapped button belongs to the run that showed it
			const answer =
				chosen ||
				this.data.messages.find((message) => asked && message.in_answer_to === asked.name);
			return this.data.runs.filter((run) => answer && run.name === answer.run);
		}

		draw_understood() {
			const signature = JSON.stringify([
				this.selected,
				this.waiting_since > 0,
				this.is_late(),
				this.data,
			]);
			if (signature === this.understood_signature) return;
			this.understood_signature = signature;
			const parts = [];
			if (this.is_late()) parts.push(this.late_notice());
			const waiting = this.waiting_since && !this.selected;
			const asked = this.data && this.asked();
			const runs = waiting || !asked ? [] : this.runs();
			if (waiting) {
				parts.push(this.element("p", "wab-muted", __("Waiting for the answer…")));
			} else if (!asked) {
				parts.push(
					this.element(
						"p",
						"wab-muted",
						__(
							"Ask something: the command, its arguments, the permission and the times appear here."
						)
					)
				);
			} else {
				parts.push(this.element("p", "wab-said", `“${asked.text || ""}”`));
				if (!runs.length) {
					parts.push(
						this.element(
							"p",
							"wab-muted",
							__("No command was needed for this message.")
						)
					);
				}
			}
			parts.push(...runs.map((run) => this.run_card(run)));
			this.understood.replaceChildren(...parts);
		}

		is_late() {
			return Boolean(this.waiting_since) && Date.now() - this.waiting_since > PATIENCE;
		}

		late_notice() {
			return this.element(
				"p",
				"wab-warning",
				__(
					"This takes longer than usual. Your message is stored and will be answered; are the workers of the bench running?"
				)
			);
		}

		run_card(run) {
			const card = this.element("div", "wab-run");
			const head = this.element("div", "wab-understood-head");
			head.append(this.element("code", "", run.command || "–"));
			const pill = this.element(
				"span",
				`indicator-pill ${STATUS_COLOURS[run.status] || "gray"}`,
				__(run.status)
			);
			head.append(pill);
			card.append(head);
			if (
				RUNNING.includes(run.status) ||
				(run.progress > 0 && run.progress < 100 && run.status !== "Done")
			) {
				card.append(this.progress(run));
			}
			const given = Object.entries(run.arguments || {});
			if (given.length) {
				card.append(this.element("p", "wab-facts-title", __("Arguments")));
				card.append(
					this.facts(
						given.map(([key, value]) => [__(frappe.unscrub(key)), this.argument(value)])
					)
				);
			}
			card.append(this.element("p", "wab-facts-title", __("How")));
			card.append(this.facts(this.how(run)));
			if (run.error) card.append(this.element("p", "wab-warning", run.error));
			if (whatsapp_erp_bot.is_manager()) {
				const link = this.element("a", "wab-run-link", __("Open the run"));
				link.href = `/app/whatsapp-bot-run/${encodeURIComponent(run.name)}`;
				card.append(link);
			}
			return card;
		}

		progress(run) {
			const box = this.element("div", "wab-progress");
			const percent = Math.round(run.progress || 0);
			const bar = this.element("div", "progress");
			const done = this.element("div", "progress-bar bg-success");
			done.style.width = `${Math.max(percent, 3)}%`;
			bar.setAttribute("role", "progressbar");
			bar.setAttribute("aria-valuenow", percent);
			bar.append(done);
			box.append(
				bar,
				this.element(
					"small",
					"",
					[`${percent} %`, run.progress_text].filter(Boolean).join(" – ")
				)
			);
			return box;
		}

		facts(pairs) {
			const table = this.element("table", "wab-facts");
			const body = this.element("tbody");
			for (const [label, value] of pairs) {
				const row = this.element("tr");
				const head = this.element("th", "", label);
				head.scope = "row";
				const cell = this.element("td");
				cell.append(value instanceof Node ? value : String(value));
				row.append(head, cell);
				body.append(row);
			}
			table.append(body);
			return table;
		}

		/** An argument as a person reads it: a period, rows of an order, a name that was chosen. */
		argument(value) {
			if (Array.isArray(value)) {
				const list = this.element("div");
				for (const entry of value)
					list.append(this.element("div", "", this.argument(entry)));
				return list;
			}
			if (value && typeof value === "object") {
				if (value.from && value.to) {
					const [from, to] = [value.from, value.to].map((day) =>
						frappe.datetime.str_to_user(day)
					);
					return from === to ? from : `${from} – ${to}`;
				}
				if (Object.keys(value).length === 1 && value.name) return value.name;
				if (value.item) {
					const name = typeof value.item === "object" ? value.item.name : value.item;
					return [value.qty, value.uom, name, value.rate ? `@ ${value.rate}` : null]
						.filter(Boolean)
						.join(" ");
				}
				return Object.entries(value)
					.map(([key, inner]) => `${__(frappe.unscrub(key))}: ${this.argument(inner)}`)
					.join(", ");
			}
			if (value === true) return __("Yes");
			if (value === false) return __("No");
			if (/^\d{4}-\d\d-\d\d$/.test(value)) return frappe.datetime.str_to_user(value);
			return String(value);
		}

		how(run) {
			const languages = { es: "Español", pt: "Português", en: "English" };
			const person =
				run.party ||
				(run.user ? frappe.user_info(run.user)?.fullname || run.user : __("nobody known"));
			const interpreters = {
				rules: __("Built-in rules"),
				"tap or answer": __("A tap or an answer"),
			};
			const interpreter = [interpreters[run.interpreter] || run.interpreter, run.model];
			const pairs = [
				[__("As"), person],
				run.simulated_by &&
					run.simulated_by !== run.user && [__("Simulated by"), run.simulated_by],
				run.permission && [__("Permission"), this.permission(run.permission)],
				[__("Understood by"), interpreter.filter(Boolean).join(" · ") || "–"],
				[__("Language"), languages[run.language] || run.language || "–"],
				[__("Understanding took"), this.milliseconds(run.interpret_ms)],
				run.run_ms && [__("Answering took"), this.milliseconds(run.run_ms)],
				(run.input_tokens || run.output_tokens) && [
					__("Tokens"),
					__("{0} in, {1} out", [run.input_tokens || 0, run.output_tokens || 0]),
				],
				run.cost && [__("Cost"), Number(run.cost).toPrecision(2)],
			];
			return pairs.filter(Boolean);
		}

		permission(answer) {
			const colour = answer === "Allowed" ? "green" : "red";
			return this.element("span", `indicator-pill no-indicator-dot ${colour}`, __(answer));
		}

		milliseconds(value) {
			return value >= 10000
				? __("{0} s", [(value / 1000).toFixed(1)])
				: __("{0} ms", [value || 0]);
		}
	}
})();
