// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.listview_settings["WhatsApp Bot Run"] = {
	add_fields: ["status", "text"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = {
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
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
};
