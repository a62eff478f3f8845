# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What stands around and beside the request itself: greetings, politeness, refusals, what no command does.

Contract: `bounds(line)` gives the part of a line between the wrappers (“hola, me puedes decir … por favor”);
`small_talk(line)` names a message that is nothing but talk; `out_of_scope(content)` is true for requests that no
command serves (changes of master data, SQL, …); `held_back(content)` for negations and “wait”. Pure functions.
"""

import re

from whatsapp_erp_bot.llm.rules.lexicon import CLASSES


def _or(text: str) -> str:
	words = [word.strip() for word in text.replace("\n", " ").split("|") if word.strip()]
	return "(?:" + "|".join(sorted(map(re.escape, set(words)), key=len, reverse=True)) + ")"


_GREETING = _or(
	"""hola|holaa|holaaa|holi|holis|hola hola|buenas|buenos dias|buen dia|buenas tardes|buenas noches|muy buenas|muy buenos dias|muy buenas tardes|wenas|
	oi|oii|oie|ola|ola ola|bom dia|boa tarde|boa noite|bom diaa|e ai|eai|opa|salve|hi|hii|hello|hello there|hi there|hey|hey there|hiya|good morning|good afternoon|
	good evening|morning|evening|namaste|habari|jambo|greetings|saludos|que tal|que onda|que hubo|quiubo|hola buenas|buenass|holaas|hallo|yo|sup|tudo bem|tudo bom|
	como estas|como esta|como andas|how are you|how are you doing|como vai|como va|todo bien|beleza|espero que estes bien|que mas|
	que hay|alo|epa|hola que tal|buen dia a todos|good day|beleza pura|tudo joia|how is it going|hola como estas|como te va"""
)
_THANKS = _or(
	"""gracias|muchas gracias|mil gracias|muchisimas gracias|obrigado|obrigada|muito obrigado|muito obrigada|brigado|brigada|valeu|thanks|thank you|thanks a lot|thank you so much|
	thank you very much|many thanks|thanks so much|grax|gracias totales|te agradezco|agradecido|agradeco|grato|cheers|much appreciated|asante|ty|gracias por todo|gracias por la ayuda|appreciate it"""
)
_BYE = _or(
	"adios|chao|chau|hasta luego|hasta manana|nos vemos|bye|goodbye|good night|see you|see you later|tchau|ate logo|ate mais|ate amanha|bye bye|buenas noches|falou|bai"
)
_OTHER = _or(
	"""ok|okay|okey|oka|okis|oki|k|kk|kkk|kkkk|kkkkk|kkkkkk|listo|dale|bueno|ya|va|vale|perfecto|perfeito|perfect|genial|excelente|excellent|great|good|nice|cool|super|chido|
	bien|muy bien|bom|boa|muito bom|otimo|show|certo|entendi|entendido|understood|got it|sure|fine|alright|right|claro|de acuerdo|combinado|fechado|si|sim|yes|no|nao|nope|yep|yeah|jaja|jajaja|
	jajajaja|jeje|jejeje|haha|hahaha|hehe|lol|rs|rsrs|rsrsrs|xd|wow|uff|que bueno|que bien|que bom|muy amable|very kind|eres el mejor|you are the best|te pasaste|awesome|amazing|well done|
	bacana|legal|buenisimo|barbaro|joya|de nada|por nada|no problem|you are welcome|ja|jaj|emm|mmm|hmm|hm|ah|aah|eh|oh|todo bien|tudo certo|beleza|entonces|pues|amigo|amiga|jefe|bot|por favor|please"""
)
_START = _or(
	"""ups|oops|uy|ay|ui|vish|vixe|epa|chin|rayos|oh no|ay no|aff|ahi|este|bom|bueno|oye|oiga|oigan|oie|olha|che|disculpa|disculpe|disculpen|perdon|perdona|desculpa|desculpe|com licenca|excuse me|sorry|sorry to bother|por favor|please|kindly|favor|amigo|amiga|jefe|
	jefa|bot|robot|asistente|assistente|assistant|mano|cara|buddy|sir|madam|boss|team|guys|bro|friend|chefe|querido|querida|estimado|estimados|ok|okay|listo|dale|bueno|ya|
	entonces|pues|a ver|ahora|ahorita|entao|bom|so|then|now|also|tambien|tambem|si|sim|yes|gracias|obrigado|obrigada|and|y|e|,|.|!|?|…|-|mira|olha so|fijate|escucha|look|well|hmm|hm|mmm|eh|ah|por cierto|a proposito|by the way|
	me puedes decir|me podes decir|me podrias decir|me puede decir|me podria decir|puedes decirme|podes decirme|podrias decirme|puede decirme|podria decirme|sabes|sabe|sabrias|sabes decirme|me dices|me dice|
	me dirias|dime|decime|digame|diganme|quiero saber|quisiera saber|necesito saber|me gustaria saber|ocupo saber|quiero que me digas|necesito que me digas|saber|me informas|informame|me confirmas|me puedes confirmar|
	me podes pasar|me ayudas a ver|ayudame a ver|me ayudas con|ayudame por favor con|quero saber|queria saber|gostaria de saber|preciso saber|me diz|me diga|diz ai|me fala|me fale|me informa|me informe|sabe me dizer|
	voce sabe|consegue me dizer|voce consegue me dizer|pode me dizer|voce pode me dizer|poderia me dizer|pode me falar|da pra me dizer|da para me dizer|consegue ver|consegue me falar|me conta|
	i want to know|i need to know|i would like to know|i wanted to know|can you tell me|can you please tell me|could you tell me|could you please tell me|tell me|please tell me|do you know|any idea|let me know|may i know|
	would you tell me|can i know|can i get|could i get|may i have|can i have|can i see|i want to see|help me know|kindly tell me|pls tell me|
	quiero|quisiera|necesito|ocupo|me gustaria|quiero que|necesito que|quero|queria|gostaria de|gostaria|preciso|preciso de|preciso que|quero que|eu quero|eu preciso|eu queria|i want|i need|i want you to|i need you to|i would like|
	i would like to|i want to|i need to|can you|can you please|could you|could you please|would you|will you|would you please|puedes|podes|podrias|puede|podria|me puedes|me podes|me podrias|me puede|me podria|pueden|podrian|pode|poderia|pode me|
	voce pode|voce poderia|voce consegue|consegue|voces podem|voces conseguem|da pra|da para|tem como|sera que|sera|help me|favor de|te pido que|pido que|te encargo|te encargo que|me haces el favor de|me hace el favor de|haceme el favor de|hazme el favor de|me faz um favor|faz favor de|
	urge|urgente|rapido|quick|quickly|quick question|una pregunta|una consulta|uma pergunta|uma duvida|pregunta|duda|consulta rapida|one question|una duda|me regalas|regalame|me colaboras con|colaborame con|
	asap|today i need|lets|vamos a|vamos|me urge|tengo que saber|just|solo|tipo|eai|voce|you"""
)
_END = _or(
	"""por favor|please|gracias|muchas gracias|obrigado|obrigada|thanks|thank you|thx|?|!|.|…|,|pues|ok|okay|porfa|ya|ahora|ahora mismo|ahorita|agora|agora mesmo|right now|now|asap|urgente|urgent|urge|jefe|jefa|amigo|amiga|si puedes|
	si pueden|si se puede|si eres tan amable|se puder|se possivel|if possible|if you can|verdad|eh|cierto|ne|hein|viu|ai|rapido|de una vez|bot|kindly|sir|boss|when you can|cuando puedas|quando puder|bro|mano|no mas|nomas|ta|va|entonces|entao|ya mismo|lo antes posible|
	o quanto antes|q|)|-|:|de favor|es urgente|e urgente|it is urgent|para ver|para revisar|pra ver|pra mim|para mi|for me|mate|de volada|dale|muy amable|la neta|hoy mismo"""
)
_HEAD = re.compile(f"(?: (?:{_GREETING}|{_START})(?= ))")
_TAIL = re.compile(f" {_END} $")
_TALK_PART = re.compile(f" (?:{_THANKS}|{_BYE}|{_GREETING}|{_OTHER}|[,.!?…)(:-])(?= )")
_KINDS = (
	("thanks", re.compile(f" {_THANKS} ")),
	("goodbye", re.compile(f" {_BYE} ")),
	("greeting", re.compile(f" {_GREETING} ")),
)
# words that would be lost as wrappers but begin these requests
_KEEP = re.compile(
	r" (?:que tal (?:nos|las|los|el|la|van|estan|as|os|o|a|va|vamos|ventas|vendas)|como (?:va|vai|esta) |que hay |que mas |ok a |e o |y (?:el|la|los|las) |good for|can you do|you can|voce (?:sabe|faz|pode) fazer|"
	r"sabes hacer|puedes hacer|podes hacer|pode fazer|sabe fazer|puede hacer|consegue fazer|i need (?:a (?:human|person|agent|representative)|to (?:talk|speak)|help|human|you to)|need help|necesito (?:ayuda|hablar|(?:un|una) (?:asesor|humano|agente|persona|ejecutivo|vendedor|operador))|preciso (?:de )?(?:ajuda|falar|(?:um|uma) (?:atendente|humano|pessoa|vendedor))|help me (?:with|$)|"
	r"solo |ya no|ja nao|no |nao |ya (?:salio|llego|esta|termino|quedo|pago|nos|me|se)|quiero (?:volver|recibir|darme|hablar|reportar|quejarme|reclamar|un asesor|una persona|abrir)|quero (?:voltar|receber|falar|reclamar|parar|um atendente)|"
	r"i want to (?:talk|speak|report|complain|receive|unsubscribe|stop)|can i (?:talk|speak)|que tal $|yes |va )"
)


def small_talk(line: str) -> str | None:
	"""greeting, thanks, goodbye or other for a line that is nothing else; None for any other."""
	rest = line
	while True:
		found = _TALK_PART.match(rest)
		if not found:
			break
		rest = rest[found.end() :]
	if rest.strip():
		return None
	for kind, pattern in _KINDS:
		if pattern.search(line):
			return kind
	return "other"


def bounds(line: str) -> tuple[int, int]:
	"""The span of what is asked, without greetings and politeness at both ends. Both begin on a word."""
	start, end = 0, len(line)
	while True:
		if _KEEP.match(line, start) and not _GREETING_ONLY.match(line, start):
			break
		found = _HEAD.match(line, start)
		if not found or found.end() >= end - 1:
			break
		start = found.end()
	while True:
		found = _TAIL.search(line, start + 1, end)
		if not found:
			break
		end = found.start() + 1
	return start + 1, end


_GREETING_ONLY = re.compile(
	" (?:hola|buenas|oi|ola|hi|hello|hey|bom dia|boa tarde|boa noite|buenos dias|buen dia|good morning|good afternoon) "
)

_SQL = re.compile(
	r" (?:select .* from|update .* set|insert into|delete from|drop (?:table|database)|alter table|truncate|exec(?:ute)? \(|union select|show tables|"
	r"frappe|os system|import os|sudo|rm -|grant all) "
)
# to create something that no command creates
_NO_SUCH = _or(
	"""factura|facturas|fatura|nota fiscal|nf|nfe|invoice|sales invoice|invoices|bill|cliente|cliente nuevo|clientes|customer|usuario|usuarios|user|users|proveedor|fornecedor|supplier|vendor|producto|produto|item|
	articulo|nomina|folha|folha de pagamento|payroll|empleado|funcionario|employee|almacen|bodega|deposito|warehouse|lista de precios|lista de precos|price list|cuenta contable|account|conta|empresa|company|
	remision|nota de entrega|delivery note|nota de credito|credit note|nota de debito|asiento|asiento contable|poliza|journal entry|lancamento contabil|presupuesto anual|proyecto|projeto|project|contrato|contract|
	orden de produccion|ordem de producao|orden de trabajo|work order|bom|lista de materiales|descuento|desconto|discount|promocion|promocao|campana|campanha|campaign|backup|respaldo|reunion|reuniao|meeting|cita|evento|event|
	recibo|receipt|boleto|factura de compra|purchase invoice|entrada|inventario fisico|stock take|conciliacion|vacaciones|ferias|leave|permiso|password|contrasena|senha|rol|role|grupo|categoria|sucursal|filial|branch|impuesto|
	tax|imposto|moneda|currency|chiste|piada|joke|poema|poem|cuento|historia|dibujo|imagen|image|traduccion|resumen de la reunion|oportunidad|oportunidade|opportunity|devolucion|devolucao|return|cheque|pix|transferencia bancaria|bank transfer|
	refund|reembolso|cfdi|guia|remito|carta|contacto|contato|contact|new user|new customer"""
)
_CHANGE = _or(
	"""cambia|cambiale|cambiar|cambie|cambiame|cambien|cambiarle|modifica|modificale|modificar|modifique|actualiza|actualizale|actualizar|actualice|sube|subele|subir|suba|subile|bajale|bajarle|baja|bajar|aumenta|aumentale|aumentar|ajusta|ajustale|ajustar|edita|editar|
	corrige|corregir|corrigeme|ponle|ponele|poner|pon|pone|muda|mude|mudar|altera|alterar|altere|atualiza|atualizar|atualize|aumente|reduz|reduzir|reduce|desconta|descontar|descuenta|dale descuento|change|update|edit|modify|increase|lower|set|
	rename|renombra|renomeia|borra|borrale|borrar|elimina|eliminar|delete|remove|apaga|apagar|exclui|excluir|exclua|emite|emitir|emita|timbra|timbrar|facturale|facturar|facturame|factura a|fatura pra|fatura para|concilia|conciliar|reconcile|paga|pagale|pagar|paga a|page|pay|
	bloquea|bloquear|bloqueia|block|desbloquea|unblock|activa al|desactiva al|desactiva|deactivate|disable|reset|resetea|reinicia|restablece|despide|contrata|hire|fire|aplica un descuento|aplica desconto|apply discount|apply a discount|apply for|give|dale|
	transfiere dinero|deposita|depositar|merge|fusiona|reabre|reopen|reassign|reasigna|cierra|cerrar|close|fecha|fechar|feche|calcula|calculate|traduce|translate|traduz|escribe|write|escreve|import|importa|importar|sincroniza|sync|instala|install|
	contabiliza|liquida|liquidar|congela|freeze|archiva|asigna|fija|fijale|define|programa una reunion|agenda una reunion|schedule a meeting|marca|book a meeting|quitale|quita el|agregale al cliente|convierte|converte|convert|cobra|cobrale|cobrar|charge|
	haz la|faz a|corre la nomina|run payroll|run the payroll|roda a folha|process payroll|paga la|timbrame|genera la nomina|genera factura|fatura|faturar|invoice|bill|refund|reembolsa|devuelve|regala|sube el|baja el|bajale el|aumenta el|edit the|reprice|mark|tag|move the price|drop|
	cotiza el dolar|pausa las ventas|restore|restaura|hackea|hack|print a label|clona|copia el|duplica|duplicate|copy|recalcula|recalculate|dar de alta|da de alta|dar de baja|dale de baja|da de baja|dale de alta|cadastra|cadastrar|cadastre|dar descuento|da desconto|dar desconto|
	manda un mensaje|manda mensaje|send a message|send message|envia mensaje|manda mensagem|envia mensagem|manda um oi|llama|liga para|liga pro|liga pra|avisale|avisa o|avisa al|dile|diga ao|fala pro|tell"""
)
_NEW_THING = re.compile(
	f" (?:(?:{_or('|'.join(word for word in CLASSES['create'] if word != 'draft'))}) )(?:(?:un|una|uma|um|a|an|el|la|o|the|otro|otra|outro|outra|nuevo|nueva|novo|nova|new|another|de|mi|me|my|las|los) )*{_NO_SUCH}(?= )"
)
# orders that a write may answer, a read never
_ORDER = _or(
	"""ajuste|ajuste de|conteo|merma|ignora|ignore|agrega|agregar|agregale|add|adiciona|adicionar|registra|registrar|record|anota|anotar|crea|crear|create|cria|criar|put|mete|meter|aprueba|aprobar|aprova|aprovar|approve|autoriza|autorizar|authorize|rechaza|rechazar|reject|rejeita|rejeitar|recusa|
	confirma|confirmar|valida|validar|submit|cancela|cancelar|cancel|anula|anular|void|nuevo|nueva|novo|nova|duplica|edita|convierte|entrega|entregar|deliver|despacha|despachar|surte|surtir|recibe|recibir la|transfiere|transfere|transfer|traspasa|mueve|move|
	asigna|assign|atribui|ordena|order|compra a|comprale|pidele|pide|cotizale|cotiza|quote for|levanta|levantar|raise|imprime etiquetas|escanea|scan|guarda|save|salva|ingresa|ingresar|lanca|lancar|post"""
)
_CHANGE_START = re.compile(
	f" (?:{_CHANGE}|{_ORDER})(?= )(?! (?:un |una |um |uma |a |an |el |la |o |the |me )*(?:reporte|relatorio|report|informe|grafica|grafico|chart|graph|lista|list|listado|resumen|resumo|summary|excel|tabla|tabela|table|ranking))"
)
_WRITE_VERBS = _or(
	"""aprobar|apruebes|aprueba|apruebe|aprobemos|apruebalo|apruebala|apruebo|autorices|autorizar|autorice|autoriza|aprova|aprove|aprovar|aprovo|autorize|approve|approved|authorize|rechaces|rechazar|rechace|rechaza|rejeita|rejeite|rejeitar|recuse|recusa|
	recusar|reject|canceles|cancelar|cancele|cancela|cancelen|cancelem|cancel|anules|anular|anule|anula|void|confirmes|confirmar|confirme|confirma|confirm|valides|validar|valide|valida|validate|submit|submeta|submeter|hagas|hacer|haga|haz|hagan|faca|
	fazer|faz|facas|make|do|crees|crear|cree|crea|crie|cria|criar|create|registres|registrar|registre|registra|record|mandes|mandar|mande|manda|manden|mandem|send|envies|enviar|envie|envia|envien|enviem|pases|pasar|pase|pasa|
	muevas|mover|mueva|mueve|move|transfieras|transferir|transfiera|transfira|transfer|borres|borrar|borre|borra|apague|apagar|apaga|delete|elimines|eliminar|elimine|exclua|excluir|agregues|agregar|agregue|add|adicione|adicionar|
	anotes|anotar|anote|levantes|levantar|levante|pidas|pedir|pida|peca|order|compres|comprar|compre|compra|buy|necesito|preciso|need|precisa|hace falta|es necesario|e preciso|quiero|quero|want|cotices|cotizar|cotice|abras|abrir|abra|open|
	cobres|pagues|pagar|pague|pay|corras|correr|corra|run|rode|rodar|generes|generar|genere|gere|gerar|generate|muestres|mostrar|muestre|mostre|show|cambies|cambiar|cambie|mude|mudar|change|toques|tocar|touch|comentes|comentar|comment|post|
	recuerdes|recordar|lembrar|lembre|remind|deshagas|deshacer|undo|desfaca|desfazer|procese|proceses|process|traspases|traspasar|place|issue|raise|emitas|emitir|emita|book|lance|lancar|assign|asignes|atribua|avises|alert|avise|reporte|report|quise|queria|liberes|liberar|libere|firmes|firmar"""
)
_HELD = re.compile(
	f" (?:no|nao|not|do not|nunca|jamas|never|ni|todavia no|aun no|ainda nao|mejor no|melhor nao|rather not|better not|tampoco|sin|without|sem) (?:[^ ?;,]+ ){{0,3}}?{_WRITE_VERBS}(?= )"
)
_WAIT = re.compile(
	" (?:espera|esperame|esperate|espere|espera ai|perai|pera|peraí|wait|hold on|hold off|aguanta|aguarda|aguarde|momento|un momento|um momento|one moment|one sec|dame un segundo|dejame pensar|deja lo pienso|deixa eu ver|deixa eu pensar|"
	"let me (?:check|think|see if)|olvidalo|olvida|esquece|deixa pra la|deixa para la|forget it|never mind|nevermind|dejalo|no importa|nao importa|does not matter|ya no|mejor luego|luego|depois te|despues te|later|mas tarde|hang on|not yet|todavia no|aun no|ainda nao) "
)


def out_of_scope(content: str) -> bool:
	"""Whether this asks for something that no command does. `content` begins and ends with a blank."""
	return bool(_SQL.search(content) or _NEW_THING.match(content))


def asks_for_change(content: str) -> bool:
	"""Whether it begins with an order to change something: only a write, never a read, may answer it."""
	return bool(_CHANGE_START.match(content))


def held_back(content: str) -> bool:
	"""“no lo apruebes todavía”, “do not send it”: an order not to do something."""
	return bool(_HELD.search(content))


def waits(content: str) -> bool:
	return bool(_WAIT.match(content))
