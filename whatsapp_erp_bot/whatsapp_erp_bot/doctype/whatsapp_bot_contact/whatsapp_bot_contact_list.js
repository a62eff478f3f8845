// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.listview_settings["WhatsApp Bot Contact"] = {
	add_fields: [
		"user",
		"party",
		"party_type",
		"binding_method",
		"conflict_state",
		"must_verify",
		"has_claims",
	],
	hide_name_column: true,
	get_indicator(doc) {
		if (doc.conflict_state === "Open")
			return [__("Claimed by two"), "red", "conflict_state,=,Open"];
		if (doc.must_verify && !doc.user)
			return [__("Verify again"), "orange", "must_verify,=,1|user,is,not set"];
		if (doc.has_claims && !doc.user)
			return [__("Claims to be a customer"), "orange", "has_claims,=,1|user,is,not set"];
		if (doc.binding_method === "Simulator")
			return [__("Simulator"), "purple", "binding_method,=,Simulator"];
		if (doc.user) return [__("Linked"), "green", "user,is,set"];
		if (doc.party) return [__(doc.party_type || "Customer"), "blue", "party,is,set"];
		return [__("Unknown"), "gray", "user,is,not set|party,is,not set"];
	},
};
