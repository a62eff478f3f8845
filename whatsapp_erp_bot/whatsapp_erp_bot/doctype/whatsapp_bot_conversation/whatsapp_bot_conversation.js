// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

// A conversation as bubbles, live, with a line to answer in.
//
// Contract: everything goes through `api.desk`; the form itself is never saved from here, so that what a worker writes
// into the row at the same moment is not overwritten.

const ASSETS = [
	"/assets/whatsapp_erp_bot/css/whatsapp_bot.css",
	"/assets/whatsapp_erp_bot/js/whatsapp_bot_chat.js",
];
const API = "whatsapp_erp_bot.api.desk";
// milliseconds between questions to the server; realtime is quicker where it works
const PACE = 5000;

frappe.ui.form.on("WhatsApp Bot Conversation", {
	setup(frm) {
		frappe.realtime.on("whatsapp_bot_conversation", (news) => {
			if (news.conversation === frm.doc?.name) frm.whatsapp_chat?.ask();
		});
	},

	refresh(frm) {
		if (frm.is_new()) return;
		// who answers is changed by the buttons: they write that alone, and tell whom it concerns
		frm.disable_save();
		frm.set_df_property("mode", "read_only", 1);
		frm.set_df_property("assignee", "read_only", 1);
		add_buttons(frm);
		frappe.require(ASSETS, () => {
			if (frm.whatsapp_chat?.name !== frm.doc.name) {
				frm.whatsapp_chat?.stop();
				frm.whatsapp_chat = new ConversationChat(frm);
			}
			frm.whatsapp_chat.ask();
		});
	},
});

function add_buttons(frm) {
	if (!frm.perm[0]?.write) return;
	if (frm.doc.mode === "Human") {
		frm.add_custom_button(__("Give back to the bot"), () => act(frm, "give_back"));
	}
	if (frm.doc.mode !== "Human" || !frm.doc.assignee) {
		frm.add_custom_button(__("Answer myself"), async () => {
			await act(frm, "take_over");
			frm.whatsapp_chat?.input?.focus();
		});
	}
	if (whatsapp_bot_manager()) frm.add_custom_button(__("Give to…"), () => give_to(frm));
}

function whatsapp_bot_manager() {
	return frappe.user.has_role(["WhatsApp Bot Manager", "System Manager"]);
}

function give_to(frm) {
	frappe.prompt(
		{
			fieldname: "assignee",
			fieldtype: "Link",
			options: "User",
			label: __("Who answers"),
			reqd: 1,
			get_query: () => ({ filters: { enabled: 1, user_type: "System User" } }),
		},
		(values) => act(frm, "take_over", values),
		__("Give this conversation to a person"),
		__("Give")
	);
}

async function act(frm, method, args = {}) {
	await frappe.call({
		method: `${API}.${method}`,
		type: "POST",
		args: { name: frm.doc.name, ...args },
	});
	await frm.reload_doc();
}

class ConversationChat {
	constructor(frm) {
		this.frm = frm;
		this.name = frm.doc.name;
		this.earlier = [];
		this.earlier_runs = [];
		this.make();
		this.timer = setInterval(() => this.is_open() && this.ask(), PACE);
		this.mark_read();
	}

	make() {
		const element = whatsapp_erp_bot.chat_element;
		const root = element("div", "wab wab-conversation");
		const body = element("div", "wab-conversation-body");
		root.append(body);
		this.chat = new whatsapp_erp_bot.Chat({
			wrapper: body,
			mine: "Out",
			empty_text: __("No messages yet."),
			on_earlier: (first) => this.load_earlier(first),
			on_select: whatsapp_erp_bot.is_manager() ? (message) => this.open_run(message) : null,
		});
		if (this.frm.perm[0]?.write) root.append(...this.composer(element));
		this.frm.fields_dict.chat.$wrapper.get(0).replaceChildren(root);
	}

