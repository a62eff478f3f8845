# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Words of somebody who wants to run something in Desk, and a watch that sees whether they did.

Contract: `PAYLOADS` are short enough for every column; whatever of them becomes an element is of the class `hostile`,
whatever runs calls `pwn()`. `WATCH` is to run in each page before anything else: it notes calls of `pwn`, dialogs, and
elements and attributes that came of a payload, also those that are gone again. `noted()` (JavaScript) gives the list.
"""

PAYLOADS = (
	"<img src=x onerror=pwn() class=hostile>",
	"<svg onload=pwn() class=hostile>",
	"<svg/onload=pwn() class=hostile><b class=hostile>bold",
	'"><img src=x onerror=pwn() class=hostile>',
	"'><img src=x onerror=pwn() class=hostile>",
	'" onmouseover="pwn()" onfocus="pwn()" autofocus class="hostile" x="',
	"' onmouseover='pwn()' onfocus='pwn()' autofocus class='hostile' x='",
	"');pwn();//",
	"</script><script class=hostile>pwn()</script>",
	"</title></style></textarea></pre><img src=x onerror=pwn() class=hostile>",
	"--><img src=x onerror=pwn() class=hostile>",
	"<img src=x onerror=pwn() class=hostile //",
	"&lt;img src=x onerror=pwn() class=hostile&gt;",
	"&#60;img src=x onerror=pwn() class=hostile&#62;",
	"&amp;lt;img src=x onerror=pwn() class=hostile&amp;gt;",
	"<a href=javascript:pwn() class=hostile>tap</a> javascript:pwn()",
	"[tap](javascript:pwn()) ![x](x onerror=pwn()) <!-- markdown -->",
	"{{1337*1337}} {% raw %} ${1337*1337} #{1337*1337} {{constructor.constructor('pwn()')()}}",
	"<details open ontoggle=pwn() class=hostile><summary>x",
	"<iframe srcdoc='<script>parent.pwn()</script>' class=hostile></iframe>",
	"<style class=hostile>@import '//x'</style><form class=hostile><input>",
	"<\u200bimg src=x onerror=pwn() class=hostile>\u202e<\x01svg onload=pwn()>",
	"=HYPERLINK(1) <embed src=javascript:pwn() class=hostile>",
)
# what 1337 * 1337 is: nobody writes it, a template language does
EVALUATED = "1787569"

WATCH = """
(() => {
	const notes = (window.top.pwn_notes = window.top.pwn_notes || []);
	const note = (what) => { if (notes.length < 50) notes.push(String(what).slice(0, 300)); };
	window.pwn = window.top.pwn = () => note("ran: " + new Error().stack);
	for (const name of ["alert", "confirm", "prompt"]) window[name] = (words) => note(name + ": " + words);
	const look = (element) => {
		if (!element.attributes) return;
		// the page's own elements have no such class, and no such words in what runs
		if (element.classList.contains("hostile")) note("element: " + element.outerHTML);
		for (const { name, value } of element.attributes) {
			const runs = name.startsWith("on") || ["href", "src", "action", "formaction"].includes(name);
			if (runs && /^\\s*javascript:pwn|^\\s*pwn\\(/i.test(value) || name.startsWith("on") && value.includes("pwn"))
				note("attribute: " + element.outerHTML);
		}
	};
	new MutationObserver((changes) => {
		for (const change of changes) {
			look(change.target);
			for (const node of change.addedNodes) {
				look(node);
				node.querySelectorAll?.("*").forEach(look);
			}
		}
	}).observe(document, { subtree: true, childList: true, attributes: true });
	window.noted = () => { document.querySelectorAll("*").forEach(look); return notes; };
})();
"""


def all_of_them() -> str:
	"""Every payload in one long text."""
	return "\n".join(PAYLOADS)
