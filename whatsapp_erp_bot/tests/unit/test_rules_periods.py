# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""The period table of the catalogue, row by row, in three languages, and the edges of the calendar."""

import unittest
from datetime import date

from whatsapp_erp_bot.llm.rules.periods import read_date, read_period

SATURDAY = date(2026, 11, 21)

# said in Spanish, Portuguese, English; from, to
TABLE = (
	("hoy", "hoje", "today", "2026-11-21", "2026-11-21"),
	("ayer", "ontem", "yesterday", "2026-11-20", "2026-11-20"),
	("anteayer", "anteontem", "day before yesterday", "2026-11-19", "2026-11-19"),
	("antier", "antes de ontem", "the day before yesterday", "2026-11-19", "2026-11-19"),
	("esta semana", "esta semana", "this week", "2026-11-16", "2026-11-22"),
	("la semana pasada", "semana passada", "last week", "2026-11-09", "2026-11-15"),
	("este mes", "neste mês", "this month", "2026-11-01", "2026-11-30"),
	("el mes pasado", "mês passado", "last month", "2026-10-01", "2026-10-31"),
	("último mes", "último mês", "previous month", "2026-10-01", "2026-10-31"),
	("este trimestre", "este trimestre", "this quarter", "2026-10-01", "2026-12-31"),
	("el trimestre pasado", "trimestre passado", "last quarter", "2026-07-01", "2026-09-30"),
	("Q3", "terceiro trimestre", "third quarter", "2026-07-01", "2026-09-30"),
	("este año", "este ano", "this year", "2026-01-01", "2026-12-31"),
	("el año pasado", "no ano passado", "last year", "2025-01-01", "2025-12-31"),
	("la quincena", "a quinzena", "this fortnight", "2026-11-16", "2026-11-30"),
	("la quincena pasada", "quinzena passada", "last fortnight", "2026-11-01", "2026-11-15"),
	(
		"la primera quincena de octubre",
		"primeira quinzena de outubro",
		"first half of October",
		"2026-10-01",
		"2026-10-15",
	),
	(
		"segunda quincena de octubre",
		"segunda quinzena de outubro",
		"second half of October",
		"2026-10-16",
		"2026-10-31",
	),
	("octubre", "outubro", "October", "2026-10-01", "2026-10-31"),
	("en diciembre", "em dezembro", "in December", "2025-12-01", "2025-12-31"),
	("octubre 2025", "outubro de 2025", "October 2025", "2025-10-01", "2025-10-31"),
	("en 2025", "em 2025", "in 2025", "2025-01-01", "2025-12-31"),
	("el lunes", "na segunda", "on Monday", "2026-11-16", "2026-11-16"),
	("el 15", "dia 15", "on the 15th", "2026-11-15", "2026-11-15"),
	("últimos 7 días", "últimos 7 dias", "last 7 days", "2026-11-15", "2026-11-21"),
	("últimas 2 semanas", "últimas duas semanas", "past 2 weeks", "2026-11-08", "2026-11-21"),
	("últimos 3 meses", "últimos três meses", "past three months", "2026-08-22", "2026-11-21"),
	("en lo que va del mes", "no mês até agora", "month to date", "2026-11-01", "2026-11-21"),
	("en lo que va del año", "no ano até hoje", "year to date", "2026-01-01", "2026-11-21"),
	("lo que va de la semana", "na semana até agora", "this week so far", "2026-11-16", "2026-11-21"),
	("desde el 1 de octubre", "desde 1 de outubro", "since October 1", "2026-10-01", "2026-11-21"),
	(
		"del 1 al 15 de octubre",
		"de 1 a 15 de outubro",
		"from October 1 to October 15",
		"2026-10-01",
		"2026-10-15",
	),
	("entre el lunes y hoy", "entre segunda e hoje", "between Monday and today", "2026-11-16", "2026-11-21"),
	(
		"01/10/2026 – 15/10/2026",
		"01/10/2026 a 15/10/2026",
		"10/01/2026 - 10/15/2026",
		"2026-10-01",
		"2026-10-15",
	),
	("próximos 7 días", "próximos 7 dias", "next 7 days", "2026-11-22", "2026-11-28"),
	("la próxima semana", "semana que vem", "next week", "2026-11-23", "2026-11-29"),
	("este bimestre", "este bimestre", "last 2 months", None, None),
	("este semestre", "este semestre", "this semester", "2026-07-01", "2026-12-31"),
	("fin de semana", "fim de semana", "weekend", "2026-11-21", "2026-11-22"),
	("15/10/2026", "15/10/2026", "15/10/2026", "2026-10-15", "2026-10-15"),
	(
		"del 1 al 31 de noviembre",
		"de 1 a 31 de novembro",
		"from November 1 to November 31",
		"2026-11-01",
		"2026-11-30",
	),
	("de enero a marzo", "de janeiro a março", "from January to March", "2026-01-01", "2026-03-31"),
)


