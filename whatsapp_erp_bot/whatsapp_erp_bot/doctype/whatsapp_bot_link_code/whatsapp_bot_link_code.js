// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.ui.form.on("WhatsApp Bot Link Code", {
	refresh(frm) {
		frm.disable_save();
		if (frm.doc.user === frappe.session.user && frm.doc.status === "Claimed") {
			frm.add_custom_button(__("Decide"), () =>
				frappe.set_route("whatsapp-bot-link")
			).addClass("btn-primary");
		}
	},
});
