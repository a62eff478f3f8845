// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.ui.form.on("WhatsApp Bot Message", {
	refresh(frm) {
		frm.disable_save();
		const reasons = {
			Unknown: __(
				"Nobody can say whether this left. It is not sent again by itself; Meta's status decides if one comes."
			),
			Held: __(
				"This waits for a person: see the error, mend the cause, and answer from the conversation."
			),
			Failed: __("This was not sent."),
		};
		frm.set_intro(reasons[frm.doc.status] || "", "red");
		if (frm.doc.conversation) {
			frm.add_custom_button(__("Conversation"), () =>
				frappe.set_route("Form", "WhatsApp Bot Conversation", frm.doc.conversation)
			);
		}
	},
});
