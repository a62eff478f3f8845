// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.listview_settings["WhatsApp Bot Command"] = {
	add_fields: ["enabled", "available", "writes"],
	hide_name_column: true,
	get_indicator(doc) {
		if (!doc.enabled) return [__("Disabled"), "gray", "enabled,=,0"];
		if (!doc.available) return [__("Not built yet"), "yellow", "available,=,0"];
		if (doc.writes) return [__("Writes after a tap"), "orange", "writes,=,1"];
		return [__("Reads"), "green", "enabled,=,1|writes,=,0"];
	},
};
