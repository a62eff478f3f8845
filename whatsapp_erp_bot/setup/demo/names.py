# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""Who and what the demo business knows: its people, customers, suppliers, places and goods.

Contract: plain data, no frappe. The first entries of `CUSTOMERS`, `ITEMS` and `SUPPLIERS` marked `small` are the ones
that the small demo has as well. Near-duplicates (“Ferretería López” / “Ferretería Lopes”) are there on purpose: a
name as somebody types it must lead to a choice and not to the wrong party. The people and telephone numbers are
invented.
"""

from typing import NamedTuple

COMPANY = "Ferretería El Tornillo"
COMPANY_ABBREVIATION = "FET"
COUNTRY = "Mexico"
CURRENCY = "MXN"
TIME_ZONE = "America/Mexico_City"
LANGUAGE = "es"
PASSWORD = "demo"

NORTH, CENTRE, SOUTH = "Zona Norte", "Zona Centro", "Zona Sur"
TERRITORIES = {
	NORTH: ("Monterrey", "Saltillo", "Chihuahua"),
	CENTRE: ("Ciudad de México", "Guadalajara", "Querétaro"),
	SOUTH: ("Mérida", "Oaxaca", "Villahermosa"),
}
CITY_CODES = {
	"Monterrey": "81",
	"Saltillo": "844",
	"Chihuahua": "614",
	"Ciudad de México": "55",
	"Guadalajara": "33",
	"Querétaro": "442",
	"Mérida": "999",
	"Oaxaca": "951",
	"Villahermosa": "993",
}
CUSTOMER_GROUPS = ("Mayoreo", "Menudeo", "Constructoras", "Exportación")
SALES_PERSONS = ("Raúl Garza", "Lucía Peniche", "Mostrador")
WAREHOUSES = ("Bodega Norte", "Bodega Sur", "Tienda")


class Customer(NamedTuple):
	name: str
	group: str
	city: str
	contact: str
	"""First and last name of the person who writes."""
	person: bool = False
	"""A natural person (`Individual`) and not a company."""
	credit_days: int = 30
	small: bool = False


CUSTOMERS: tuple[Customer, ...] = (
	Customer("Ferretería López", "Menudeo", "Monterrey", "Jesús López", small=True),
	Customer("Ferretería Lopes", "Menudeo", "Saltillo", "Íngrid Lopes", small=True),
	Customer("Tienda La Esquina", "Menudeo", "Mérida", "Ramón Chi", credit_days=15, small=True),
	Customer("Tienda La Esquina Norte", "Menudeo", "Chihuahua", "Yadira Núñez", credit_days=15, small=True),
	Customer("Constructora Peñón", "Constructoras", "Mérida", "Héctor Güemes", credit_days=45, small=True),
	Customer("María José Hernández", "Menudeo", "Oaxaca", "María José Hernández", True, 0, True),
	Customer("Lone Star Hardware LLC", "Exportación", "Monterrey", "Dale Hutchins", small=True),
	Customer("Materiales Ibáñez", "Mayoreo", "Guadalajara", "Sofía Ibáñez", small=True),
	Customer("Ferretería El Águila", "Menudeo", "Monterrey", "Andrés Águila"),
	Customer("Ferretería La Águila", "Menudeo", "Oaxaca", "Estela Ruiz"),
	Customer("Ferretería San José", "Menudeo", "Saltillo", "José Ángel Cantú"),
	Customer("Ferretería San José del Sur", "Menudeo", "Villahermosa", "Guadalupe Priego"),
	Customer("Ferretera Hidalgo", "Mayoreo", "Querétaro", "Óscar Olvera"),
	Customer("Ferretería Hidalgo", "Menudeo", "Ciudad de México", "Beatriz Hidalgo"),
	Customer("Materiales Muñoz", "Mayoreo", "Chihuahua", "Tomás Muñoz"),
	Customer("Materiales Muños", "Menudeo", "Mérida", "Nayeli Muños"),
	Customer("Construcciones Garza e Hijos", "Constructoras", "Monterrey", "Eugenio Garza", credit_days=45),
	Customer("Constructora Garza", "Constructoras", "Monterrey", "Fernanda Garza", credit_days=45),
	Customer("Constructora del Bajío", "Constructoras", "Querétaro", "Emilio Zárate", credit_days=60),
	Customer("Constructora Maya", "Constructoras", "Mérida", "Wilberth Canul", credit_days=45),
	Customer("Edificaciones Olmeca", "Constructoras", "Villahermosa", "Rosario Zapata", credit_days=60),
	Customer("Inmobiliaria Los Ángeles", "Constructoras", "Guadalajara", "Ángeles Robles"),
	Customer("Plomería Gutiérrez", "Menudeo", "Guadalajara", "Saúl Gutiérrez", credit_days=15),
	Customer("Plomería Gutierres", "Menudeo", "Oaxaca", "Delfina Gutierres", credit_days=15),
	Customer("Eléctrica Monterrey", "Mayoreo", "Monterrey", "Iván Treviño"),
	Customer("Eléctrica del Sureste", "Mayoreo", "Mérida", "Manuel Pech"),
	Customer("Pinturas Arcoíris", "Mayoreo", "Ciudad de México", "Inés Bravo"),
	Customer("Pinturas y Solventes Arcoíris", "Menudeo", "Guadalajara", "Adán Bravo"),
	Customer("Abarrotes Doña Lupita", "Menudeo", "Oaxaca", "Guadalupe Sánchez", credit_days=7),
	Customer("Abarrotes Don Lupe", "Menudeo", "Villahermosa", "Guadalupe Pérez", credit_days=7),
	Customer("Abarrotes La Económica", "Menudeo", "Saltillo", "Érika Valdés", credit_days=7),
	Customer("Minisúper Nuevo León", "Menudeo", "Monterrey", "Rubén Leal", credit_days=7),
	Customer("Tlapalería El Búho", "Menudeo", "Ciudad de México", "Joaquín Nájera", credit_days=15),
	Customer("Tlapalería La Lechuza", "Menudeo", "Ciudad de México", "Mónica Ávila", credit_days=15),
	Customer("Herrería Artística Núñez", "Menudeo", "Chihuahua", "Gerardo Núñez", credit_days=15),
	Customer("Carpintería Ébano", "Menudeo", "Mérida", "Félix Uc", credit_days=15),
	Customer("Carpintería El Cedro", "Menudeo", "Oaxaca", "Cirilo Martínez", credit_days=15),
	Customer("Hotel Casa Zapoteca", "Mayoreo", "Oaxaca", "Paola Toledo"),
	Customer("Hotel Posada Tarahumara", "Mayoreo", "Chihuahua", "Lorena Bencomo"),
	Customer("Escuela Benito Juárez", "Mayoreo", "Querétaro", "Profa. Amalia Ríos"),
	Customer("Taller Mecánico Güero", "Menudeo", "Saltillo", "Édgar Peña", credit_days=7),
	Customer("Refrigeración Polar", "Menudeo", "Villahermosa", "Darío Falcón", credit_days=15),
	Customer("Distribuidora Pacífico", "Mayoreo", "Guadalajara", "Verónica Íñiguez"),
	Customer("Distribuidora Pacífico Norte", "Mayoreo", "Chihuahua", "Ulises Íñiguez"),
	Customer("Comercializadora Grijalva", "Mayoreo", "Villahermosa", "Jacinto Grijalva"),
	Customer("Grupo Industrial Cumbres", "Mayoreo", "Monterrey", "Regina Cumbres", credit_days=60),
	Customer("Aceros y Perfiles del Norte", "Mayoreo", "Saltillo", "Hugo Arizpe", credit_days=45),
	Customer("Cerrajería Llave Maestra", "Menudeo", "Ciudad de México", "Toño Escamilla", credit_days=7),
	Customer("Jardinería El Edén", "Menudeo", "Guadalajara", "Olivia Anaya", credit_days=7),
	Customer("Agropecuaria Santa Inés", "Mayoreo", "Chihuahua", "Inés Enríquez"),
	Customer("Juan Carlos Pérez", "Menudeo", "Ciudad de México", "Juan Carlos Pérez", True, 0),
	Customer("Juan Carlos Peres", "Menudeo", "Villahermosa", "Juan Carlos Peres", True, 0),
	Customer("José Luis Martínez", "Menudeo", "Monterrey", "José Luis Martínez", True, 0),
	Customer("Ana Sofía Domínguez", "Menudeo", "Mérida", "Ana Sofía Domínguez", True, 0),
	Customer("Ana Domínguez", "Menudeo", "Querétaro", "Ana Domínguez", True, 0),
	Customer("Miguel Ángel Ordóñez", "Menudeo", "Saltillo", "Miguel Ángel Ordóñez", True, 0),
	Customer("Begoña Echeverría", "Menudeo", "Guadalajara", "Begoña Echeverría", True, 0),
	Customer("Público en General", "Menudeo", "Ciudad de México", "Mostrador Tienda", False, 0),
	Customer("Ferretería Nogales", "Menudeo", "Chihuahua", "Ignacio Corral"),
	Customer("Ferretería Kukulcán", "Menudeo", "Mérida", "Leidy May"),
)

LOPEZ, LOPES, CORNER, CORNER_NORTH, PENON, MARIA_JOSE, LONE_STAR, IBANEZ = (c.name for c in CUSTOMERS[:8])
USD_CUSTOMER = LONE_STAR
SHARED_PHONE_CUSTOMERS = (CORNER, CORNER_NORTH)
"""Both have a contact with the one number `SHARED_PHONE`: nobody can be told apart by it."""
SHARED_PHONE = "+525555019999"
TWO_PHONES_CUSTOMER = PENON
STORIED_CUSTOMERS = (LOPEZ, LOPES, CORNER, CORNER_NORTH, PENON, MARIA_JOSE)
"""Their invoices are written down in `stories.py` and nothing random is added: their figures are known."""

SUPPLIERS: tuple[tuple[str, str, int, bool], ...] = (
	# name, city, days to pay, in the small demo too
	("Aceros Monclova", "Saltillo", 30, True),
	("Tornillos y Fijaciones Fénix", "Monterrey", 30, True),
	("Pinturas Volcán", "Ciudad de México", 45, True),
	("Herramientas Titán", "Guadalajara", 30, False),
	("Cementos Cuauhtémoc", "Monterrey", 15, False),
	("Cables y Conductores Águila", "Querétaro", 30, False),
	("Tubos y Conexiones Río Bravo", "Monterrey", 30, False),
	("Granos La Espiga", "Guadalajara", 7, False),
	("Químicos y Limpieza Cristal", "Ciudad de México", 30, False),
	("Transportes Sánchez", "Saltillo", 7, False),
	("Importadora Oriental", "Guadalajara", 60, False),
	("Papelería Excélsior", "Ciudad de México", 15, False),
)


class Item(NamedTuple):
	code: str
	name: str
	group: str
	uom: str
	"""unit, kg, metre or litre: turned into the site's own unit of measure."""
	cost: float
	price: float
	box: int = 0
	"""How many of the unit go into a Caja; 0: not sold by the box."""
	small: bool = False


