# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What people call formats, dimensions, languages and ways to pay in Spanish, Portuguese and English.

Contract: each `X` maps a norm (lower case, no accents) to the catalogue's own word. Pure data.
"""

from collections.abc import Mapping

from whatsapp_erp_bot.words.lists import listed

FORMATS: Mapping[str, str] = {
	"excel": "excel|xlsx|xls|exel|hoja de calculo|planilha|planilla|spreadsheet|exell|ecxel|excell",
	"pdf": "pdf|p.d.f.|pdfs",
	"chart": "grafica|grafico|graficas|graficos|grafiquita|chart|graph|charts|graphs|plot",
}
FORMAT = {word: name for name, words in FORMATS.items() for word in listed(words)}

DIMENSIONS: Mapping[str, str] = {
	"customer": "cliente|clientes|customer|customers|client|clients|party|comprador",
	"item": "producto|productos|articulo|articulos|item|items|itens|produto|produtos|product|products|sku",
	"item_group": """grupo de producto|grupo de productos|grupo de articulo|grupo de articulos|grupo|grupos|categoria|categorias|familia|
		familias|linea|lineas|linha|linhas|rubro|rubros|linea de producto|grupo de item|grupo de itens|grupo de produto|grupo de produtos|item group|
		product group|category|categories|categoria de producto|categoria de produto|item groups|product category|item category|departamento""",
	"territory": """territorio|territorios|zona|zonas|region|regiones|regiao|regioes|territory|territories|region wise|zone|area|areas|
		ciudad|ciudades|cidade|cidades|city|regions|zones|estado|plaza""",
	"sales_person": """vendedor|vendedores|vendedora|vendedoras|sales person|salesperson|sales persons|salesman|salesmen|salespeople|
		sales rep|sales reps|rep|reps|asesor|asesores|agente|agentes|representante|representantes|seller|sellers|ejecutivo|ejecutivos""",
	"day": "dia|dias|day|days|dia a dia|diario",
	"week": "semana|semanas|week|weeks|semana a semana",
	"month": "mes|meses|month|months|mes a mes",
}
DIMENSION = {word: name for name, words in DIMENSIONS.items() for word in listed(words)}

LANGUAGE_NAMES = {
	"espanol": "es",
	"castellano": "es",
	"spanish": "es",
	"espanhol": "es",
	"portugues": "pt",
	"portuguese": "pt",
	"brasileiro": "pt",
	"ingles": "en",
	"english": "en",
	"inglesa": "en",
	"espanish": "es",
}

MODES = listed(
	"""efectivo|cash|dinheiro|em especie|transferencia|transferencia bancaria|bank transfer|wire transfer|wire|transfer|cheque|
	check|tarjeta|tarjeta de credito|tarjeta de debito|cartao|cartao de credito|cartao de debito|card|credit card|debit card|pix|boleto|
	mpesa|m-pesa|m pesa|upi|neft|rtgs|imps|gpay|phonepe|yape|plin|nequi|daviplata|spei|oxxo|deposito|deposito bancario|zelle|paypal|
	mercado pago|bizum|mbway|mb way|multibanco|ach|venmo|airtel money|bank draft|debito|credito|tef|ted|doc|pse|bancolombia"""
)

# which document is meant: “la última factura”
LATEST = frozenset(
	"ultimo ultima ultimos ultimas last latest newest reciente recente recientes recentes recent most mas mais nuevo "
	"nueva novo nova".split()
)
