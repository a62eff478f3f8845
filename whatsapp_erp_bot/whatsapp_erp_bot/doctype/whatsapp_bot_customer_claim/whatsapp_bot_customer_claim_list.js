// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.listview_settings["WhatsApp Bot Customer Claim"] = {
	add_fields: ["status", "contact", "customer", "number", "whatsapp_contact"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = {
			Kept: "gray",
			Open: "orange",
			Confirmed: "green",
			"Primary contact": "green",
			Refused: "red",
		};
		return [__(doc.status), colours[doc.status] || "gray", `status,=,${doc.status}`];
	},
	onload(listview) {
		const decide = (accept) =>
			Promise.all(
				listview
					.get_checked_items()
					.filter((row) => row.whatsapp_contact)
					.map((row) =>
						frappe.call({
							method: "whatsapp_erp_bot.api.desk.decide_customer_claim",
							type: "POST",
							args: {
								contact: row.whatsapp_contact,
								claim_contact: row.contact,
								number: row.number,
								customer: row.customer,
								accept,
							},
						})
					)
			).finally(() => listview.refresh());
		listview.page.add_actions_menu_item(__("Confirm"), () => decide(true));
		listview.page.add_actions_menu_item(__("Refuse"), () => decide(false));
	},
};
