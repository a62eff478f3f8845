// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.ui.form.on("WhatsApp Bot Contact", {
	setup(frm) {
		frm.set_query("user", () => ({
			filters: { enabled: 1, name: ["not in", ["Administrator", "Guest"]] },
		}));
	},

	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Conversations"), () =>
			frappe.set_route("List", "WhatsApp Bot Conversation", { contact: frm.doc.name })
		);
		frm.add_custom_button(__("Runs"), () =>
			frappe.set_route("List", "WhatsApp Bot Run", { contact: frm.doc.name })
		);
		if (!frm.doc.user && !frm.doc.party) {
			frm.set_intro(
				__(
					"Nobody knows yet who this is. The person can link a user from Desk (“Link my WhatsApp”), or set the user here: what is asked from this number then runs with that user's permissions."
				),
				"orange"
			);
		}
	},
});
