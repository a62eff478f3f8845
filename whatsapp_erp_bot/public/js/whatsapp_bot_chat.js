// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

// Bubbles as on WhatsApp, for the simulator page and for the form of a conversation.
//
// Contract: `whatsapp_erp_bot.Chat` draws what `api.simulator.history` and `api.desk.conversation` hand out (bot/desk.py,
// `bubbles`), oldest first, and touches only what changed since the last time, so that it can be called as often as one
// likes. Whatever a person or a document said is escaped before it is formatted. A Chat asks the server nothing: taps are
// handed to `on_reply(id, title)`, a chosen bubble to `on_select(message)`. `whatsapp_erp_bot.poll` asks quietly, for those who
// ask again and again.

frappe.provide("whatsapp_erp_bot");

(function () {
	const ICONS = {
		clock: '<svg viewBox="0 0 16 16"><circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/></svg>',
		sent: '<svg viewBox="0 0 16 16"><path d="M3 8.5l3.2 3.2L13 4.8"/></svg>',
		delivered:
			'<svg viewBox="0 0 20 16"><path d="M2 8.5l3.2 3.2L12 4.8M9 11l.8.7 6.8-6.9"/></svg>',
		failed: '<svg viewBox="0 0 16 16"><circle cx="8" cy="8" r="6"/><path d="M8 4.5v4M8 11v.4"/></svg>',
		unknown:
			'<svg viewBox="0 0 16 16"><circle cx="8" cy="8" r="6"/><path d="M6.3 6.3a1.7 1.7 0 1 1 2.2 1.6c-.4.2-.5.5-.5 1M8 11v.4"/></svg>',
		held: '<svg viewBox="0 0 16 16"><circle cx="8" cy="8" r="6"/><path d="M6.5 5.7v4.6M9.5 5.7v4.6"/></svg>',
		list: '<svg viewBox="0 0 16 16"><path d="M6 4h7M6 8h7M6 12h7M3 4h.2M3 8h.2M3 12h.2"/></svg>',
		reply: '<svg viewBox="0 0 16 16"><path d="M6.5 4L3 7.5 6.5 11M3 7.5h6a4 4 0 0 1 4 4V13"/></svg>',
		download: '<svg viewBox="0 0 16 16"><path d="M8 3v7M5 7.5L8 10.5l3-3M3 13h10"/></svg>',
		close: '<svg viewBox="0 0 16 16"><path d="M4 4l8 8M12 4l-8 8"/></svg>',
	};

	// status of a message -> [icon, css class]; what the row means is said as a tooltip
	const TICKS = {
		Waiting: ["sent", ""],
		Done: ["delivered", "is-read"],
		Ignored: ["delivered", ""],
		Queued: ["clock", ""],
		Sending: ["clock", ""],
		Accepted: ["sent", ""],
		Sent: ["sent", ""],
		Delivered: ["delivered", ""],
		Read: ["delivered", "is-read"],
		Played: ["delivered", "is-read"],
		Failed: ["failed", "is-bad"],
		Unknown: ["unknown", "is-bad"],
		Held: ["held", "is-bad"],
	};

	const FILE_KINDS = {
		pdf: "pdf",
		xlsx: "sheet",
		xls: "sheet",
		csv: "sheet",
		doc: "text",
		docx: "text",
	};
	const NEAR_BOTTOM = 80;

	// before a mark there is nothing, a blank or punctuation, and after it no letter: as WhatsApp reads it
	const BEFORE = "(^|[^\\p{L}\\p{N}])";
	const mark = (sign) =>
		new RegExp(
			`${BEFORE}${sign}(\\S(?:[^${sign}\\n]*[^\\s${sign}])?)${sign}(?![\\p{L}\\p{N}])`,
			"gu"
		);
	const MARKS = [
		[mark("\\*"), "strong"],
		[mark("_"), "em"],
		[mark("~"), "s"],
	];

	/** Text with WhatsApp's formatting (*bold*, _italic_, ~strike~, `code`, ```mono```) as safe HTML. */
	function format(text) {
		const kept = [];
		const keep = (html) => `\ue000${kept.push(html) - 1}\ue001`;
		// the two signs that stand for kept parts must not come from outside
		let html = frappe.utils.escape_html(String(text || "").replace(/[\ue000\ue001]/g, ""));
		html = html.replace(/```([\s\S]+?)```/g, (_all, code) =>
			keep(`<code class="wab-mono">${code}</code>`)
		);
		html = html.replace(/`([^`\n]+)`/g, (_all, code) => keep(`<code>${code}</code>`));
		html = html.replace(/https?:\/\/[^\s<>"'\ue000]+[^\s<>"'\ue000.,;:!?)]/g, (url) =>
			keep(`<a href="${url}" target="_blank" rel="noopener noreferrer">${url}</a>`)
		);
		for (const [pattern, tag] of MARKS) {
			html = html.replace(
				pattern,
				(_all, before, inner) => `${before}<${tag}>${inner}</${tag}>`
			);
		}
		html = html.replace(/^&gt; ?(.*)$/gm, "<q>$1</q>").replace(/\n/g, "<br>");
		// a kept part may stand in another one
		for (let round = 0; round < 2; round++) {
			html = html.replace(/\ue000(\d+)\ue001/g, (_all, index) => kept[index]);
		}
		return html;
	}

	function element(tag, classes, text) {
		const made = document.createElement(tag);
		if (classes) made.className = classes;
		if (text !== undefined && text !== null) made.textContent = text;
		return made;
	}

	function icon(name, classes = "") {
		const made = element("span", `wab-icon ${classes}`);
		made.innerHTML = ICONS[name];
		made.setAttribute("aria-hidden", "true");
		return made;
	}

	function user_moment(value) {
		return frappe.datetime.convert_to_user_tz(value, false);
	}

	function day_name(value) {
		const day = user_moment(value);
		const days = user_moment(frappe.datetime.now_datetime())
			.startOf("day")
			.diff(day.clone().startOf("day"), "days");
		if (days === 0) return __("Today");
		if (days === 1) return __("Yesterday");
		return frappe.datetime.str_to_user(day.format("YYYY-MM-DD"));
	}

	/** Only addresses of this site are followed: `/private/files/…` and `/files/…`. */
	function own_file(url) {
		return /^\/(private\/)?files\//.test(url || "") ? encodeURI(decodeURI(url)) : null;
	}

	class Chat {
		/**
		 * @param {object} options
		 * @param {HTMLElement} options.wrapper where to draw
		 * @param {"In"|"Out"} options.mine which direction stands on the right
		 * @param {function} [options.on_reply] (id, title): a button or a row was tapped; without it they can't be
		 * @param {function} [options.on_select] (message): a bubble was chosen
		 * @param {function} [options.on_earlier] asked for what came before
		 */
		constructor(options) {
			Object.assign(this, options);
			this.nodes = new Map();
			this.pending = [];
			this.data = { messages: [] };
			this.make();
		}

		make() {
			this.root = element("div", "wab-chat");
			this.scroller = element("div", "wab-scroll");
			this.list = element("div", "wab-list");
			this.list.setAttribute("role", "log");
			this.list.setAttribute("aria-live", "polite");
			this.scroller.append(this.list);
			this.root.append(this.scroller);
			this.wrapper.replaceChildren(this.root);
			// whoever reads the end keeps seeing it when the room gets smaller or a picture makes the list longer
			this.stays = true;
			this.scroller.addEventListener("scroll", () => (this.stays = this.is_at_bottom()));
			this.observer = new ResizeObserver(() => this.stays && this.to_bottom());
			this.observer.observe(this.scroller);
			this.observer.observe(this.list);
		}

		/** Forget everything, for another conversation. */
		clear() {
			this.close_sheet();
			this.nodes.clear();
			this.pending = [];
			this.data = { messages: [] };
			this.list.replaceChildren();
		}

		/** Draw what the server says. */
		render(data) {
			this.data = data;
			const arrived = new Set(data.messages.map((message) => message.wamid).filter(Boolean));
			this.pending = this.pending.filter((message) => !arrived.has(message.wamid));
			this.draw();
		}

		/** Show what was just typed before the server has it. Returns the bubble, to be given its `wamid`. */
		add_pending(text) {
			const message = {
				name: `pending-${frappe.utils.get_random(8)}`,
				direction: this.mine,
				kind: "text",
				text,
				status: "Queued",
				time: frappe.datetime.system_datetime(),
				buttons: [],
				pending: true,
			};
			this.pending.push(message);
			this.draw();
			this.to_bottom();
			return message;
		}

		drop_pending(message) {
			this.pending = this.pending.filter((other) => other !== message);
			this.draw();
		}

		/** Mark a bubble as the one whose run is shown. */
		select(name) {
			this.selected = name;
			for (const [key, held] of this.nodes) {
				held.node.classList.toggle("is-selected", key === name);
			}
		}

		draw() {
			const stay = this.stays;
			const wanted = this.wanted();
			const keys = new Set(wanted.map((entry) => entry.key));
			for (const [key, held] of this.nodes) {
				if (!keys.has(key)) {
					held.node.remove();
					this.nodes.delete(key);
				}
			}
			let before = this.list.firstChild;
			for (const entry of wanted) {
				const held = this.nodes.get(entry.key);
				let node = held?.node;
				if (!held || held.signature !== entry.signature) {
					node = entry.make();
					if (held) {
						if (before === held.node) before = held.node.nextSibling;
						held.node.remove();
						node.classList.add("is-redrawn");
					}
					this.nodes.set(entry.key, { node, signature: entry.signature });
				}
				if (node === before) {
					before = before.nextSibling;
				} else {
					this.list.insertBefore(node, before);
				}
			}
			if (stay) this.to_bottom();
		}

		/** What should stand in the list, in order: {key, signature, make()}. */
		wanted() {
			const entries = [];
			if (this.data.more && this.on_earlier) {
				entries.push({ key: "earlier", signature: "", make: () => this.earlier() });
			}
			let day = null;
			let side = null;
			for (const message of [...this.data.messages, ...this.pending]) {
				const today = day_name(message.time);
				if (today !== day) {
					day = today;
					side = null;
					entries.push({
						key: `day-${today}`,
						signature: today,
						make: () => this.day(today),
					});
				}
				const first = message.direction !== side;
				side = message.direction;
				entries.push({
					key: message.name,
					signature: JSON.stringify([message, first]),
					make: () => this.bubble(message, first),
				});
			}
			if (this.data.typing || this.pending.length) {
				entries.push({ key: "typing", signature: "", make: () => this.typing() });
			}
			if (!this.data.messages.length && !this.pending.length && this.empty_text) {
				entries.push({
					key: "empty",
					signature: this.empty_text,
					make: () => this.notice(this.empty_text),
				});
			}
			return entries;
		}

		earlier() {
			const row = element("div", "wab-row is-middle");
			const button = element("button", "wab-earlier", __("Earlier messages"));
			button.type = "button";
			button.addEventListener("click", () => this.on_earlier(this.data.messages[0]));
			row.append(button);
			return row;
		}

		day(words) {
			const row = element("div", "wab-row is-middle");
			row.append(element("span", "wab-day", words));
			return row;
		}

		notice(words) {
			const row = element("div", "wab-row is-middle");
			row.append(element("span", "wab-notice", words));
			return row;
		}

		typing() {
			const row = element("div", "wab-row is-theirs wab-typing-row");
			const bubble = element("div", "wab-bubble is-first wab-typing");
			bubble.setAttribute("aria-label", __("Typing…"));
			bubble.append(element("i"), element("i"), element("i"));
			row.append(bubble);
			return row;
		}

		bubble(message, first) {
			const mine = message.direction === this.mine;
			const row = element("div", `wab-row ${mine ? "is-mine" : "is-theirs"}`);
			row.dataset.message = message.name;
			row.dataset.status = message.status;
			row.classList.toggle("is-selected", message.name === this.selected);
			const bubble = element("div", `wab-bubble ${first ? "is-first" : ""}`);
			if (message.file) bubble.append(this.file(message));
			bubble.append(this.text(message));
			bubble.classList.toggle("is-deleted", message.changed === "Deleted");
			bubble.classList.toggle("is-unverified", Boolean(message.unverified));
			for (const words of [
				message.unverified && __("Not verified"),
				message.changed && __(message.changed),
				message.note,
			]) {
				if (words) bubble.append(element("div", "wab-note", words));
			}
			if (message.error && message.direction === "Out") {
				bubble.append(element("div", "wab-error", __(message.error)));
			}
			bubble.append(this.meta(message));
			if (this.on_select && !message.pending) {
				bubble.classList.add("is-selectable");
				bubble.addEventListener("click", (event) => {
					if (!event.target.closest("a, button")) this.on_select(message);
				});
			}
			row.append(bubble);
			for (const button of message.buttons || []) row.append(this.button(button));
			if (message.list) row.append(this.list_button(message));
			return row;
		}

		text(message) {
			const box = element("div", "wab-text");
			const words = message.text || (message.file ? "" : this.kind_words(message.kind));
			box.innerHTML = format(words);
			return box;
		}

		/** What stands for a message without words (a voice note, a sticker, …). */
		kind_words(kind) {
			return `_${__(frappe.unscrub(kind || ""))}_`;
		}

		meta(message) {
			const box = element("span", "wab-meta");
			box.append(element("time", "", user_moment(message.time).format("HH:mm")));
			if (message.direction === this.mine) {
				const [name, classes] = TICKS[message.status] || TICKS.Queued;
				const tick = icon(name, `wab-tick ${classes}`);
				tick.title = __(message.status);
				box.append(tick);
			}
			return box;
		}

		file(message) {
			const url = own_file(message.file.url);
			if (message.kind === "image" && url) {
				const link = element("a", "wab-picture");
				link.href = url;
				link.target = "_blank";
				const picture = element("img");
				picture.src = url;
				picture.alt = message.file.name || "";
				picture.addEventListener("error", () =>
					link.replaceWith(this.file_card(message, url))
				);
				link.append(picture);
				return link;
			}
			return this.file_card(message, url);
		}

		file_card(message, url) {
			const name = message.file.name || (message.file.url || "").split("/").pop();
			const ending = (name.split(".").pop() || "").toLowerCase();
			const card = element("a", "wab-file");
			if (url) {
				card.href = url;
				card.target = "_blank";
				card.download = name;
				card.title = __("Download {0}", [name]);
			}
			const sign = element(
				"span",
				`wab-file-kind is-${FILE_KINDS[ending] || "other"}`,
				ending.slice(0, 4) || "?"
			);
			const words = element("span", "wab-file-words");
			words.append(element("b", "", name));
			words.append(element("small", "", ending.toUpperCase()));
			card.append(sign, words);
			if (url) card.append(icon("download"));
			return card;
		}

		button(choice) {
			const made = element("button", "wab-choice");
			made.type = "button";
			made.dataset.reply = choice.id;
			made.append(icon("reply"), element("span", "", choice.title));
			made.disabled = !this.on_reply;
			made.addEventListener("click", () => this.on_reply(choice.id, choice.title));
			return made;
		}

		list_button(message) {
			const made = element("button", "wab-choice wab-open-list");
			made.type = "button";
			made.append(icon("list"), element("span", "", message.list.button));
			made.addEventListener("click", () => this.open_sheet(message.list));
			return made;
		}

		/** The rows of a list, slid in from below as on a phone. */
		open_sheet(list) {
			this.close_sheet();
			const shade = element("div", "wab-shade");
			const sheet = element("div", "wab-sheet");
			sheet.setAttribute("role", "dialog");
			sheet.setAttribute("aria-label", list.button);
			const head = element("div", "wab-sheet-head");
			const close = element("button", "wab-sheet-close");
			close.type = "button";
			close.title = __("Close");
			close.append(icon("close"));
			close.addEventListener("click", () => this.close_sheet());
			head.append(close, element("b", "", list.button));
			const rows = element("div", "wab-sheet-rows");
			for (const row of list.rows) rows.append(this.sheet_row(row));
			sheet.append(head, rows);
			shade.append(sheet);
			shade.addEventListener(
				"click",
				(event) => event.target === shade && this.close_sheet()
			);
			shade.addEventListener(
				"keydown",
				(event) => event.key === "Escape" && this.close_sheet()
			);
			this.root.append(shade);
			this.sheet = shade;
			(rows.querySelector("button:not(:disabled)") || close).focus();
		}

		sheet_row(row) {
			const made = element("button", "wab-sheet-row");
			made.type = "button";
			made.dataset.reply = row.id;
			made.disabled = !this.on_reply;
			made.append(element("b", "", row.title));
			if (row.description) made.append(element("small", "", row.description));
			made.addEventListener("click", () => {
				this.close_sheet();
				this.on_reply(row.id, row.title);
			});
			return made;
		}

		close_sheet() {
			this.sheet?.remove();
			this.sheet = null;
		}

		is_at_bottom() {
			const box = this.scroller;
			return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_BOTTOM;
		}

		to_bottom() {
			this.stays = true;
			this.scroller.scrollTop = this.scroller.scrollHeight;
		}
	}

	/** What Frappe's answer says went wrong, as plain words. */
	function reason(body) {
		try {
			const messages = JSON.parse(body._server_messages || "[]").map(
				(entry) => JSON.parse(entry).message
			);
			return messages.map((message) => frappe.utils.html2text(message)).join(" ");
		} catch {
			return "";
		}
	}

	/** Ask the server again and again without a dialog each time that it can't be reached. Throws an Error whose message
	is the server's own words, if it had any. */
	async function poll(method, args) {
		const given = Object.entries(args).filter(
			([, value]) => value !== null && value !== undefined
		);
		const answer = await fetch(`/api/method/${method}?${new URLSearchParams(given)}`, {
			headers: { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
		});
		const body = await answer.json().catch(() => ({}));
		if (!answer.ok) throw new Error(reason(body));
		return body.message;
	}

	whatsapp_erp_bot.Chat = Chat;
	whatsapp_erp_bot.poll = poll;
	whatsapp_erp_bot.format = format;
	whatsapp_erp_bot.chat_icon = icon;
	whatsapp_erp_bot.chat_element = element;

	/** Whether the session user may open Runs and Conversations. */
	whatsapp_erp_bot.is_manager = () =>
		frappe.user.has_role(["WhatsApp Bot Manager", "System Manager"]) ||
		frappe.session.user === "Administrator";
})();
