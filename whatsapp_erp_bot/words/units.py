# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What units are called in Spanish, Portuguese and English.

Contract: `SAME` holds sets of words that mean one unit, as ERPNext names it among them; `BEFORE_ITEMS` are the words
that, before an item, are how it is packed (“5 cajas de agua”). Norms: lower case, no accents. Pure data.
"""

SAME: tuple[frozenset[str], ...] = tuple(
	frozenset(words.split())
	for words in (
		"unit unidad unidade nos numero each pieza pza pz peca pc piece pieces und un u ea",
		"box caja caixa cx cja",
		"bag bolsa saco bulto costal sacola sacos",
		"pack paquete pacote pkt packet package paq",
		"pair par",
		"dozen docena duzia dz doc",
		"set juego jogo conjunto kit",
		"kg kilo kilogram kilogramo quilo quilograma kilos kgs",
		"g gram gramo grama gr",
		"ton tonne tonelada tonel",
		"l litre liter litro lt",
		"ml millilitre mililitro",
		"gallon galon galao",
		"m meter metre metro mt mts",
		"cm centimeter centimetro",
		"inch pulgada polegada",
		"foot feet pie pe",
		"sqm m2",
		"cbm m3",
		"roll rollo rolo",
		"bottle botella garrafa",
		"can lata",
		"bucket cubeta balde",
		"drum tambor tambo",
		"pallet palet tarima palete",
		"sheet hoja folha lamina placa",
		"carton carton cartao cartone",
		"hour hora hr",
		"day dia",
	)
)
# regional and rarer ones among them that no UOM of ERPNext is called
BEFORE_ITEMS = frozenset(
	"""caja cajas cajita cajitas bulto bultos saco sacos bolsa bolsas bolsita bolsitas costal costales
	rollo rollos metro metros mts mt m kg kgs kilo kilos kilogramo kilogramos quilo quilos litro litros
	lt lts l galon galones lata latas cubeta cubetas paquete paquetes paca pacas pieza piezas pza pzas
	pz pzs unidad unidades und unds uds ud un bote botes barra barras tambor tambores tambo tambos
	tarima tarimas pallet pallets par pares juego juegos set sets bidon bidones carton cartones fardo
	fardos frasco frascos garrafa garrafas garrafon garrafones garrafao garrafoes caixa caixas cx cxs
	pacote pacotes pct pcts peca pecas pc pcs unidade unids rolo rolos tonelada toneladas ton tons bag
	bags box boxes carton cartons piece pieces pack packs packet packets crate crates bale bales drum
	drums roll rolls litre litres liter liters gallon gallons tin tins bottle bottles botella botellas
	sheet sheets lamina laminas chapa chapas tray trays jerrycan jerrycans bundle bundles atado atados
	feixe feixes sachet sachets balde baldes bandeja bandejas bobina bobinas tira tiras cono conos
	plancha planchas cuñete cunete cunetes case cases meter meters metre metres kilogram kilograms
	kilograms gram grams gramo gramos grama gramas g gr unit units unidad engradado engradados saca
	sacas quintal quintales arroba arrobas ristra blister blisters sobre sobres tubo_ docena_ bolson
	bolsones pote potes estuche estuches canasta canastas java javas jaba jabas malla mallas vara_
	caneca canecas foot feet ft pie pies yard yards yarda yardas m2 m3 pipa pipas carga cargas bombona
	bombonas""".split()
)