ITEMS: tuple[Item, ...] = (
	Item("TOR-038", "Tornillo 3/8", "Tornillería", "unit", 1.2, 2.5, 100, True),
	Item("TOR-014", "Tornillo 1/4", "Tornillería", "unit", 0.8, 1.8, 100, True),
	Item("TOR-038G", "Tornillo 3/8 galvanizado", "Tornillería", "unit", 1.6, 3.2, 100, True),
	Item("MAR-016", "Martillo 16 oz", "Herramientas", "unit", 95, 180, 12, True),
	Item("MAR-020", "Martillo 20 oz", "Herramientas", "unit", 120, 225, 12, True),
	Item("PIN-B19", "Pintura vinílica blanca 19 L", "Pinturas", "unit", 780, 1250, 0, True),
	Item("PIN-B04", "Pintura vinílica blanca 4 L", "Pinturas", "unit", 190, 320, 4, True),
	Item("CEM-050", "Cemento gris 50 kg", "Materiales", "unit", 165, 230, 0, True),
	Item("CAB-012", "Cable THW calibre 12", "Electricidad", "metre", 9.5, 17, 100, True),
	Item("ARR-005", "Arroz 5 kg", "Abarrotes", "unit", 92, 135, 6, True),
	Item("CLA-025", "Clavo 2 1/2", "Tornillería", "kg", 28, 45, 25, True),
	Item("AGU-1.5", "Agua purificada 1.5 L", "Abarrotes", "unit", 8, 15, 12, True),
	Item("TOR-012", "Tornillo 1/2", "Tornillería", "unit", 1.9, 3.8, 100),
	Item("TOR-516", "Tornillo 5/16", "Tornillería", "unit", 1.0, 2.2, 100),
	Item("PIJ-008", "Pija para lámina #8", "Tornillería", "unit", 0.4, 0.9, 200),
	Item("PIJ-010", "Pija para lámina #10", "Tornillería", "unit", 0.5, 1.1, 200),
	Item("TUE-038", "Tuerca hexagonal 3/8", "Tornillería", "unit", 0.6, 1.3, 100),
	Item("RON-038", "Rondana plana 3/8", "Tornillería", "unit", 0.3, 0.7, 200),
	Item("TAQ-014", "Taquete de plástico 1/4", "Tornillería", "unit", 0.2, 0.5, 100),
	Item("CLA-004", "Clavo 4 pulgadas", "Tornillería", "kg", 27, 44, 25),
	Item("CLA-CON", "Clavo para concreto 2", "Tornillería", "kg", 46, 75, 20),
	Item("ALA-REC", "Alambre recocido", "Materiales", "kg", 24, 38, 25),
	Item("DES-PLA", "Desarmador plano 6", "Herramientas", "unit", 38, 75, 24),
	Item("DES-CRU", "Desarmador de cruz 6", "Herramientas", "unit", 38, 75, 24),
	Item("PIN-UNI", "Pinza universal 8", "Herramientas", "unit", 110, 210, 12),
	Item("PIN-COR", "Pinza de corte 7", "Herramientas", "unit", 105, 198, 12),
	Item("LLA-AJU", "Llave ajustable 10", "Herramientas", "unit", 145, 280, 6),
	Item("LLA-STI", "Llave Stilson 14", "Herramientas", "unit", 230, 420, 6),
	Item("FLE-005", "Flexómetro 5 m", "Herramientas", "unit", 52, 99, 12),
	Item("FLE-008", "Flexómetro 8 m", "Herramientas", "unit", 88, 165, 12),
	Item("SER-022", "Serrucho 22 pulgadas", "Herramientas", "unit", 120, 229, 6),
	Item("SEG-012", "Segueta bimetálica 12", "Herramientas", "unit", 14, 29, 50),
	Item("TAL-012", "Taladro percutor 1/2", "Herramientas", "unit", 890, 1499),
	Item("ESM-412", "Esmeriladora angular 4 1/2", "Herramientas", "unit", 760, 1290),
	Item("DIS-412", "Disco de corte 4 1/2", "Herramientas", "unit", 12, 26, 50),
	Item("BRO-CON", "Broca para concreto 1/4", "Herramientas", "unit", 17, 35, 20),
	Item("ESC-006", "Escalera de tijera 6 peldaños", "Herramientas", "unit", 820, 1350),
	Item("CAR-CON", "Carretilla para concreto", "Herramientas", "unit", 780, 1280),
	Item("PAL-RED", "Pala redonda", "Herramientas", "unit", 135, 245, 6),
	Item("PAL-CUA", "Pala cuadrada", "Herramientas", "unit", 138, 249, 6),
	Item("PIN-R04", "Pintura vinílica roja 4 L", "Pinturas", "unit", 210, 350, 4),
	Item("PIN-A04", "Pintura vinílica azul 4 L", "Pinturas", "unit", 210, 350, 4),
	Item("ESM-N01", "Esmalte negro 1 L", "Pinturas", "unit", 98, 169, 12),
	Item("ESM-B01", "Esmalte blanco 1 L", "Pinturas", "unit", 98, 169, 12),
	Item("IMP-019", "Impermeabilizante rojo 19 L", "Pinturas", "unit", 990, 1590),
	Item("THI-001", "Thinner estándar", "Pinturas", "litre", 32, 55, 12),
	Item("BRO-003", "Brocha 3 pulgadas", "Pinturas", "unit", 28, 55, 24),
	Item("BRO-004", "Brocha 4 pulgadas", "Pinturas", "unit", 36, 69, 24),
	Item("ROD-009", "Rodillo felpa 9", "Pinturas", "unit", 42, 82, 12),
	Item("LIJ-120", "Lija de agua grano 120", "Pinturas", "unit", 4, 9, 100),
	Item("CEM-025", "Cemento blanco 25 kg", "Materiales", "unit", 150, 215),
	Item("MOR-050", "Mortero 50 kg", "Materiales", "unit", 118, 170),
	Item("YES-040", "Yeso 40 kg", "Materiales", "unit", 92, 140),
	Item("CAL-025", "Cal hidratada 25 kg", "Materiales", "unit", 52, 82),
	Item("VAR-038", "Varilla corrugada 3/8", "Materiales", "unit", 128, 185),
	Item("VAR-012", "Varilla corrugada 1/2", "Materiales", "unit", 228, 325),
	Item("BLO-015", "Block hueco 15 cm", "Materiales", "unit", 10, 16.5),
	Item("LAM-GAL", "Lámina galvanizada 3 m", "Materiales", "unit", 295, 430),
	Item("CAB-010", "Cable THW calibre 10", "Electricidad", "metre", 14, 25, 100),
	Item("CAB-014", "Cable THW calibre 14", "Electricidad", "metre", 6.5, 12, 100),
	Item("FOC-009", "Foco LED 9 W", "Electricidad", "unit", 18, 39, 50),
	Item("FOC-012", "Foco LED 12 W", "Electricidad", "unit", 24, 49, 50),
	Item("CON-DOB", "Contacto doble", "Electricidad", "unit", 26, 52, 20),
	Item("APA-SEN", "Apagador sencillo", "Electricidad", "unit", 17, 36, 20),
	Item("PAS-020", "Pastilla termomagnética 20 A", "Electricidad", "unit", 88, 159, 10),
	Item("CIN-AIS", "Cinta de aislar negra", "Electricidad", "unit", 9, 20, 100),
	Item("EXT-005", "Extensión eléctrica 5 m", "Electricidad", "unit", 62, 119, 12),
	Item("TUB-P12", "Tubo PVC 1/2 hidráulico", "Plomería", "unit", 48, 82),
	Item("TUB-P04", "Tubo PVC 4 sanitario", "Plomería", "unit", 165, 265),
	Item("COD-012", "Codo PVC 1/2", "Plomería", "unit", 3, 7.5, 50),
	Item("TEE-012", "Tee PVC 1/2", "Plomería", "unit", 4, 9, 50),
	Item("LLA-NAR", "Llave de nariz 1/2", "Plomería", "unit", 58, 109, 12),
	Item("MAN-LAV", "Manguera para lavabo", "Plomería", "unit", 34, 65, 20),
	Item("WC-BLA", "Sanitario blanco económico", "Plomería", "unit", 980, 1590),
	Item("TIN-1100", "Tinaco 1100 L", "Plomería", "unit", 2150, 3290),
	Item("PEG-PVC", "Pegamento para PVC 250 ml", "Plomería", "unit", 42, 79, 12),
	Item("ARR-001", "Arroz 1 kg", "Abarrotes", "unit", 20, 32, 12),
	Item("FRI-001", "Frijol negro 1 kg", "Abarrotes", "unit", 29, 44, 12),
	Item("CLO-004", "Cloro 4 L", "Limpieza", "unit", 38, 65, 4),
	Item("ESC-PLA", "Escoba de plástico", "Limpieza", "unit", 34, 62, 12),
)
SUPPLIER_OF_GROUP = {
	"Tornillería": "Tornillos y Fijaciones Fénix",
	"Pinturas": "Pinturas Volcán",
	"Materiales": "Aceros Monclova",
	"Herramientas": "Herramientas Titán",
	"Electricidad": "Cables y Conductores Águila",
	"Plomería": "Tubos y Conexiones Río Bravo",
	"Abarrotes": "Granos La Espiga",
	"Limpieza": "Químicos y Limpieza Cristal",
}


