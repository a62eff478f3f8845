// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

// “Link my WhatsApp”: a code, a phone that sends it, and the user's own yes.
//
// Contract: speaks only with `api.desk`. While a code is open it asks every few seconds whether a phone has sent it;
// nothing is linked before the user has seen the number and said yes. The QR picture is shown as an image, so nothing in
// it can run.

(function () {
	const API = "whatsapp_erp_bot.api.desk";
	// milliseconds between questions: while a code is open, and otherwise
	const WAITING = 2500;
	const IDLE = 20000;

	frappe.pages["whatsapp-bot-link"].on_page_load = function (wrapper) {
		const page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("Link my WhatsApp"),
			single_column: true,
		});
		frappe.require(
			[
				"/assets/whatsapp_erp_bot/css/whatsapp_bot.css",
				"/assets/whatsapp_erp_bot/js/whatsapp_bot_chat.js",
			],
			() => {
				wrapper.link_page = new LinkPage(page);
				$(wrapper).on("show", () => wrapper.link_page.resume());
				$(wrapper).on("hide", () => wrapper.link_page.pause());
				wrapper.link_page.resume();
			}
		);
	};

	class LinkPage {
		constructor(page) {
			this.page = page;
			this.element = whatsapp_erp_bot.chat_element;
			this.code = null;
			this.root = this.element("div", "wab wab-link");
			this.page.main.get(0).classList.remove("frappe-card");
			this.page.main.get(0).replaceChildren(this.root);
			$(document).on(
				"visibilitychange.wab-link",
				() => !document.hidden && this.shown && this.ask()
			);
		}

		resume() {
			this.shown = true;
			this.ask();
			this.clock = setInterval(() => this.draw_countdown(), 500);
		}

		pause() {
			this.shown = false;
			clearTimeout(this.timer);
			clearInterval(this.clock);
		}

		async ask() {
			clearTimeout(this.timer);
			if (!this.shown || document.hidden) return;
			try {
				this.show(await whatsapp_erp_bot.poll(`${API}.link_state`, {}));
			} catch (error) {
				if (!this.state)
					this.root.replaceChildren(
						this.card(null, [this.words(error.message || __("No connection."))])
					);
			}
			clearTimeout(this.timer);
			this.timer = setTimeout(() => this.ask(), this.code ? WAITING : IDLE);
		}

		show(state) {
			if (state.claimed) this.code = null;
			if (this.code && this.seconds_left() <= 0) this.code = null;
			const signature = JSON.stringify([state, this.code?.code]);
			if (signature === this.signature) return;
			this.signature = signature;
			this.state = state;
			const cards = [];
			if (!state.may) {
				cards.push(
					this.card(null, [this.words(__("This user can't be used from WhatsApp."))])
				);
			} else if (state.claimed) {
				cards.push(this.decide_card(state.claimed));
			} else {
				cards.push(this.code_card());
			}
			if (state.contacts.length) cards.push(this.linked_card());
			this.root.replaceChildren(...cards);
			this.draw_countdown();
		}

		card(title, parts, classes = "") {
			const card = this.element("section", `wab-card ${classes}`);
			if (title) card.append(this.element("h4", "", title));
			card.append(...parts);
			return card;
		}

		words(text, classes = "wab-muted") {
			return this.element("p", classes, text);
		}

		button(text, action, classes = "btn-default") {
			const button = this.element("button", `btn btn-sm ${classes}`, text);
			button.type = "button";
			button.addEventListener("click", async () => {
				button.disabled = true;
				try {
					await action();
				} catch {
					// shown by Frappe
				} finally {
					button.disabled = false;
				}
			});
			return button;
		}

		// ---- the code

		code_card() {
			const title = this.state.contacts.length
				? __("Link another phone")
				: __("Link your phone in a minute");
			const steps = this.element("ol", "wab-steps");
			for (const step of [
				__("Make a code."),
				__("Send it from your phone: scan the picture, or write it to the number below."),
				__("Come back here and confirm that the number is yours."),
			]) {
				steps.append(this.element("li", "", step));
			}
			const parts = [steps];
			if (this.state.contacts.length) {
				parts.unshift(
					this.words(
						__("Once confirmed, the new phone takes the place of the one linked now.")
					)
				);
			}
			if (!this.state.number) parts.unshift(this.no_number());
			parts.push(
				this.code
					? this.code_box()
					: this.button(__("Make a code"), () => this.make_code(), "btn-primary")
			);
			return this.card(title, parts);
		}

		no_number() {
			const words = whatsapp_erp_bot.is_manager()
				? __(
						"No WhatsApp number is connected yet. Connect one in WhatsApp Bot Account; until then you can try everything in the simulator."
				  )
				: __(
						"No WhatsApp number is connected yet: your administrator can do that. The simulator works without one."
				  );
			const box = this.words(words, "wab-warning");
			const links = this.element("span");
			links.append(" ", this.route_link(__("Simulator"), "/app/whatsapp-bot-simulator"));
			if (whatsapp_erp_bot.is_manager()) {
				links.append(" · ", this.route_link(__("Accounts"), "/app/whatsapp-bot-account"));
			}
			box.append(links);
			return box;
		}

		route_link(text, href) {
			const link = this.element("a", "", text);
			link.href = href;
			link.style.textDecoration = "underline";
			return link;
		}

		async make_code() {
			const { message } = await frappe.call({
				method: `${API}.make_link_code`,
				type: "POST",
			});
			this.code = { ...message, until: Date.now() + message.minutes * 60000 };
			this.signature = null;
			await this.ask();
		}

		code_box() {
			const box = this.element("div", "wab-code-box");
			if (this.code.qr) {
				const holder = this.element("div", "wab-qr");
				const picture = this.element("img");
				picture.alt = __("Scan with the camera of your phone");
				picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(
					this.code.qr
				)}`;
				holder.append(picture);
				box.append(holder);
			} else {
				box.append(this.element("span"));
			}
			const side = this.element("div");
			side.append(this.element("div", "wab-code", this.code.code));
			const send_to = this.state.number
				? __("Send “{0}” to {1}.", [this.code.text, this.state.number])
				: __("Send “{0}” to the number of your business.", [this.code.text]);
			side.append(this.words(send_to));
			side.append(this.code_actions());
			this.countdown = this.words("");
			this.countdown.setAttribute("role", "timer");
			side.append(this.countdown);
			box.append(side);
			return box;
		}

		code_actions() {
			const actions = this.element("div", "wab-code-actions");
			if (this.code.url) {
				const open = this.element("a", "btn btn-sm btn-primary", __("Open WhatsApp"));
				open.href = this.code.url;
				open.target = "_blank";
				open.rel = "noopener noreferrer";
				actions.append(open);
			}
			actions.append(
				this.button(__("Copy"), () => frappe.utils.copy_to_clipboard(this.code.text)),
				this.button(__("New code"), () => this.make_code())
			);
			return actions;
		}

		seconds_left() {
			return Math.round((this.code.until - Date.now()) / 1000);
		}

		draw_countdown() {
			if (!this.code || !this.countdown) return;
			const left = this.seconds_left();
			if (left <= 0) {
				this.code = null;
				this.signature = null;
				frappe.show_alert({
					message: __("The code has expired. Make a new one."),
					indicator: "orange",
				});
				this.show(this.state);
				return;
			}
			const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
			this.countdown.textContent = __("Valid for {0}. Waiting for your phone…", [clock]);
		}

		// ---- the phone that sent it

		decide_card(claimed) {
			const number = this.element("div", "wab-number", claimed.number);
			const actions = this.element("div", "wab-code-actions");
			actions.append(
				this.button(
					__("Yes, it is mine"),
					() => this.decide(claimed, true),
					"btn-primary wab-yes"
				),
				this.button(__("No"), () => this.decide(claimed, false), "btn-default wab-no")
			);
			return this.card(
				__("A phone wants to be linked to your user"),
				[
					number,
					this.words(
						__(
							"Is that your number? Whoever writes from it will see and do in ERPNext what you may. If you don't know it, say no."
						)
					),
					actions,
				],
				"wab-decide"
			);
		}

		async decide(claimed, accept) {
			const { message } = await frappe.call({
				method: `${API}.decide_link`,
				type: "POST",
				args: { code: claimed.name, accept: accept ? 1 : 0 },
			});
			frappe.show_alert(
				accept
					? {
							message: __("Linked. Write “menu” from your phone to begin."),
							indicator: "green",
					  }
					: { message: __("Refused. Nothing was linked."), indicator: "orange" }
			);
			this.show(message);
		}

		// ---- what is linked

		linked_card() {
			const rows = this.state.contacts.map((contact) => {
				const row = this.element("div", "wab-linked");
				const words = this.element("div");
				words.append(this.element("b", "", contact.number));
				if (contact.bound_on) {
					const since = frappe.datetime.str_to_user(contact.bound_on);
					words.append(
						this.element(
							"small",
							"",
							contact.binding_method === "Administrator"
								? __("Linked by an administrator on {0}", [since])
								: __("Linked on {0}", [since])
						)
					);
				}
				row.append(
					words,
					this.button(__("Unlink"), () => this.unlink(contact))
				);
				return row;
			});
			return this.card(__("Your linked numbers"), rows, "wab-linked-card");
		}

		unlink(contact) {
			frappe.confirm(
				__("Unlink {0}? It will be a stranger to the bot.", [contact.number]),
				async () => {
					const { message } = await frappe.call({
						method: `${API}.unlink`,
						type: "POST",
						args: { contact: contact.name },
					});
					this.show(message);
				}
			);
		}
	}
})();