class TestTable(unittest.TestCase):
	def test_every_row_in_three_languages(self):
		for spanish, portuguese, english, first, last in TABLE:
			if first is None:
				continue
			for language, said in (("es", spanish), ("pt", portuguese), ("en", english)):
				with self.subTest(language=language, said=said):
					self.assertEqual(read_period(said, language, SATURDAY), {"from": first, "to": last})

	def test_bimestre(self):
		self.assertEqual(
			read_period("el bimestre pasado", "es", SATURDAY), {"from": "2026-09-01", "to": "2026-10-31"}
		)

	def test_no_period(self):
		for said in ("ventas por mes", "tornillo 3/8", "may I see it", "10 cajas", "pedido 45", "", "???"):
			with self.subTest(said=said):
				self.assertIsNone(read_period(said, "en" if "may" in said else "es", SATURDAY))


class TestEdges(unittest.TestCase):
	def test_monday(self):
		monday = date(2026, 11, 23)
		self.assertEqual(read_period("el lunes", "es", monday)["from"], "2026-11-23")
		self.assertEqual(read_period("el lunes pasado", "es", monday)["from"], "2026-11-16")
		self.assertEqual(read_period("last monday", "en", monday)["from"], "2026-11-16")
		self.assertEqual(
			read_period("fim de semana passado", "pt", monday), {"from": "2026-11-21", "to": "2026-11-22"}
		)

	def test_leap_day(self):
		leap = date(2028, 2, 29)
		self.assertEqual(read_period("fevereiro", "pt", leap), {"from": "2028-02-01", "to": "2028-02-29"})
		self.assertEqual(read_period("el año pasado", "es", leap), {"from": "2027-01-01", "to": "2027-12-31"})
		self.assertEqual(
			read_period("últimos 12 meses", "es", leap), {"from": "2027-03-01", "to": "2028-02-29"}
		)

	def test_last_of_month(self):
		self.assertEqual(
			read_period("past 3 months", "en", date(2027, 5, 31)), {"from": "2027-03-01", "to": "2027-05-31"}
		)
		self.assertEqual(read_period("el 31 de febrero", "es", SATURDAY)["from"], "2026-02-28")

	def test_january(self):
		new_year = date(2027, 1, 1)
		self.assertEqual(
			read_period("mes pasado", "es", new_year), {"from": "2026-12-01", "to": "2026-12-31"}
		)
		self.assertEqual(
			read_period("quinzena passada", "pt", new_year), {"from": "2026-12-16", "to": "2026-12-31"}
		)
		self.assertEqual(
			read_period("last quarter", "en", new_year), {"from": "2026-10-01", "to": "2026-12-31"}
		)
		self.assertEqual(read_period("Q4", "en", date(2026, 2, 10))["from"], "2025-10-01")


class TestDates(unittest.TestCase):
	def test_what_is_to_come(self):
		for said, language, day in (
			("el viernes", "es", "2026-11-27"),
			("sexta", "pt", "2026-11-27"),
			("friday", "en", "2026-11-27"),
			("mañana", "es", "2026-11-22"),
			("pasado mañana", "es", "2026-11-23"),
			("depois de amanhã", "pt", "2026-11-23"),
			("para el 30", "es", "2026-11-30"),
			("dia 5", "pt", "2026-12-05"),
			("10 de enero", "es", "2027-01-10"),
			("in 3 days", "en", "2026-11-24"),
			("fin de mes", "es", "2026-11-30"),
		):
			with self.subTest(said=said):
				self.assertEqual(read_date(said, language, SATURDAY, future=True), day)

	def test_as_of_a_month_is_its_last_day(self):
		self.assertEqual(read_date("al cierre de septiembre", "es", SATURDAY), "2026-09-30")
		self.assertEqual(read_date("as on 31 march", "en", SATURDAY), "2026-03-31")

	def test_a_number_is_no_month(self):
		self.assertIsNone(read_period("os dez melhores clientes", "pt", SATURDAY))
		self.assertIsNone(read_period("as dez maiores dívidas", "pt", SATURDAY))
		self.assertEqual(
			read_period("vendas de dez", "pt", SATURDAY), {"from": "2025-12-01", "to": "2025-12-31"}
		)
		self.assertEqual(
			read_period("payments from september", "en", SATURDAY),
			{"from": "2026-09-01", "to": "2026-09-30"},
		)
		self.assertIsNone(read_period("segunda via do boleto", "pt", SATURDAY))

	def test_order_of_slash_dates(self):
		self.assertEqual(read_date("03/04/2026", "es", SATURDAY), "2026-04-03")
		self.assertEqual(read_date("03/04/2026", "pt", SATURDAY), "2026-04-03")
		self.assertEqual(read_date("03/04/2026", "en", SATURDAY), "2026-03-04")
