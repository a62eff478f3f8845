// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.ui.form.on("WhatsApp Bot Run", {
	setup(frm) {
		frappe.realtime.on("whatsapp_bot_run", (news) => {
			if (news.run !== frm.doc?.name) return;
			show_progress(frm, news.status, news.progress);
			if (news.status !== "Running") frm.reload_doc();
		});
	},

	refresh(frm) {
		frm.disable_save();
		show_progress(frm, frm.doc.status, frm.doc.progress);
		if (frm.doc.conversation) {
			frm.add_custom_button(__("Conversation"), () =>
				frappe.set_route("Form", "WhatsApp Bot Conversation", frm.doc.conversation)
			);
		}
		if (frm.doc.document_type && frm.doc.document_name) {
			frm.add_custom_button(__(frm.doc.document_type), () =>
				frappe.set_route("Form", frm.doc.document_type, frm.doc.document_name)
			);
		}
	},
});

function show_progress(frm, status, progress) {
	frm.dashboard.hide_progress();
	if (!["Queued", "Running"].includes(status)) return;
	frm.dashboard.show_progress(__(status), progress || 0, frm.doc.progress_text || "");
}
