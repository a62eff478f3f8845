# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What happened in the demo's thirteen months: a list of events, decided before any document is made.

Contract: `make_plan(site, random)` returns every event in the order of its day, so that stock is never valued
backwards (ERPNext would queue a reposting job for each). The same day, size and seed give the same plan. Stock that
goes out has come in: the opening receipt is what the later movements need and some more. No frappe calls but dates.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from frappe.utils import add_months, getdate

from whatsapp_erp_bot.setup.demo import names
from whatsapp_erp_bot.setup.demo.masters import BOX, UOM_OF, Site, zone_of

NORTH_STORE, SOUTH_STORE, SHOP = names.WAREHOUSES
INVOICES, SMALL_INVOICES = 326, 22
"""Random ones; the stories, the bills of orders and the credit notes come on top."""
RANK = (
	"opening",
	"order_goods",
	"receive_goods",
	"supplier_bill",
	"transfer",
	"quotation",
	"sales_order",
	"delivery",
	"order_bill",
	"invoice",
	"return",
	"payment",
	"advance",
	"supplier_payment",
)
"""The order of what happens on one day."""


@dataclass(frozen=True)
class Row:
	item: str
	qty: float
	uom: str
	stock_qty: float


@dataclass(frozen=True)
class Event:
	"""One document. `key` is its name in the plan; `of` the keys of the documents it follows from."""

	day: date
	kind: str
	key: str
	party: str = ""
	rows: tuple[Row, ...] = ()
	of: tuple[str, ...] = ()
	warehouse: str = SHOP
	moves_stock: bool = False
	details: dict[str, Any] = field(default_factory=dict)


def make_plan(site: Site, random: Random) -> list[Event]:
	events = _stories(site)
	events += _invoices(site, random)
	events += _payments(site, random, events)
	events += _returns(site, random, events)
	events += _orders(site, random)
	events += _quotations(site, random)
	events += _purchases(site, random)
	events += _transfers(site, random)
	events += _openings(site, random, events)
	return sorted(events, key=lambda event: (event.day, RANK.index(event.kind)))


def make_days(site: Site, after: date, until: date) -> list[Event]:
	"""Two invoices for each day after `after` up to `until`, the same ones however often it is asked."""
	customers = [name for name in _random_customers(site) if name != names.USD_CUSTOMER]
	events = []
	for day in _days(after + timedelta(days=1), until):
		random = Random(day.toordinal())
		for number in range(2):
			party = random.choice(customers)
			events.append(Event(day, "invoice", f"day-{day}-{number}", party, _rows(site, random, 2)))
	return events


def row(site: Site, code: str, qty: float, boxes: bool = False) -> Row:
	item = next(item for item in site.items if item.code == code)
	if boxes and item.box:
		return Row(code, qty, BOX, qty * item.box)
	return Row(code, qty, UOM_OF[item.uom], qty)


def ago(site: Site, days: int) -> date:
	return site.anchor - timedelta(days=days)


def _stories(site: Site) -> list[Event]:
	"""The documents with known figures (docs/demo.md): totals in the comments are with 16 % IVA."""

	def invoice(key: str, days: int, party: str, code: str, qty: float, stock: bool = False) -> Event:
		return Event(ago(site, days), "invoice", key, party, (row(site, code, qty),), moves_stock=stock)

	def order(key: str, days: int, party: str, code: str, qty: float, due: int, store: str) -> Event:
		return Event(
			ago(site, days),
			"sales_order",
			key,
			party,
			(row(site, code, qty),),
			warehouse=store,
			details={"delivery": site.anchor + timedelta(days=due)},
		)

	return [
		invoice("lopez-1", 75, names.LOPEZ, "MAR-016", 10),  # 2,088, overdue
		invoice("lopez-2", 40, names.LOPEZ, "CEM-050", 10),  # 2,668, half of it paid, overdue
		Event(ago(site, 5), "payment", "lopez-paid", names.LOPEZ, of=("lopez-2",), details={"share": 0.5}),
		invoice("lopez-3", 0, names.LOPEZ, "TOR-038", 100, stock=True),  # 290, of today
		order("lopez-order", 4, names.LOPEZ, "MAR-016", 20, 5, NORTH_STORE),  # 4,176, open
		invoice("lopes-1", 10, names.LOPES, "MAR-020", 5),  # 1,305, not due
		invoice("corner-1", 30, names.CORNER, "ARR-005", 20),  # 3,132, overdue
		order("corner-order", 12, names.CORNER, "AGU-1.5", 100, -6, SOUTH_STORE),  # 1,740, late
		invoice("corner-north-1", 1, names.CORNER_NORTH, "ARR-005", 10, stock=True),  # 1,566, of yesterday
		Event(ago(site, 1), "advance", "corner-north-advance", names.CORNER_NORTH, details={"amount": 500}),
		invoice("penon-1", 20, names.PENON, "CEM-050", 100),  # 26,680, not due
		Event(ago(site, 8), "return", "penon-return", names.PENON, (row(site, "CEM-050", 10),), ("penon-1",)),
		order("penon-order", 15, names.PENON, "CEM-050", 200, 7, SOUTH_STORE),  # 53,360, half delivered
		Event(
			ago(site, 6),
			"delivery",
			"penon-delivery",
			names.PENON,
			(row(site, "CEM-050", 100),),
			("penon-order",),
			SOUTH_STORE,
			True,
		),
		invoice("maria-1", 1, names.MARIA_JOSE, "PIN-B04", 5, stock=True),  # 1,856, paid
		Event(ago(site, 0), "payment", "maria-paid", names.MARIA_JOSE, of=("maria-1",), details={"share": 1}),
	]


