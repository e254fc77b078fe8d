"""The API for partners: each change is done once, bodies are read strictly, and callers are slowed down."""

import json
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .coalition_api_case import PREFIX, CoalitionApiCase


@tagged("post_install", "-at_install")
class TestCoalitionApiCalls(CoalitionApiCase):
    def issue(self, once, customer="customer 7", **options):
        return self.call("POST", f"/offers/{self.ours.reference}/coupons", {"customer": customer}, once=once, **options)

    def get_requests(self):
        return self.env["loyalty.coalition.request"].search([("coalition_id", "=", self.coalition.id)])

    # --- once ---

    def test_the_same_call_again(self):
        first, again = self.issue("k1"), self.issue("k1")
        self.assertAnswer(first, 201)
        self.assertEqual((again.status_code, again.content), (201, first.content))
        self.assertEqual([answer.headers.get("Idempotent-Replayed") for answer in (first, again)], [None, "true"])
        self.assertEqual(len(self.ours.coupon_ids), 1)
        self.assertNotEqual(self.issue("k2").json()["code"], first.json()["code"])

    def test_the_same_refusal_again(self):
        self.coalition.action_suspend()
        refused = self.issue("k1")
        self.assertAnswer(refused, 409, "not_offered")
        self.coalition.action_activate()
        self.assertEqual(self.issue("k1").content, refused.content)
        self.assertFalse(self.ours.coupon_ids)
        old = self.env.cr.now() - timedelta(hours=2)
        self.env.cr.execute("UPDATE loyalty_coalition_request SET write_date = %s", [old])
        self.assertAnswer(self.issue("k1"), 201)
        self.assertAnswer(self.issue("k1"), 201)
        self.assertEqual(len(self.ours.coupon_ids), 1)

    def test_another_call_of_the_same_key(self):
        self.assertAnswer(self.issue("k1"), 201)
        self.assertAnswer(self.issue("k1", customer="customer 8"), 422, "key_reused")
        code = self.ours.coupon_ids.code
        self.assertAnswer(self.call("POST", f"/coupons/{code}/cancel", once="k1"), 422, "key_reused")
        self.assertEqual(self.ours.coupon_ids.state, "issued")

    def test_keys_of_two_partners(self):
        self.assertAnswer(self.issue("k1"), 201)
        self.assertAnswer(self.issue("k1", auth=self.opera_key), 404, "not_found")

    def test_changes_without_a_key(self):
        path = f"/offers/{self.ours.reference}/coupons"
        for key in ("", "a b", "ü", "x" * 129):
            with self.subTest(key):
                headers = {"Idempotency-Key": key.encode()}
                self.assertAnswer(self.call("POST", path, {}, headers=headers), 400, "idempotency_key_missing")
        self.assertFalse(self.ours.coupon_ids)
        self.assertFalse(self.get_requests())

    def test_an_error_of_ours_keeps_nothing(self):
        """Then the same call is done the next time."""
        with (
            patch.object(type(self.ours), "_issue", side_effect=ZeroDivisionError("secret")),
            mute_logger("odoo.http"),
        ):
            answer = self.issue("k1")
        self.assertAnswer(answer, 500, "server_error")
        self.assertNotIn("secret", answer.text)
        self.assertFalse(self.get_requests())
        self.assertAnswer(self.issue("k1"), 201)

    def test_a_refusal_leaves_nothing_half_done(self):
        coupon = self.give("A1")
        for error, status, code in ((AccessError("no"), 403, "forbidden"), (UserError("No."), 409, "refused")):
            with patch.object(type(coupon), "_book_amount", side_effect=error), mute_logger("odoo.http"):
                sent = {"order": "S1", "amount": 1}
                self.assertAnswer(self.call("POST", "/coupons/A1/redeem", sent), status, code)
            self.assertEqual((coupon.state, coupon.order_ref), ("issued", False))

    def test_requests_are_kept_for_a_while(self):
        self.issue("k1")
        request = self.get_requests()
        self.assertEqual((request.method, request.status, request.company_id), ("POST", 201, self.club.company_id))
        request._gc_requests()
        self.assertTrue(request.exists())
        self.env.cr.execute("UPDATE loyalty_coalition_request SET write_date = write_date - interval '31 days'")
        request._gc_requests()
        self.assertFalse(request.exists())

    # --- bodies ---

    def test_bodies(self):
        self.give("A1")
        for body in (
            "", "{", "[]", "1", '"x"', "null", "{}", '{"order": 1, "amount": 1}', '{"order": "", "amount": 1}',
            '{"order": "S1"}', '{"order": "S1", "amount": -1}', '{"order": "S1", "amount": NaN}',
            '{"order": "S1", "amount": Infinity}', '{"order": "S1", "amount": 1e999999999}',
            '{"order": "S1", "amount": "1"}', '{"order": "S1", "amount": true}',
            '{"order": "S1", "amount": 1, "at": "yesterday"}',
            '{"order": "S1", "amount": 1, "at": "2026-02-30T00:00:00Z"}',
            '{"order": "S1", "amount": 1, "currency": "euro"}', '{"order": "a\\u0000b", "amount": 1}',
            '{"order": "\\ud800", "amount": 1}', '{"order": "S1", "amount": 1, "tip": 1}', '{"\\ud800": 1}',
            "[" * 10000, f'{{"order": "S1", "amount": {"9" * 5000}}}',
        ):  # fmt: skip
            with self.subTest(body[:60]):
                answer = self.send(body, {"Content-Type": "application/json"})
                self.assertAnswer(answer, 400, "bad_request")
        self.assertAnswer(self.send("order=S1", {"Content-Type": "application/x-www-form-urlencoded"}), 415, "not_json")
        self.assertAnswer(self.send(" " * 70000, {"Content-Type": "application/json"}), 413, "too_large")
        good = '{"order": "S1", "amount": 1.50, "discount": null}'.replace(', "discount": null', "")
        self.assertAnswer(self.send(good, {"Content-Type": "application/json; charset=utf-8"}), 200)

    def send(self, body, headers):
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": f"b{next(self.numbers)}", **headers}
        return self.url_open(PREFIX + "/coupons/A1/redeem", data=body.encode(), headers=headers, method="POST")

    def test_addresses_and_methods(self):
        self.assertAnswer(self.call("GET", "/guess"), 404, "not_found")
        self.assertAnswer(self.call("GET", ""), 404, "not_found")
        for method, path, allowed in (
            ("PUT", "/offers", "GET"),
            ("DELETE", "/coupons/A1", "GET"),
            ("GET", "/offers/x/coupons", "POST"),
            ("PATCH", "/coupons/A1/reserve", "DELETE, POST"),
            ("GET", "/coupons/A1/redeem", "POST"),
            ("GET", "/coupons/A/1/redeem", "POST"),
            ("POST", "/coupons/A/1", "GET"),
            ("OPTIONS", "/coupons", "GET"),
        ):
            with self.subTest(path):
                answer = self.call(method, path)
                self.assertAnswer(answer, 405, "method_not_allowed")
                self.assertEqual(answer.headers["Allow"], allowed)

    def test_answers_in_the_language_that_is_asked_for(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        answer = self.call("GET", "/coupons/guess", headers={"Accept-Language": "fa-IR"})
        message = self.assertAnswer(answer, 404, "not_found")["error"]["message"]
        self.assertNotEqual(message, "There is no coupon with this code.")

    # --- limits ---

    def test_too_many_calls(self):
        self.coalition.api_limit = 2
        with patch("odoo.addons.loyalty_club.models.coalition.api.coalition_rate.time.time", return_value=6e8 + 50):
            self.assertAnswer(self.call("GET", "/offers"), 200)
            self.assertAnswer(self.issue("k1"), 201)
            for method, path in (("GET", "/offers"), ("GET", "/guess"), ("POST", "/coupons/A1/return")):
                answer = self.call(method, path)
                self.assertAnswer(answer, 429, "too_many_requests")
                self.assertEqual(answer.headers["Retry-After"], "11")
            self.assertAnswer(self.call("GET", "/offers", auth=self.opera_key), 200)
        with patch("odoo.addons.loyalty_club.models.coalition.api.coalition_rate.time.time", return_value=6e8 + 61):
            self.assertAnswer(self.call("GET", "/offers"), 200)
        rates = self.env["loyalty.coalition.rate"].sudo()
        self.assertEqual(rates.search_count([("caller", "=", self.coalition.id)], limit=1), 1)
        rates._gc_calls()
        self.assertFalse(rates.search([("caller", "=", self.coalition.id)]))

    # --- changes ---

    def list(self, **query):
        return self.assertAnswer(self.call("GET", "/coupons", **query), 200)

    def test_changes_page_by_page(self):
        coupons = self.give("A1", "A2", "A3") | self.ours._issue("customer 7", 2)
        self.add_codes("A4")
        codes, cursor = [], None
        for _page in range(3):
            page = self.list(limit=2, **({"cursor": cursor} if cursor else {}))
            codes += [coupon["code"] for coupon in page["coupons"]]
            cursor = page["cursor"]
        self.assertIsNone(cursor)
        self.assertEqual(codes, coupons.sorted(lambda coupon: (coupon.write_date, coupon.id)).mapped("code"))

    def test_changes_since(self):
        old, new = self.give("A1", "A2")
        self.env.cr.execute(
            "UPDATE loyalty_coalition_coupon SET write_date = write_date - interval '1 day' WHERE id = %s", [old.id]
        )
        self.assertEqual([coupon["code"] for coupon in self.list()["coupons"]], ["A1", "A2"])
        since = self.list()["next_since"]
        self.assertEqual([coupon["code"] for coupon in self.list(since=since)["coupons"]], ["A2"])
        changed_at = self.list(since=since)["coupons"][0]["changed_at"]
        self.assertEqual([coupon["code"] for coupon in self.list(since=changed_at)["coupons"]], ["A2"])
        self.assertEqual(self.list(since="2099-01-01T00:00:00Z")["coupons"], [])
        self.assertLess(since, self.env.cr.now().isoformat())
        self.assertTrue(new)

    def test_what_cannot_be_asked(self):
        for query in (
            {"limit": 0},
            {"limit": 501},
            {"limit": "x"},
            {"since": "today"},
            {"since": "2026-01-01"},
            {"cursor": "ü"},
        ):
            with self.subTest(query):
                self.assertAnswer(self.call("GET", "/coupons", **query), 400, "bad_request")
        for cursor in ("x", "W10", "WzEsMiwzXQ", "WyIyMDI2LTAxLTAxIiwiMjAyNi0wMS0wMSIsdHJ1ZV0", "W1tbW1tb"):
            with self.subTest(cursor):
                self.assertAnswer(self.call("GET", "/coupons", cursor=cursor), 409, "bad_cursor")

    def test_queries_of_a_page(self):
        self.give("A1")
        self.list()
        counts = []
        for codes in ((), ("B1", "B2", "B3", "B4")):
            if codes:
                self.give(*codes)
            list_changes = self.env["loyalty.coalition.coupon"]._list_changes
            counts.append(self.count_queries(list_changes, self.coalition.sudo()))
        self.assertEqual(len(list_changes(self.coalition.sudo())["coupons"]), 5)
        self.assertEqual(counts[0], counts[1])

    def test_what_is_kept_of_an_answer(self):
        self.issue("k1")
        self.assertEqual(json.loads(self.get_requests().answer)["customer"], "customer 7")
        self.assertEqual(len(self.get_requests().fingerprint), 64)
