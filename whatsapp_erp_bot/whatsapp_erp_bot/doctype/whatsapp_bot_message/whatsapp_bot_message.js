// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.ui.form.on("WhatsApp Bot Message", {
	refresh(frm) {
		frm.disable_save();
		const reasons = {
			Unknown: __(
				"Nobody can say whether this left. It is not sent again by itself; Meta's status decides if one comes."
			),
			Held: frm.doc.waits_for_reply
				? __("This goes out as soon as the person replies to the template.")
				: __("This waits for a person: mend the cause, and send it again."),
			Failed:
				frm.doc.direction === "In"
					? __("This could not be answered.")
					: __("This was not sent."),
		};
		const reason = reasons[frm.doc.status];
		const why = frappe.utils.escape_html(__(frm.doc.error || ""));
		frm.set_intro(reason ? `${reason} ${why}` : "", "red");
		// what a phone or another app sent has no key of ours
		if (reason && frm.doc.idempotency_key) add_send_again(frm);
		if (frm.doc.direction === "In" && frm.doc.status === "Failed") add_answer_again(frm);
		if (frm.doc.media_state === "Failed") {
			frm.add_custom_button(__("Fetch the file again"), () =>
				frappe
					.call({
						method: "whatsapp_erp_bot.api.desk.fetch_file",
						type: "POST",
						args: { name: frm.doc.name },
					})
					.then(() => frm.reload_doc())
			);
		}
		if (frm.doc.conversation) {
			frm.add_custom_button(__("Conversation"), () =>
				frappe.set_route("Form", "WhatsApp Bot Conversation", frm.doc.conversation)
			);
		}
	},
});

/** Once its cause is mended, the message is answered as if it had just come; the server sees to it that this happens once. */
function add_answer_again(frm) {
	frm.add_custom_button(__("Answer again"), async () => {
		await frappe.call({
			method: "whatsapp_erp_bot.api.desk.answer_again",
			type: "POST",
			args: { name: frm.doc.name },
		});
		frappe.show_alert({ message: __("It waits for a worker again."), indicator: "green" });
		frm.reload_doc();
	}).addClass("btn-primary");
}

/** A person decides that a message is sent again; the server sees to it that this happens once. */
function add_send_again(frm) {
	if (frm.doc.sent_again_as) {
		frm.add_custom_button(__("Sent again"), () =>
			frappe.set_route("Form", "WhatsApp Bot Message", frm.doc.sent_again_as)
		);
		return;
	}
	frm.add_custom_button(__("Send again"), () => {
		if (frm.doc.status !== "Unknown") return send_again(frm);
		frappe.confirm(
			__("This message may have arrived. Send it again all the same?"),
			() => send_again(frm)
		);
	}).addClass("btn-primary");
}

async function send_again(frm) {
	const { message } = await frappe.call({
		method: "whatsapp_erp_bot.api.desk.send_again",
		type: "POST",
		args: { name: frm.doc.name },
	});
	frappe.show_alert({ message: __("It waits to be sent."), indicator: "green" });
	if (message.name === frm.doc.name) frm.reload_doc();
	else frappe.set_route("Form", "WhatsApp Bot Message", message.name);
}