def credit_days(customer: str) -> int:
	return next(c.credit_days for c in names.CUSTOMERS if c.name == customer)


def _random_customers(site: Site) -> list[str]:
	return [c.name for c in site.customers if c.name not in names.STORIED_CUSTOMERS]


def _invoice_days(site: Site, random: Random) -> list[date]:
	"""Every day of this month up to today, yesterday and today more than once, the rest over the twelve months
	before with growing weight and no Sundays."""
	month = site.anchor.replace(day=1)
	wanted = SMALL_INVOICES if site.small else INVOICES
	if site.small:
		days = [site.anchor, ago(site, 1)]
	else:
		days = [day for day in _days(month, site.anchor) for _twice in range(2)]
		days += [site.anchor, ago(site, 1), ago(site, 1)]
	first = getdate(add_months(month, -12))
	before = [day for day in _days(first, month - timedelta(days=1)) if day.weekday() != 6]
	weights = [100 + 100 * index / len(before) for index in range(len(before))]
	return sorted(days + random.choices(before, weights, k=wanted - len(days)))


def _days(first: date, last: date) -> Iterable[date]:
	return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _invoices(site: Site, random: Random) -> list[Event]:
	customers = _random_customers(site)
	weights = [3 if index % 7 == 0 else 1 for index in range(len(customers))]
	events = []
	for number, day in enumerate(_invoice_days(site, random), start=1):
		customer = random.choices(customers, weights)[0]
		if number % 20 == 7:
			customer = names.USD_CUSTOMER
		events.append(
			Event(
				day,
				"invoice",
				f"invoice-{number:03d}",
				customer,
				_rows(site, random, random.choice((1, 1, 2, 2, 3))),
				moves_stock=random.random() < 0.35,
			)
		)
	return events


