// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.listview_settings["WhatsApp Bot Account"] = {
	add_fields: ["enabled", "status", "kind"],
	hide_name_column: true,
	get_indicator(doc) {
		if (!doc.enabled) return [__("Disabled"), "gray", "enabled,=,0"];
		if (doc.status === "Stopped") return [__("Stopped"), "red", "status,=,Stopped"];
		return [__("Active"), "green", "enabled,=,1|status,=,Active"];
	},
};
