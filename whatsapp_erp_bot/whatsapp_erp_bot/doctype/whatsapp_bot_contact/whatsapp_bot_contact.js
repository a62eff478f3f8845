// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.ui.form.on("WhatsApp Bot Contact", {
	setup(frm) {
		frm.set_query("user", () => ({
			filters: { enabled: 1, name: ["not in", ["Administrator", "Guest"]] },
		}));
	},

	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Conversations"), () =>
			frappe.set_route("List", "WhatsApp Bot Conversation", { contact: frm.doc.name })
		);
		frm.add_custom_button(__("Runs"), () =>
			frappe.set_route("List", "WhatsApp Bot Run", { contact: frm.doc.name })
		);
		if (frm.doc.has_claims || frm.doc.must_verify) show_claims(frm);
		// the other contact is shown to managers only
		if (frm.doc.conflict_state === "Open" && frm.doc.conflict_with) ask_about_conflict(frm);
		else if (!frm.doc.user && !frm.doc.party) {
			frm.set_intro(
				__(
					"Nobody knows yet who this is. The person can link a user from Desk (“Link my WhatsApp”), or set the user here: what is asked from this number then runs with that user's permissions."
				),
				"orange"
			);
		}
	},
});

/** Two contacts claim one sender: a manager says whether they are one person. */
function ask_about_conflict(frm) {
	frm.set_intro(
		__("This contact and {0} claim the same sender. {1}", [
			`<a href="/app/whatsapp-bot-contact/${encodeURIComponent(frm.doc.conflict_with)}">${frappe.utils.escape_html(
				frm.doc.conflict_with
			)}</a>`,
			frappe.utils.escape_html(frm.doc.conflict_note || ""),
		]),
		"red"
	);
	if (!frappe.user.has_role(["WhatsApp Bot Manager", "System Manager"])) return;
	const decide = (merge) =>
		frappe
			.call({
				method: "whatsapp_erp_bot.api.desk.decide_conflict",
				type: "POST",
				args: { contact: frm.doc.name, merge },
			})
			.then(({ message }) => {
				if (message === frm.doc.name) frm.reload_doc();
				else frappe.set_route("Form", frm.doctype, message);
			});
	frm.add_custom_button(
		__("Merge into the other contact"),
		() =>
			frappe.confirm(
				__(
					"The two are one person? Conversations and ids go to the other contact, and a linked user has to link the number again."
				),
				() => decide(true)
			),
		__("Claimed by two")
	);
	frm.add_custom_button(__("Keep apart"), () => decide(false), __("Claimed by two"));
}

/** The number stands on Contacts of customers: who may change such a customer says whether this is them. */
function show_claims(frm) {
	frappe
		.call({
			method: "whatsapp_erp_bot.api.desk.customer_claims",
			type: "GET",
			args: { contact: frm.doc.name },
		})
		.then(({ message }) => (message || []).forEach((claim) => show_claim(frm, claim)));
}

function show_claim(frm, claim) {
	const safe = frappe.utils.escape_html;
	const contact = `<a href="/app/contact/${encodeURIComponent(claim.contact)}">${safe(claim.contact)}</a>`;
	frm.dashboard.add_comment(
		__("{0} on {1} says that this is the customer {2}. Written there by: {3}", [
			safe(claim.number),
			contact,
			safe(claim.customer),
			safe(claim.by.join(", ")) || "–",
		]),
		"orange",
		true
	);
	if (!claim.may_decide) return;
	const decide = (accept) =>
		frappe
			.call({
				method: "whatsapp_erp_bot.api.desk.decide_customer_claim",
				type: "POST",
				args: {
					contact: frm.doc.name,
					claim_contact: claim.contact,
					number: claim.number,
					customer: claim.customer,
					accept,
				},
			})
			.then(() => frm.reload_doc());
	const group = __("Customer {0}", [safe(claim.customer)]);
	frm.add_custom_button(__("Confirm {0}", [safe(claim.number)]), () => decide(true), group);
	frm.add_custom_button(__("Refuse {0}", [safe(claim.number)]), () => decide(false), group);
}
