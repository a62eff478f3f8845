# Copyright (c) 2026, WhatsApp ERP Bot contributors
# MIT License. See license.txt
"""What each error of Meta's means for the message, the number and the account."""

import json
import pickle
import unittest
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from whatsapp_erp_bot.whatsapp.errors import (
	ConfigurationError,
	ErrorKind,
	NotSent,
	OutcomeUnknown,
	Remedy,
	WhatsAppError,
	classify,
	classify_status,
	plain_reason,
	retry_delay,
)

RETRY, FAIL, STOP, PAUSE = ErrorKind.RETRY, ErrorKind.FAIL, ErrorKind.STOP_ACCOUNT, ErrorKind.PAUSE
PAIR, NUMBER, APP = ErrorKind.THROTTLE_PAIR, ErrorKind.THROTTLE_NUMBER, ErrorKind.THROTTLE_APP

#: (codes, HTTP status as Meta gives it, kind)
TABLE = [
	((0, 190), 401, STOP),
	((3, 10, 200, 210, 299, 131005), 403, STOP),
	((1,), 400, RETRY),
	((2,), 503, RETRY),
	((4,), 400, APP),
	((33, 100), 400, FAIL),
	((368, 131031, 130497), 403, STOP),
	((613, 80007), 400, APP),
	((130429,), 400, NUMBER),
	((130472,), 400, FAIL),
	((131000,), 500, RETRY),
	((131008, 131009, 131021, 131051), 400, FAIL),
	((131016,), 500, RETRY),
	((131026, 131030), 400, FAIL),
	((131037, 131042, 131044), 400, STOP),
	((131045,), 500, STOP),
	((131047,), 400, ErrorKind.WINDOW_CLOSED),
	((131048, 131064), 400, PAUSE),
	((131049,), 400, FAIL),
	((131050,), 400, ErrorKind.OPTED_OUT),
	((131052, 131053), 400, RETRY),
	((131056,), 400, PAIR),
	((131057,), 500, RETRY),
	((131062, 131063), 400, FAIL),
	((131020, 131041, 131059, 131201), 400, FAIL),
	((131208,), 400, NUMBER),
	((133016,), 400, PAUSE),
	((132000, 132001, 132005, 132007, 132008, 132012, 132018), 400, FAIL),
	((132015, 132016, 132068), 400, FAIL),
	((132069,), 400, NUMBER),
	((133000, 133005, 133015), 400, FAIL),
	((133004,), 503, RETRY),
	((133010,), 400, STOP),
	((135000, 137000, 138000, 138006, 139000, 139004, 139100, 147001, 147005), 400, FAIL),
	((139102, 139103), 500, RETRY),
	((2388040, 2388047, 2388073, 2388293, 2388299, 2388019, 2494010), 400, FAIL),
]


def answer(code: object, **more: object) -> dict:
	return {"error": {"message": "(#1) whatever", "type": "OAuthException", "code": code, **more}}


class TestClassify(unittest.TestCase):
	def test_the_table(self):
		for codes, status, kind in TABLE:
			for code in codes:
				with self.subTest(code):
					self.assertIs(classify(status, answer(code)).kind, kind)

	def test_the_code_decides_and_not_the_status_or_the_text(self):
		for codes, _, kind in TABLE:
			for code in codes:
				for status in (200, 400, 401, 500, 429):
					with self.subTest(code=code, status=status):
						body = {"error": {"message": "rate limit hit, token expired, retry", "code": code}}
						self.assertIs(classify(status, body).kind, kind)

	def test_statuses_without_a_code(self):
		html = "<html>Sorry</html>"
		for status, kind in (
			(400, FAIL),
			(401, STOP),
			(403, STOP),
			(404, FAIL),
			(408, RETRY),
			(429, NUMBER),
			(500, RETRY),
			(502, ErrorKind.UNKNOWN_OUTCOME),
			(503, RETRY),
			(504, ErrorKind.UNKNOWN_OUTCOME),
		):
			for body in (
				html,
				html.encode(),
				"",
				None,
				{},
				[],
				"null",
				'{"error": "x"}',
				b"\xff",
				"[" * 100_000,
			):
				with self.subTest(status=status, body=str(body)[:10]):
					self.assertIs(classify(status, body).kind, kind)

	def test_codes_that_nobody_knows_go_by_the_status(self):
		self.assertIs(classify(400, answer(987654)).kind, FAIL)
		self.assertIs(classify(500, answer(987654)).kind, RETRY)
		self.assertIs(classify(429, answer(987654)).kind, NUMBER)
		self.assertIs(classify(400, answer(987654, is_transient=True)).kind, RETRY)

	def test_facts_are_kept(self):
		error = classify(
			400,
			json.dumps(
				answer("131030", error_subcode=2655007, error_data={"details": "why"}, fbtrace_id="AbC")
			),
		)
		self.assertEqual((error.code, error.subcode, error.http_status), (131030, 2655007, 400))
		self.assertEqual((error.details, error.fbtrace_id), ("why", "AbC"))
		for fact in ("131030", "2655007", "why", "AbC"):
			self.assertIn(fact, str(error))
		self.assertEqual(classify(400, answer(1, error_data="plain words")).details, "plain words")
		self.assertEqual(classify(400, answer(1, error_data='{"details": "inner"}')).details, "inner")

	def test_odd_values_do_not_raise(self):
		for code in (None, True, [], {}, 1.5, "x", "", -1, 10**30):
			classify(400, answer(code, error_subcode=code, error_data=code, fbtrace_id=code, message=code))

	def test_remedies(self):
		for code, remedy in (
			(131026, Remedy.MARK_UNDELIVERABLE),
			(131062, Remedy.NEED_PHONE),
			(132015, Remedy.DISABLE_TEMPLATE),
			(137000, Remedy.VERIFY_IDENTITY),
			(131030, Remedy.ADD_TEST_RECIPIENT),
			(190, Remedy.ALERT),
			(131000, None),
		):
			self.assertIs(classify(400, answer(code)).remedy, remedy, code)

	def test_failed_statuses(self):
		self.assertIs(classify_status([{"code": 131047, "title": "x"}]).kind, ErrorKind.WINDOW_CLOSED)
		self.assertIs(classify_status([{"title": "x"}, {"code": "131056"}]).kind, PAIR)
		self.assertIs(classify_status([]).kind, FAIL)


