// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.ui.form.on("WhatsApp Bot Customer Claim", {
	refresh(frm) {
		frm.disable_save();
		if (frm.doc.whatsapp_contact) {
			frm.add_custom_button(__("Decide"), () =>
				frappe.set_route("Form", "WhatsApp Bot Contact", frm.doc.whatsapp_contact)
			).addClass("btn-primary");
		}
	},
});
