// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.ui.form.on("WhatsApp Bot Template", {
	refresh(frm) {
		frm.set_df_property("variables", "cannot_add_rows", true);
		frm.set_df_property("variables", "cannot_delete_rows", true);
		const problem = frm.doc.__onload?.problem;
		frm.set_intro(
			frappe.utils.escape_html(problem || __("The bot can send this by itself.")),
			problem ? "orange" : "green"
		);
		show_preview(frm);
	},

	after_save(frm) {
		frm.reload_doc();
	},
});

/** The message as a person would see it. Meta's text is shown as text, never as HTML. */
function show_preview(frm) {
	const preview = frm.doc.__onload?.preview;
	if (!preview) return;
	const bubble = document.createElement("div");
	Object.assign(bubble.style, {
		background: "var(--control-bg)",
		borderRadius: "8px",
		maxWidth: "420px",
		padding: "10px 12px",
		whiteSpace: "pre-wrap",
		overflowWrap: "anywhere",
	});
	bubble.textContent = preview.text;
	for (const title of preview.buttons) {
		const button = document.createElement("div");
		Object.assign(button.style, {
			borderTop: "1px solid var(--border-color)",
			marginTop: "8px",
			paddingTop: "6px",
			textAlign: "center",
		});
		button.textContent = title;
		bubble.append(button);
	}
	frm.get_field("preview").$wrapper.empty().append(bubble);
}