def _rows(site: Site, random: Random, count: int) -> tuple[Row, ...]:
	rows = []
	for item in random.sample(site.items, count):
		if item.box and random.random() < 0.15:
			rows.append(row(site, item.code, random.randint(1, 4), boxes=True))
			continue
		most = next(
			(most for limit, most in ((5, 300), (50, 60), (300, 18), (1000, 6)) if item.price < limit), 3
		)
		rows.append(row(site, item.code, random.randint(max(1, most // 8), most)))
	return tuple(rows)


def _payments(site: Site, random: Random, events: list[Event]) -> list[Event]:
	"""One payment a customer and month for the invoices that are paid in it; some invoices are never paid."""
	groups: dict[tuple[str, int, int], list[tuple[date, str]]] = defaultdict(list)
	for event in events:
		if event.kind != "invoice" or event.party in names.STORIED_CUSTOMERS:
			continue
		due = event.day + timedelta(days=credit_days(event.party))
		chance = 0.95 if due < ago(site, 60) else 0.6 if due < site.anchor else 0.15
		if random.random() > chance:
			continue
		day = max(event.day, due + timedelta(days=random.randint(-12, 20)))
		if day <= site.anchor:
			groups[event.party, day.year, day.month].append((day, event.key))
	payments = []
	for number, ((party, _year, _month), paid) in enumerate(sorted(groups.items()), start=1):
		share = 0.5 if number % 17 == 0 else 1
		payments.append(
			Event(
				max(day for day, _key in paid),
				"payment",
				f"payment-{number:03d}",
				party,
				of=tuple(key for _day, key in paid),
				details={"share": share},
			)
		)
	if not site.small:
		payments += [
			Event(ago(site, 3 + 4 * n), "advance", f"advance-{n}", party, details={"amount": 1500 + 500 * n})
			for n, party in enumerate(("Constructora Maya", "Ferretería Nogales", "Materiales Muñoz"))
		]
	return payments


def _returns(site: Site, random: Random, events: list[Event]) -> list[Event]:
	"""Credit notes for half of the first row of some invoices that nobody has paid."""
	paid = {key for event in events for key in event.of}
	open_invoices = [
		event
		for event in events
		if event.kind == "invoice"
		and event.key not in paid
		and event.party not in names.STORIED_CUSTOMERS
		and event.rows[0].qty >= 2
		and event.day < ago(site, 2)
	]
	returns = []
	for event in random.sample(open_invoices, min(1 if site.small else 8, len(open_invoices))):
		first = event.rows[0]
		qty = first.qty // 2
		returned = Row(first.item, qty, first.uom, first.stock_qty / first.qty * qty)
		day = min(ago(site, 1), event.day + timedelta(days=random.randint(1, 12)))
		returns.append(
			Event(
				day,
				"return",
				f"return-{event.key}",
				event.party,
				(returned,),
				(event.key,),
				event.warehouse,
				event.moves_stock,
			)
		)
	return returns


def _orders(site: Site, random: Random) -> list[Event]:
	"""Sales orders of every state; each kind: (how many, days ago, delivery in days from the order, what follows)."""
	kinds = (
		("open", 9, (1, 9), (10, 30), ()),
		("late", 6, (12, 30), (3, 8), ()),
		("partial", 6, (8, 20), (9, 30), ("half",)),
		("billable", 5, (10, 25), (5, 12), ("all",)),
		("complete", 6, (40, 200), (5, 15), ("all", "bill")),
		("draft", 2, (0, 3), (7, 15), ("draft",)),
	)
	customers = [name for name in _random_customers(site) if name != names.USD_CUSTOMER]
	events = []
	for kind, count, age, delivery, follows in kinds:
		for number in range(1 if site.small else count):
			day = ago(site, random.randint(*age))
			party = random.choice(customers)
			zone = zone_of(next(c.city for c in names.CUSTOMERS if c.name == party))
			store = SOUTH_STORE if zone == names.SOUTH else NORTH_STORE
			key = f"order-{kind}-{number}"
			rows = _rows(site, random, random.choice((1, 2, 2, 3)))
			due = day + timedelta(days=random.randint(*delivery))
			details = {"delivery": due, "draft": "draft" in follows}
			events.append(Event(day, "sales_order", key, party, rows, warehouse=store, details=details))
			sent = tuple(_half(r) for r in rows) if "half" in follows else rows
			sent_day = min(ago(site, 1), day + timedelta(days=random.randint(2, 5)))
			if {"half", "all"} & set(follows):
				events.append(
					Event(sent_day, "delivery", f"delivery-{key}", party, sent, (key,), store, True)
				)
			if "bill" in follows:
				events.append(Event(sent_day, "order_bill", f"bill-{key}", party, of=(key,)))
	return events


def _half(whole: Row) -> Row:
	qty = max(1, whole.qty // 2)
	return Row(whole.item, qty, whole.uom, whole.stock_qty / whole.qty * qty)


def _quotations(site: Site, random: Random) -> list[Event]:
	customers = _random_customers(site)
	events = []
	for number in range(3 if site.small else 14):
		day = ago(site, random.randint(0, 12) if number % 3 else random.randint(35, 80))
		details = {"valid_till": day + timedelta(days=20), "draft": number % 7 == 2, "lost": number % 6 == 3}
		rows = _rows(site, random, 2)
		events.append(
			Event(day, "quotation", f"quotation-{number}", random.choice(customers), rows, details=details)
		)
	return events


def _purchases(site: Site, random: Random) -> list[Event]:
	"""Order, receipt, bill and payment; the last ones stop on the way. Freight bills beside them."""
	events = []
	rounds = 4 if site.small else 24
	suppliers = [s for s in site.suppliers if _items_of(site, s[0])]
	for number in range(rounds):
		supplier, _city, days, _small = suppliers[number % len(suppliers)]
		day = ago(site, 3 + (rounds - 1 - number) * (360 // rounds))
		items = _items_of(site, supplier)
		rows = tuple(
			row(site, item.code, 10 * random.randint(2, 12) if item.cost < 300 else random.randint(2, 8))
			for item in random.sample(items, min(len(items), 4))
		)
		key = f"purchase-{number:02d}"
		stage = number - (rounds - 4)
		details: dict[str, Any] = {"schedule": day + timedelta(days=10), "days": days}
		events.append(Event(day, "order_goods", key, supplier, rows, warehouse=NORTH_STORE, details=details))
		received = tuple(_half(r) for r in rows) if stage == 2 else rows
		if stage == 3:
			continue
		arrival = min(ago(site, 2), day + timedelta(days=5))
		events.append(
			Event(arrival, "receive_goods", f"{key}-in", supplier, received, (key,), NORTH_STORE, True)
		)
		if stage == 1 or stage == 2:
			continue
		billed = min(ago(site, 1), arrival + timedelta(days=1))
		events.append(
			Event(billed, "supplier_bill", f"{key}-bill", supplier, of=(f"{key}-in",), details=details)
		)
		paid_day = billed + timedelta(days=days)
		if paid_day < ago(site, 20):
			events.append(Event(paid_day, "supplier_payment", f"{key}-paid", supplier, of=(f"{key}-bill",)))
	return events + _freight(site)


def _items_of(site: Site, supplier: str) -> list[names.Item]:
	return [item for item in site.items if names.SUPPLIER_OF_GROUP[item.group] == supplier]


def _freight(site: Site) -> list[Event]:
	"""Bills for carriage, 7 days to pay: one overdue, one due within the week, the older ones paid."""
	supplier = "Transportes Sánchez" if not site.small else site.suppliers[0][0]
	events = []
	for number in range(2 if site.small else 9):
		day = ago(site, 3 + number * 22)
		key = f"freight-{number}"
		details = {"amount": 1800 + 150 * number, "days": 7}
		events.append(Event(day, "supplier_bill", key, supplier, details=details))
		if number > 1:
			paid_day = day + timedelta(days=8)
			events.append(Event(paid_day, "supplier_payment", f"{key}-paid", supplier, of=(key,)))
	return events


def _transfers(site: Site, random: Random) -> list[Event]:
	events = []
	for number in range(4 if site.small else 18):
		day = ago(site, 2 + number * 19)
		rows = []
		for item in random.sample(site.items, 3):
			rows.append(row(site, item.code, 20 if item.cost < 300 else 2))
		details = {"to": SHOP if number % 3 else SOUTH_STORE}
		events.append(
			Event(day, "transfer", f"transfer-{number:02d}", "", tuple(rows), (), NORTH_STORE, True, details)
		)
	return events


def _openings(site: Site, random: Random, events: list[Event]) -> list[Event]:
	"""What the shelves held before the first event: enough for every later movement, and a cushion."""
	balance: dict[tuple[str, str], float] = defaultdict(float)
	lowest: dict[tuple[str, str], float] = defaultdict(float)
	for event in sorted(events, key=lambda event: (event.day, RANK.index(event.kind))):
		for (warehouse, item), change in _movements(event):
			balance[warehouse, item] += change
			lowest[warehouse, item] = min(lowest[warehouse, item], balance[warehouse, item])
	first = min(event.day for event in events) - timedelta(days=1)
	openings = []
	for warehouse in names.WAREHOUSES:
		rows = []
		for item in site.items:
			cushion = random.randint(2, 6) if item.price > 700 else random.randint(8, 40)
			needed = round(-lowest[warehouse, item.code])
			# Not every store holds everything; the shop does.
			if not needed and warehouse != SHOP and random.random() < 0.12:
				continue
			rows.append(row(site, item.code, needed + cushion))
		openings.append(
			Event(first, "opening", f"opening-{warehouse}", rows=tuple(rows), warehouse=warehouse)
		)
	return openings


def _movements(event: Event) -> Iterable[tuple[tuple[str, str], float]]:
	if not event.moves_stock:
		return
	sign = {"receive_goods": 1, "return": 1}.get(event.kind, -1)
	for moved in event.rows:
		yield (event.warehouse, moved.item), sign * moved.stock_qty
		if event.kind == "transfer":
			yield (event.details["to"], moved.item), moved.stock_qty