class TestWaiting(unittest.TestCase):
	def test_retry_after(self):
		self.assertEqual(classify(429, "", {"Retry-After": "17"}).retry_after, 17)
		self.assertEqual(classify(429, "", {"retry-after": "17"}).retry_after, 17)
		moment = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=100))
		self.assertAlmostEqual(classify(503, "", {"Retry-After": moment}).retry_after, 100, delta=5)
		for nonsense in ("soon", "", "-5", "1e9", "٣", "9" * 400, "Thu, 99 Foo"):
			self.assertIsNone(classify(429, "", {"Retry-After": nonsense}).retry_after, nonsense)
		self.assertIsNone(classify(400, answer(100), {"Retry-After": "17"}).retry_after)

	def test_minutes_of_metas_own_header(self):
		usage = {
			"1": [{"estimated_time_to_regain_access": 3}, {"estimated_time_to_regain_access": 0}],
			"2": None,
		}
		headers = {"X-Business-Use-Case-Usage": json.dumps(usage), "Retry-After": "5"}
		self.assertEqual(classify(400, answer(80007), headers).retry_after, 180)
		self.assertIsNone(classify(400, answer(80007), {"X-Business-Use-Case-Usage": "[1]"}).retry_after)

	def test_the_pair_limit_grows_by_four(self):
		error = classify(400, answer(131056))
		for attempt, least in ((0, 1), (1, 4), (2, 16), (3, 64), (9, 1024), (10**9, 1024)):
			self.assertTrue(least <= retry_delay(error, attempt) <= least * 1.25, attempt)

	def test_what_the_answer_asks_is_the_least(self):
		error = classify(429, "", {"Retry-After": "3000"})
		self.assertEqual(retry_delay(error, 0), 3000)

	def test_waits_grow_and_end(self):
		for body in (answer(131000), answer(130429), answer(4), answer(131056)):
			error = classify(400, body)
			self.assertTrue(error.retryable)
			waits = [retry_delay(error, attempt) for attempt in range(30)]
			self.assertTrue(waits[0] < waits[3] < 24 * 3600 and max(waits) <= 3600 * 1.25)

	def test_jitter(self):
		error = classify(500, "")
		self.assertGreater(len({retry_delay(error, 3) for _ in range(20)}), 1)


class TestErrors(unittest.TestCase):
	def test_what_is_never_sent_again_by_itself(self):
		self.assertFalse(OutcomeUnknown("x").retryable)
		self.assertFalse(ConfigurationError("x").retryable)
		self.assertTrue(NotSent("x").retryable)
		self.assertIs(OutcomeUnknown(kind=RETRY).kind, ErrorKind.UNKNOWN_OUTCOME)

	def test_pickling(self):
		for error in (classify(400, answer(131056), {"Retry-After": "3"}), NotSent("x"), OutcomeUnknown("x")):
			copy = pickle.loads(pickle.dumps(error))
			self.assertEqual(
				(type(copy), copy.__dict__, str(copy)), (type(error), error.__dict__, str(error))
			)

	def test_sentences_for_a_manager(self):
		for kind in ErrorKind:
			self.assertRegex(plain_reason(kind), r"^[A-Z].*\.$")
		for codes, _, _ in TABLE:
			for code in codes:
				self.assertRegex(plain_reason(code), r"^[A-Z].*\.$")
				self.assertEqual(plain_reason(classify(400, answer(code))), plain_reason(code))
		self.assertIn("24 hours", plain_reason(131047))
		self.assertIn("token", plain_reason(WhatsAppError(code=190)))
		self.assertTrue(plain_reason(None))


if __name__ == "__main__":
	unittest.main()
