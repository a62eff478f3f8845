// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.listview_settings["WhatsApp Bot Message"] = {
	add_fields: ["status", "direction"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = {
			Waiting: "orange",
			Done: "green",
			Ignored: "gray",
			Queued: "orange",
			Sending: "orange",
			Accepted: "blue",
			Sent: "blue",
			Delivered: "green",
			Read: "green",
			Played: "green",
			Failed: "red",
			Unknown: "red",
			Held: "yellow",
		};
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
	onload(listview) {
		// the title is a long text, whose filter would be as tall as one
		listview.page.fields_dict.text?.$wrapper
			.find("textarea")
			.attr("rows", 1)
			.css("height", "28px");
	},
	formatters: {
		direction(value) {
			return value === "In" ? `← ${__("Received")}` : `→ ${__("Sent")}`;
		},
	},
};
