// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.listview_settings["WhatsApp Bot Event"] = {
	add_fields: ["status", "error"],
	get_indicator(doc) {
		const colours = { Waiting: "orange", Done: "green", Dead: "red" };
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
	onload(listview) {
		listview.page.add_inner_button(__("Dead events"), () => show_dead(listview));
		listview.page.add_action_item(__("Replay"), () => replay(listview));
	},
};

/** What a person has to look at. */
async function show_dead(listview) {
	await listview.filter_area.clear(false);
	await listview.filter_area.add([["WhatsApp Bot Event", "status", "=", "Dead"]]);
}

async function replay(listview) {
	const dead = listview.get_checked_items().filter((doc) => doc.status === "Dead");
	if (!dead.length) {
		frappe.show_alert({
			message: __("Only dead events can be replayed."),
			indicator: "orange",
		});
		return;
	}
	let replayed = 0;
	for (const doc of dead) {
		const { message } = await frappe.call({
			method: "whatsapp_erp_bot.api.desk.replay",
			type: "POST",
			args: { name: doc.name },
		});
		if (message) replayed += 1;
	}
	frappe.show_alert({
		message: __("{0} events wait for a worker again.", [replayed]),
		indicator: "green",
	});
	listview.clear_checked_items();
	listview.refresh();
}
