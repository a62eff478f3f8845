// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.listview_settings["WhatsApp Bot Template"] = {
	add_fields: ["status"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = {
			Approved: "green",
			Pending: "orange",
			"In appeal": "orange",
			Paused: "yellow",
			Rejected: "red",
			Disabled: "red",
		};
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
};