class Person(NamedTuple):
	user: str
	first_name: str
	last_name: str
	mobile: str
	roles: tuple[str, ...]
	words: str
	"""What this login may do, in the words that are printed beside it."""


SELLER_ROLE, APPROVER_ROLE, DIRECTION_ROLE = "Vendedor", "Aprobador de Compras", "Dirección"
OWNER, SELLER_NORTH, SELLER_SOUTH = (
	"dueno@demo.localhost",
	"ventas.norte@demo.localhost",
	"ventas.sur@demo.localhost",
)
STOREKEEPER, COLLECTOR, BUYER = (
	"almacen@demo.localhost",
	"cobranza@demo.localhost",
	"compras@demo.localhost",
)
NOBODY, APPROVER = "sin.permiso@demo.localhost", "aprobador@demo.localhost"
PEOPLE: tuple[Person, ...] = (
	Person(
		OWNER,
		"María Fernanda",
		"Treviño",
		"+528155010001",
		(
			"System Manager",
			"Accounts Manager",
			"Accounts User",
			"Sales Manager",
			"Sales User",
			"Sales Master Manager",
			"Stock Manager",
			"Stock User",
			"Item Manager",
			"Purchase Manager",
			"Purchase User",
			"Purchase Master Manager",
			DIRECTION_ROLE,
		),
		"owner: everything, authorizes large purchases",
	),
	Person(
		SELLER_NORTH,
		"Raúl",
		"Garza",
		"+528155010002",
		("Sales User", SELLER_ROLE),
		"sales: customers of Zona Norte only",
	),
	Person(
		SELLER_SOUTH,
		"Lucía",
		"Peniche",
		"+529995501003",
		("Sales User", SELLER_ROLE),
		"sales: customers of Zona Sur only",
	),
	Person(STOREKEEPER, "Ángel", "Ceballos", "+528155010004", ("Stock User",), "stores: stock, no invoices"),
	Person(
		COLLECTOR,
		"Patricia",
		"Núñez",
		"+528155010005",
		("Accounts User",),
		"collection: invoices and payments, no stock",
	),
	Person(
		BUYER,
		"Joaquín",
		"Peña",
		"+528155010006",
		("Purchase User",),
		"purchasing: orders, which another approves",
	),
	Person(NOBODY, "Íñigo", "Salas", "+528155010007", ("Employee",), "employee: nothing of the business"),
	Person(
		APPROVER,
		"Verónica",
		"Ávalos",
		"+528155010008",
		("Purchase User", "Purchase Manager", APPROVER_ROLE),
		"approver: purchase orders of others",
	),
)
LOGINS: list[tuple[str, str, str]] = [(person.user, PASSWORD, person.words) for person in PEOPLE]
