// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.ui.form.on("WhatsApp Bot Event", {
	refresh(frm) {
		frm.disable_save();
		if (frm.doc.shared_state === "Failed") {
			frm.add_custom_button(__("Hand on again"), async () => {
				await frappe.call({
					method: "whatsapp_erp_bot.api.desk.hand_on_again",
					type: "POST",
					args: { name: frm.doc.name },
				});
				frappe.show_alert({
					message: __("It waits for a worker again."),
					indicator: "green",
				});
				frm.reload_doc();
			});
		}
		if (frm.doc.status !== "Dead") return;
		frm.set_intro(
			__(
				"This could not be processed. Once its cause is mended, replay it: what was answered already is not answered again."
			),
			"red"
		);
		frm.add_custom_button(__("Replay"), async () => {
			const { message } = await frappe.call({
				method: "whatsapp_erp_bot.api.desk.replay",
				type: "POST",
				args: { name: frm.doc.name },
			});
			frappe.show_alert(
				message
					? { message: __("It waits for a worker again."), indicator: "green" }
					: { message: __("Somebody has replayed it already."), indicator: "orange" }
			);
			frm.reload_doc();
		}).addClass("btn-primary");
	},
});
