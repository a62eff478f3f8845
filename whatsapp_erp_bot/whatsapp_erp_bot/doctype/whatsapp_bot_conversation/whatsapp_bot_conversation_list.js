// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.listview_settings["WhatsApp Bot Conversation"] = {
	add_fields: ["mode", "unread", "assignee", "last_message"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = { Bot: "green", Human: "orange", Closed: "gray" };
		const words = doc.unread ? __("{0}, {1} unread", [__(doc.mode), doc.unread]) : __(doc.mode);
		return [words, colours[doc.mode] || "gray", `mode,=,${doc.mode}`];
	},
};
