// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.listview_settings["WhatsApp Bot Message"] = {
	add_fields: ["status", "direction", "kind", "sent_again_as", "error", "unverified"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = {
			Waiting: "orange",
			Done: "green",
			Ignored: "gray",
			Queued: "orange",
			Sending: "orange",
			Accepted: "blue",
			Sent: "blue",
			Delivered: "green",
			Read: "green",
			Played: "green",
			Failed: "red",
			Unknown: "red",
			Held: "yellow",
		};
		if (doc.unverified) return [__("Not verified"), "red", "unverified,=,1"];
		if (doc.sent_again_as) return [__("Sent again"), "gray", "sent_again_as,is,set"];
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
	onload(listview) {
		listview.page.add_inner_button(__("Not delivered"), () => show_undelivered(listview));
		listview.page.add_action_item(__("Send again"), () => send_again(listview));
		// the title is a long text, whose filter would be as tall as one
		listview.page.fields_dict.text?.$wrapper
			.find("textarea")
			.attr("rows", 1)
			.css("height", "28px");
	},
	formatters: {
		// the narrowest list has room for the reason why something did not leave, and none for a column of its own
		text(value, _field, doc) {
			return `${doc.direction === "In" ? "←" : "→"} ${value || __(doc.kind || "")}`;
		},
	},
};

/** What a person has to look at: failed, held or uncertain, and not sent again yet. */
async function show_undelivered(listview) {
	await listview.filter_area.clear(false);
	await listview.filter_area.add([
		["WhatsApp Bot Message", "direction", "=", "Out"],
		["WhatsApp Bot Message", "status", "in", ["Failed", "Held", "Unknown"]],
		["WhatsApp Bot Message", "sent_again_as", "is", "not set"],
	]);
}

function send_again(listview) {
	const undelivered = listview
		.get_checked_items()
		.filter((doc) => ["Failed", "Held", "Unknown"].includes(doc.status) && !doc.sent_again_as);
	if (!undelivered.length) {
		frappe.show_alert({
			message: __(
				"Only a message that failed, is held or has an unknown outcome can be sent again."
			),
			indicator: "orange",
		});
		return;
	}
	const question = undelivered.some((doc) => doc.status === "Unknown")
		? __("Some of these may have arrived. Send all {0} again?", [undelivered.length])
		: __("Send {0} messages again?", [undelivered.length]);
	frappe.confirm(question, async () => {
		for (const doc of undelivered) {
			await frappe.call({
				method: "whatsapp_erp_bot.api.desk.send_again",
				type: "POST",
				args: { name: doc.name },
			});
		}
		frappe.show_alert({
			message: __("{0} messages wait to be sent.", [undelivered.length]),
			indicator: "green",
		});
		listview.clear_checked_items();
		listview.refresh();
	});
}
