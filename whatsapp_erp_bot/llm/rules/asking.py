# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Questions about what can be done, and how: they are answered with help and do nothing.

Contract: `topic(text)` gives the indices of the tokens that say what the person wants to know how to do (“¿cómo
registro un pago?”, “can you record payments?”, “dá pra transferir estoque por aqui?”), or None for any other message.
“¿Puedes…?” with a document, an amount or a name in it is a polite order and no such question.
"""

import re

from whatsapp_erp_bot.llm.rules.text import Text

# the verbs of the writing commands, in the forms that follow “how” and “can you”
_DO = (
	"(?:crear|creo|crea|creas|se crea|hacer|hago|hace|haces|hacemos|registrar|registro|registra|registras|registramos|anotar|anoto|apuntar|apunto|capturar|capturo|aprobar|apruebo|aprueba|aprueban|autorizar|autorizo|"
	"cancelar|cancelo|cancela|cancelas|anular|anulo|anula|validar|valido|confirmar|confirmo|confirma|rechazar|rechazo|rechaza|transferir|transfiero|traspasar|traspaso|pasar|paso|mover|muevo|comentar|comento|deshacer|deshago|deshace|"
	"corregir|corrijo|revertir|borrar|borro|generar|genero|levantar|levanto|cotizar|cotizo|pedir|pido|comprar|compro|agendar|agendo|abrir|abro|emitir|emito|programar|programo|agregar|agrego|asignar|asigno|reportar|reporto|solicitar|solicito|"
	"criar|crio|cria|fazer|faco|faz|registro|lancar|lanco|lanca|aprovar|aprovo|aprova|validar|confirmar|rejeitar|rejeito|rejeita|reprovar|recusar|recuso|transferir|transfiro|transfere|mandar|comentar|desfazer|desfaco|desfaz|corrigir|corrijo|"
	"apagar|apago|gerar|gero|gera|abrir|abro|abre|emitir|emito|orcar|cotar|solicitar|atribuir|anexar|cadastrar|cadastro|"
	"create|make|record|register|log|book|enter|approve|submit|validate|confirm|cancel|void|reject|transfer|move|comment|undo|revert|fix|raise|place|order|quote|add|assign|open|issue|request|schedule|report)"
	"(?:lo|la|los|las|le|les|se)?"
)
_PRONOUN = "(?:(?:se|me|le|les|lo|la|los|las|o|a|os|as|te|nos|eu|yo|a gente|i|we|you|one|uno|it|isso|eso|esto|posso|puedo|podemos|pueden|podria|can|do|does|could|should|would|to|e|que|e que|es|hago|hace|hay|para|pra|faco|faz|fazer|hacer|tengo|tenho|preciso|deve|debo|devo|um|una|un|uma|the|an|pedido|pedidos|nota|factura|fatura) )"
_HOW = re.compile(
	f" (?:como|how|cual es la forma de|cual es el paso para|que hago para|que tengo que hacer para|que necesito para|o que (?:eu )?faco (?:pra|para)|o que (?:eu )?preciso (?:pra|para)|what (?:do i|should i) do to|"
	f"qual o passo (?:pra|para)|what is the way to|donde puedo|onde (?:eu )?posso|onde (?:eu )?faco (?:pra|para)|where (?:can|do) i) {_PRONOUN}{{0,5}}(?P<do>{_DO})(?= )"
)
# “how did we do”, “como fue…”: not about doing
_NOT_HOW = re.compile(
	r" (?:como|how) (?:va|van|vai|vao|esta|estan|estao|fue|foi|fueron|is|are|was|were|did|has|have|many|much|long|far|come|quedo|ficou|anda|andan|vamos|nos|cerramos|cerro|fechou) "
)
_CAN_I = re.compile(
	f" (?:puedo|podemos|posso|podemos|a gente pode|se puede|se pueden|se podria|da pra|da para|tem como|e possivel|es posible|can i|can we|may i|could i|is it possible to|is there a way to|hay (?:forma|manera|modo) de|tem jeito de|existe forma de) {_PRONOUN}{{0,2}}(?P<do>{_DO})(?= )"
)
_CAN_YOU = re.compile(
	f" (?:puedes|podes|puede|pueden|sabes|sabe|pode|podes|consegue|consegues|voce (?:pode|consegue|faz|sabe)|voces (?:podem|fazem)|can you|could you|do you|are you able to|are you allowed to|can this|can the bot|can it|eres capaz de|sirve para|sirves para|serve (?:pra|para)|"
	f"el bot puede|o bot (?:pode|faz)|tambien|tambem) {_PRONOUN}{{0,1}}(?P<do>{_DO})(?= )"
)
_EXPLAIN = re.compile(
	f" (?:explica[rsm]?|explicame|explicar|explicas|ensename|ensenar|ensenas|ensina|ensinar|explain|teach|show me|tell me|dime|me diz|dizer|decirme|decir|no se|nao sei|i do not know|not sure|quiero saber|quero saber|duda de|duvida de) "
	f"(?:(?:me|to me|please|por favor|sobre) )*(?:como|how) {_PRONOUN}{{0,4}}(?P<do>{_DO})(?= )"
)
# what these commands are about
_ABOUT = re.compile(
	r" (?:pedidos?|orden|ordenes|ordem|ordens|orders?|pos?|cotizacion(?:es)?|presupuestos?|orcamentos?|cotacao|cotacoes|quot(?:e|es|ation|ations)|proformas?|compras?|purchase|ventas?|vendas?|pagos?|pagamentos?|payments?|cobros?|abonos?|recebimentos?|"
	r"factur(?:a|as)|fatur(?:a|as)|invoices?|notas?|solicitud(?:es)?|solicitac(?:ao|oes)|requisicion(?:es)?|requisic(?:ao|oes)|requests?|traspasos?|transferencias?|transfers?|stock|estoque|inventario|material(?:es)?|mercancia|mercadoria|prospectos?|leads?|tareas?|tarefas?|tasks?|todos?|"
	r"recordatorios?|lembretes?|reminders?|tickets?|quejas?|reclamos?|chamados?|issues?|complaints?|comentarios?|comments?|documentos?|documents?|aprobaciones|aprovacoes|approvals?|alertas?|alerts?|avisos?|borrador(?:es)?|rascunhos?|drafts?|"
	r"algo|eso|isso|that|it|this|something|lo ultimo|o ultimo|last|cosas|coisas|things|cliente nuevo|gastos?|despesas?|expenses?) "
)
_READS = re.compile(
	r" (?:reportes?|relatorios?|reports?|informes?|listas?|list|listado|graficas?|graficos?|charts?|graphs?|resumen|resumo|summary|pdf|excel|saldo|estado de cuenta|extrato|statement|ranking|comparacion|comparativo) "
)
_CONCRETE = re.compile(r"(?: |^)(?:@doc|[^ ]*\d[^ ]*) ")
_UNDO = re.compile(
	r"(?:deshacer|deshago|deshace|desfazer|desfaco|desfaz|undo|revert|revertir|corregir|corrijo|corrigir|fix)"
)


def topic(text: Text) -> list[int] | None:
	"""The tokens that name what is to be done, from the verb on; None where nothing is asked about."""
	line = text.line.string
	found = _EXPLAIN.search(line) or (None if _NOT_HOW.search(line) else _HOW.search(line))
	if found:
		rest = f" {line[found.start('do') :]}"
		if _READS.search(rest) or not (_ABOUT.search(line) or _UNDO.search(found["do"])):
			return None
		return _words(text, line, found.start("do"))
	found = _CAN_I.search(line)
	if found and (text.original.rstrip().endswith("?") or "?" in text.original or not _CONCRETE.search(line)):
		rest = f" {line[found.start('do') :]}"
		if _ABOUT.search(rest) and not _READS.search(rest):
			return _words(text, line, found.start("do"))
		return None
	found = _CAN_YOU.match(line) or _CAN_YOU.search(line)
	if found and "?" in text.original:
		rest = f" {line[found.start('do') :]}"
		if (
			_ABOUT.search(rest)
			and not _READS.search(rest)
			and not _CONCRETE.search(rest)
			and not _named(text, line, found)
		):
			return _words(text, line, found.start("do"))
	return None


def _words(text: Text, line: str, start: int) -> list[int]:
	indices = text.line.tokens_of(start, len(line))
	while len(indices) > 1 and text.tokens[indices[-1]].norm in ("?", "!", ".", "…", ","):
		indices.pop()
	return indices


def _named(text: Text, line: str, found: re.Match) -> bool:
	"""Whether somebody or something is named behind the verb: then it is an order."""
	return any(
		text.original[text.tokens[index].start].isupper() and not text.original.isupper()
		for index in text.line.tokens_of(found.end("do"), len(line))
		if text.tokens[index].kind == "word"
	)
