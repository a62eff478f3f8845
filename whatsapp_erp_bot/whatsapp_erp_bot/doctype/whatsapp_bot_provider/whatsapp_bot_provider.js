// Copyright (c) 2026, WhatsApp ERP Bot contributors
// MIT License. See license.txt

frappe.ui.form.on("WhatsApp Bot Provider", {
	refresh(frm) {
		frm.trigger("kind");
	},

	kind(frm) {
		const hints = {
			OpenAI: __(
				"Any server that speaks OpenAI's protocol: leave the address empty for OpenAI itself."
			),
			Ollama: __(
				"A model on your own machine: pull it first (ollama pull …). Empty address: http://127.0.0.1:11434."
			),
			"Hugging Face": __("Hugging Face Inference: the key begins with hf_."),
			"Local Transformers": __("Runs inside the worker; needs the app's extra “local”."),
		};
		frm.set_intro("");
		if (hints[frm.doc.kind]) frm.set_intro(hints[frm.doc.kind], "blue");
	},
});
