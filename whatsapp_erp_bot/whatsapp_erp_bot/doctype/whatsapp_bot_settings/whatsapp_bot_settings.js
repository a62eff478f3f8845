// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.ui.form.on("WhatsApp Bot Settings", {
	refresh(frm) {
		frm.add_custom_button(__("Simulator"), () => frappe.set_route("whatsapp-bot-simulator"));
		frm.add_custom_button(__("Accounts"), () =>
			frappe.set_route("List", "WhatsApp Bot Account")
		);
		frm.add_custom_button(__("Models"), () =>
			frappe.set_route("List", "WhatsApp Bot Provider")
		);
		frm.add_custom_button(__("Commands"), () =>
			frappe.set_route("List", "WhatsApp Bot Command")
		);
	},
});
