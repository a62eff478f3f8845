// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

const CALLBACK = "/api/method/whatsapp_erp_bot.api.webhook.receive";

frappe.ui.form.on("WhatsApp Bot Account", {
	refresh(frm) {
		frm.set_intro("");
		if (frm.doc.kind === "Simulator") {
			frm.set_intro(
				__(
					"The account behind the simulator: it needs no secrets, and its messages never leave this site."
				)
			);
			return;
		}
		show_callback(frm);
		if (frm.doc.kind === "frappe_whatsapp") offer_shared_accounts(frm);
		if (frm.is_new()) return;
		if (frm.doc.status === "Stopped") {
			frm.set_intro(
				`${__("Sending is stopped:")} ${frappe.utils.escape_html(
					__(frm.doc.status_reason || "")
				)} ${__("Enter a valid token and save; what waited is sent then.")}`,
				"red"
			);
		}
		if (frm.perm[0]?.write)
			frm.add_custom_button(__("Test connection"), () => test_connection(frm));
		if (frm.perm[0]?.write && frm.doc.waba_id)
			frm.add_custom_button(__("Sync templates"), () => sync_templates(frm));
		frm.set_query("reengagement_template", () => ({
			filters: { account: frm.doc.name, status: "Approved" },
		}));
	},

	kind(frm) {
		frm.trigger("refresh");
	},
});

/** The numbers that frappe_whatsapp has, to choose one from. */
async function offer_shared_accounts(frm) {
	const { message } = await frappe.call({
		method: "whatsapp_erp_bot.api.desk.shared_accounts",
		type: "GET",
	});
	frm.fields_dict.shared_account.set_data(message);
	if (!frm.doc.shared_account && message.length === 1)
		frm.set_value("shared_account", message[0]);
}

/** What to paste into Meta's app dashboard, with a button that copies it. */
function show_callback(frm) {
	const address = frappe.urllib.get_base_url() + CALLBACK;
	const open_world = address.startsWith("https://");
	const box = document.createElement("div");
	const title = document.createElement("div");
	title.textContent = __(
		"Callback URL for Meta's app dashboard (WhatsApp, Configuration, Webhook):"
	);
	const row = document.createElement("div");
	Object.assign(row.style, {
		display: "flex",
		gap: "8px",
		alignItems: "center",
		margin: "6px 0",
	});
	const code = document.createElement("code");
	code.textContent = address;
	code.style.overflowWrap = "anywhere";
	const copy = document.createElement("button");
	copy.type = "button";
	copy.className = "btn btn-xs btn-default";
	copy.textContent = __("Copy");
	copy.addEventListener("click", () => frappe.utils.copy_to_clipboard(address));
	row.append(code, copy);
	const hint = document.createElement("div");
	const unreachable = __(
		"Meta only calls addresses that begin with https:// and can be reached from the internet; open this page by that address to copy the right one."
	);
	const shared = frm.doc.kind === "frappe_whatsapp";
	hint.textContent = [
		!open_world && unreachable,
		(open_world || shared) && what_to_do(frm),
	]
		.filter(Boolean)
		.join(" ");
	box.append(title, row, hint);
	frm.set_intro("<div class='whatsapp-bot-callback'></div>", open_world ? "blue" : "orange");
	frm.$wrapper.find(".whatsapp-bot-callback").last().replaceWith(box);
}

function what_to_do(frm) {
	if (frm.doc.kind === "frappe_whatsapp") {
		return __(
			"Put it in the place of frappe_whatsapp's address, with the verify token that is there already. Every message then comes here first, is checked, and is handed on to frappe_whatsapp. On this form, choose its number and type the app secret; the rest is read from there."
		);
	}
	return __("Paste it with the verify token of this form, and subscribe the field “messages”.");
}

async function test_connection(frm) {
	if (frm.is_dirty()) {
		frappe.show_alert({
			message: __("Save first: the test uses what is saved."),
			indicator: "orange",
		});
		return;
	}
	const { message } = await frappe.call({
		method: "whatsapp_erp_bot.api.desk.test_account",
		type: "POST",
		args: { name: frm.doc.name },
		freeze: true,
		freeze_message: __("Asking Meta about this number…"),
	});
	frappe.msgprint({
		title: message.ok ? __("Connected") : __("Not connected"),
		indicator: message.ok ? "green" : "red",
		message: frappe.utils.escape_html(message.text),
	});
	if (message.ok) frm.reload_doc();
}

async function sync_templates(frm) {
	const { message } = await frappe.call({
		method: "whatsapp_erp_bot.api.desk.sync_templates",
		type: "POST",
		args: { account: frm.doc.name },
		freeze: true,
		freeze_message: __("Asking Meta about this number…"),
	});
	frappe.msgprint({
		title: message.ok ? __("Templates") : __("Not synced"),
		indicator: message.ok ? "green" : "red",
		message: frappe.utils.escape_html(message.text),
	});
}
