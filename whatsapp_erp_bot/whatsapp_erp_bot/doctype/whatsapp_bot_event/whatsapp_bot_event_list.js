// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.listview_settings["WhatsApp Bot Event"] = {
	add_fields: ["status"],
	get_indicator(doc) {
		const colours = { Waiting: "orange", Done: "green", Dead: "red" };
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
	onload(listview) {
		if (!frappe.model.can_write("WhatsApp Bot Event")) return;
		listview.page.add_action_item(__("Replay"), () => replay(listview));
	},
};

async function replay(listview) {
	const dead = listview.get_checked_items().filter((doc) => doc.status === "Dead");
	if (!dead.length) {
		frappe.show_alert({
			message: __("Only dead events can be replayed."),
			indicator: "orange",
		});
		return;
	}
	for (const doc of dead) {
		await frappe.call({
			method: "run_doc_method",
			type: "POST",
			args: { dt: "WhatsApp Bot Event", dn: doc.name, method: "replay" },
		});
	}
	frappe.show_alert({
		message: __("{0} events wait for a worker again.", [dead.length]),
		indicator: "green",
	});
	listview.clear_checked_items();
	listview.refresh();
}
