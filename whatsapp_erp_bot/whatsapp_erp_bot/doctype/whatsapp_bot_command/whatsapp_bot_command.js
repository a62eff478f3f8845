// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.ui.form.on("WhatsApp Bot Command", {
	refresh(frm) {
		if (!frm.doc.available && frm.doc.source === "Shipped") {
			frm.set_intro(
				__("This command is planned and not built yet: whoever asks for it is told so."),
				"orange"
			);
		}
		frm.add_custom_button(__("Runs"), () =>
			frappe.set_route("List", "WhatsApp Bot Run", { command: frm.doc.command_name })
		);
		frm.add_custom_button(__("Try it"), () => frappe.set_route("whatsapp-bot-simulator"));
	},
});