	composer(element) {
		this.hint = element("div", "wab-conversation-hint");
		const form = element("form", "wab-composer");
		this.input = element("textarea");
		this.input.rows = 1;
		this.input.maxLength = 4096;
		this.input.placeholder = __("Answer as a person");
		this.input.setAttribute("aria-label", __("Answer as a person"));
		// keys typed here are not shortcuts of the form
		form.addEventListener("keydown", (event) => event.stopPropagation());
		this.input.addEventListener("keydown", (event) => {
			if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
				event.preventDefault();
				form.requestSubmit();
			}
		});
		const send = element("button", "wab-send");
		send.type = "submit";
		send.title = __("Send");
		send.innerHTML =
			'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 20.5v-6.6l9-1.900-9-1.900V3.500L21.500 12z"/></svg>';
		form.append(this.input, send);
		form.addEventListener("submit", (event) => {
			event.preventDefault();
			this.reply();
		});
		return [this.hint, form];
	}

	is_open() {
		return (
			!document.hidden &&
			cur_frm === this.frm &&
			this.frm.doc.name === this.name &&
			this.frm.$wrapper.is(":visible")
		);
	}

	stop() {
		clearInterval(this.timer);
	}

	async ask() {
		if (this.asking) return;
		this.asking = true;
		try {
			this.show(await whatsapp_erp_bot.poll(`${API}.conversation`, { name: this.name }));
		} catch (error) {
			if (this.hint) this.hint.textContent = error.message || __("No connection.");
		} finally {
			this.asking = false;
		}
	}

	show(data) {
		const seen = new Set(data.messages.map((message) => message.name));
		const latest = data.messages[data.messages.length - 1];
		this.more = this.earlier.length ? this.more : data.more;
		this.chat.render({
			...data,
			messages: [
				...this.earlier.filter((message) => !seen.has(message.name)),
				...data.messages,
			],
			more: this.more,
		});
		if (!this.drawn) this.chat.to_bottom();
		this.drawn = true;
		this.draw_hint(data.mode);
		if (this.latest && latest && this.latest !== latest.name && latest.direction === "In")
			this.mark_read();
		this.latest = latest?.name;
		if (data.mode !== this.frm.doc.mode && !this.frm.is_dirty()) this.frm.reload_doc();
	}

	draw_hint(mode) {
		if (!this.hint) return;
		const closes = this.frm.doc.window_end;
		const is_shut = closes && closes < frappe.datetime.system_datetime();
		const hints = {
			Bot: __(
				"The bot is answering. If you write, it stays silent until you give the conversation back."
			),
			Human: __("You are answering; the bot is silent."),
			Closed: __("This conversation is closed. If you write, it is opened again."),
		};
		this.hint.textContent = is_shut
			? __(
					"More than 24 hours have passed since the last message of this person, so WhatsApp takes no free text now."
			  )
			: hints[mode] || "";
	}

	async load_earlier(first) {
		const message = await whatsapp_erp_bot.poll(`${API}.conversation`, {
			name: this.name,
			before: first.creation,
		});
		this.earlier = [...message.messages, ...this.earlier, ...this.chat.data.messages].filter(
			(entry, index, all) => all.findIndex((other) => other.name === entry.name) === index
		);
		this.more = message.more;
		this.ask();
	}

	async reply() {
		const text = this.input.value.trim();
		if (!text) return;
		this.input.value = "";
		try {
			const { message } = await frappe.call({
				method: `${API}.reply`,
				type: "POST",
				args: { name: this.name, text },
			});
			this.show(message);
			this.chat.to_bottom();
		} catch {
			// Frappe has shown why; what was typed is not lost
			this.input.value = this.input.value || text;
		}
	}

	mark_read() {
		if (!this.frm.doc.unread && !this.drawn) return;
		if (!this.frm.perm[0]?.write) return;
		this.frm.doc.unread = 0;
		this.frm.refresh_field("unread");
		this.frm.toolbar?.set_indicator();
		frappe.call({ method: `${API}.mark_read`, type: "POST", args: { name: this.name } });
	}

	/** The run behind a bubble. */
	open_run(message) {
		const run = message.run || this.run_of(message);
		if (run) frappe.set_route("Form", "WhatsApp Bot Run", run);
	}

	run_of(message) {
		return this.chat.data.runs?.find((run) => run.message === message.name)?.name;
	}
}
