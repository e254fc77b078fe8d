"""The API for partners: who may call, what is found, and what coupons do."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .coalition_api_case import CoalitionApiCase


@tagged("post_install", "-at_install")
class TestCoalitionApi(CoalitionApiCase):
    # --- who ---

    def test_strangers(self):
        for auth in ("guess", "x" * 40):
            with self.subTest(auth):
                answer = self.call("GET", "/offers", auth=auth)
                self.assertAnswer(answer, 401, "unauthorized")
                self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")
        self.assertAnswer(self.url_open("/loyalty_club/api/v1/offers"), 401, "unauthorized")

    def test_a_key_of_somebody_else_opens_nothing(self):
        user = self.make_user("manager")
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        key = keys._generate("rpc", "mine", fields.Datetime.now() + timedelta(days=1))
        self.assertAnswer(self.call("GET", "/offers", auth=key), 403, "forbidden")

    def test_withdrawn_keys(self):
        self.assertAnswer(self.call("GET", "/offers"), 200)
        self.coalition.action_remove_api_keys()
        self.assertAnswer(self.call("GET", "/offers"), 401, "unauthorized")

    def test_the_key_opens_nothing_else(self):
        """The technical user has no rights in Odoo."""
        headers = {"Authorization": f"Bearer {self.key}"}
        for model in ("res.partner", "loyalty.coalition.coupon", "loyalty.card", "sale.order", "product.template"):
            with self.subTest(model), mute_logger("odoo.http", "odoo.addons.base.models.ir_model"):
                answer = self.url_open(f"/json/2/{model}/search_read", json={"domain": []}, headers=headers)
                self.assertEqual(answer.status_code, 403, answer.text)

    def test_nothing_of_other_partners(self):
        coupon, ours = self.give("A1"), self.ours._issue("customer 7")
        for path in ("/coupons/A1", f"/coupons/{ours.code}"):
            self.assertAnswer(self.call("GET", path), 200)
            self.assertAnswer(self.call("GET", path, auth=self.opera_key), 404, "not_found")
        for path, body in (
            ("/coupons/A1/redeem", {"order": "S1", "amount": 1}),
            ("/coupons/A1/reserve", {"order": "S1"}),
            (f"/coupons/{ours.code}/cancel", {}),
            (f"/offers/{self.ours.reference}/coupons", {}),
        ):
            with self.subTest(path):
                self.assertAnswer(self.call("POST", path, body, auth=self.opera_key), 404, "not_found")
        self.assertEqual(self.call("GET", "/coupons", auth=self.opera_key).json()["coupons"], [])
        self.assertEqual(self.call("GET", "/offers", auth=self.opera_key).json(), {"offers": []})
        self.assertEqual((coupon.state, ours.state), ("issued", "issued"))

    # --- looking ---

    def test_offers(self):
        self.add_codes("A1", "A2")
        self.ours.max_issued = 5
        self.ours._issue("customer 7")
        offers = {offer["direction"]: offer for offer in self.call("GET", "/offers").json()["offers"]}
        self.assertEqual((offers["yours"]["reference"], offers["yours"]["left"]), (self.theirs.reference, 2))
        self.assertEqual((offers["ours"]["left"], offers["ours"]["issued"], offers["ours"]["open"]), (4, 1, True))
        self.coalition.action_suspend()
        self.assertIn("not active", self.call("GET", "/offers").json()["offers"][0]["reason"])

    def test_look_up(self):
        coupon = self.give("A 1/ü")
        body = self.assertAnswer(self.call("GET", "/coupons/A%201%2F%C3%BC"), 200)
        self.assertEqual(body, coupon._get_public())
        self.assertEqual((body["direction"], body["state"], body["customer"]), ("yours", "issued", None))
        self.assertNotIn(self.ada.partner_id.name, str(body))
        for code in ("A2", "a%00", "%ff", "x" * 200, "a%0Ab", "%2Fa"):
            self.assertAnswer(self.call("GET", f"/coupons/{code}"), 404, "not_found")

    def test_a_code_of_two_offers(self):
        """One of ours and one of theirs: a partner's own code is in one offer."""
        self.theirs.remote_reference = "sandals"
        code = self.ours._issue("customer 7").code
        self.add_codes(code)
        self.assertAnswer(self.call("GET", f"/coupons/{code}"), 409, "ambiguous")
        for reference in (self.theirs.reference, "sandals"):
            body = self.assertAnswer(self.call("GET", f"/coupons/{code}", offer=reference), 200)
            self.assertEqual(body["offer"], self.theirs.reference)
        self.assertEqual(len(self.call("GET", "/coupons", code=code).json()["coupons"]), 2)

    # --- coupons of ours ---

    def test_issue_and_cancel(self):
        path = f"/offers/{self.ours.reference}/coupons"
        body = self.assertAnswer(self.call("POST", path, {"customer": "customer 7"}), 201)
        coupon = self.ours.coupon_ids
        self.assertEqual((body["code"], body["direction"], body["customer"]), (coupon.code, "ours", "customer 7"))
        self.assertEqual((coupon.state, coupon.card_id.code), ("issued", body["code"]))
        self.assertAnswer(
            self.call("POST", f"/coupons/{coupon.code}/redeem", {"order": "S1", "amount": 1}), 403, "not_yours"
        )
        body = self.assertAnswer(self.call("POST", f"/coupons/{coupon.code}/cancel"), 200)
        self.assertEqual((body["state"], coupon.state), ("cancelled", "cancelled"))

    def test_what_is_not_given_out(self):
        path = f"/offers/{self.ours.reference}/coupons"
        self.assertAnswer(self.call("POST", "/offers/guess/coupons", {}), 404, "not_found")
        self.assertAnswer(self.call("POST", f"/offers/{self.theirs.reference}/coupons", {}), 403, "not_yours")
        self.ours.max_issued = 1
        self.assertAnswer(self.call("POST", path, {}), 201)
        self.assertAnswer(self.call("POST", path, {}), 409, "none_left")
        self.ours.max_issued = 0
        self.coalition.action_end()
        self.assertAnswer(self.call("POST", path, {}), 409, "not_offered")
        self.assertEqual(len(self.ours.coupon_ids), 1)

    # --- coupons of theirs ---

    def test_redeem_and_return(self):
        coupon = self.give("A1")
        sent = {"order": "S1", "amount": 80.504, "discount": 16, "at": "2099-01-01T00:00:00Z"}
        self.assertAnswer(self.call("POST", "/coupons/A1/redeem", sent), 409, "refused")
        sent["at"] = "2020-01-01T00:00:00+02:00"
        self.assertAnswer(self.call("POST", "/coupons/A1/redeem", sent), 409, "refused")
        at = (fields.Datetime.now() - timedelta(hours=1)).replace(microsecond=0)
        sent["at"] = f"{(at + timedelta(hours=2)).isoformat()}+02:00"
        body = self.assertAnswer(self.call("POST", "/coupons/A1/redeem", sent), 200)
        self.assertEqual((body["state"], body["order"], body["amount"]), ("redeemed", "S1", 80.5))
        self.assertEqual((coupon.redeemed_at, coupon.amount, coupon.discount_amount), (at, 5, 16))
        self.assertAnswer(self.call("POST", "/coupons/A1/redeem", {"order": "S2", "amount": 1}), 409, "used")
        body = self.assertAnswer(self.call("POST", "/coupons/A1/redeem", {"order": "S1", "amount": 40}), 200)
        self.assertEqual((body["amount"], body["discount"]), (40, 0))
        self.assertAnswer(self.call("POST", "/coupons/A1/return", {"order": "S2"}), 409, "used")
        body = self.assertAnswer(self.call("POST", "/coupons/A1/return", {"order": "S1"}), 200)
        self.assertEqual((body["state"], body["order"], coupon.amount), ("issued", None, 0))
        self.assertAnswer(self.call("POST", "/coupons/A1/cancel"), 403, "not_yours")

    def test_what_cannot_be_redeemed(self):
        late, gone, free = self.give("A0"), self.give("A1"), self.add_codes("A9")
        late.sudo().expires_on = fields.Date.today() - timedelta(days=2)
        gone._cancel()
        for code, refusal in (("A9", "not_given_out"), ("A0", "expired"), ("A1", "cancelled")):
            with self.subTest(code):
                self.assertAnswer(
                    self.call("POST", f"/coupons/{code}/redeem", {"order": "S1", "amount": 1}), 409, refusal
                )
                self.assertAnswer(self.call("POST", f"/coupons/{code}/reserve", {"order": "S1"}), 409, refusal)
        at = fields.Datetime.now() - timedelta(days=3)
        late.sudo().issued_at = at
        late._expire()
        self.assertEqual(late.state, "expired")
        body = {"order": "S1", "amount": 1, "at": f"{at.isoformat(timespec='seconds')}Z"}
        self.assertAnswer(self.call("POST", "/coupons/A0/redeem", body), 200)
        self.assertFalse(free.order_ref)

    def test_currency_of_the_contract(self):
        self.give("A1")
        sent = {"order": "S1", "amount": 1, "currency": self.coalition.currency_id.name}
        self.assertAnswer(self.call("POST", "/coupons/A1/redeem", sent), 200)

    def test_one_number_in_two_ways(self):
        self.give("A1")
        for amount in (80, 80.0):
            answer = self.call("POST", "/coupons/A1/redeem", {"order": "S1", "amount": amount}, once="a-key")
            self.assertAnswer(answer, 200)
        answer = self.call("POST", "/coupons/A1/redeem", {"order": "S1", "amount": 80.5}, once="a-key")
        self.assertAnswer(answer, 422, "key_reused")

    def test_taken_back_during_a_dispute(self):
        coupon = self.give("A1")
        self.assertAnswer(self.call("POST", "/coupons/A1/redeem", {"order": "S1", "amount": 80}), 200)
        coupon._move_to("disputed")
        self.assertAnswer(self.call("POST", "/coupons/A1/return", {"order": "S2"}), 409, "disputed")
        body = self.assertAnswer(self.call("POST", "/coupons/A1/return", {"order": "S1"}), 200)
        self.assertEqual((body["state"], body["order"]), ("disputed", "S1"))
        coupon._move_to("redeemed")
        self.assertEqual((coupon.state, coupon.is_returned_there, coupon.amount), ("issued", False, 0))

    def test_before_it_was_given_out(self):
        coupon = self.give("A1")
        coupon.sudo().expires_on = "2020-01-01"
        sent = {"order": "S1", "amount": 1, "at": "2019-12-31T10:00:00Z"}
        self.assertAnswer(self.call("POST", "/coupons/A1/redeem", sent), 409, "refused")
        self.assertAnswer(self.call("POST", "/coupons/A1/redeem", {"order": "S1", "amount": 1}), 409, "expired")

    def test_reserve(self):
        coupon = self.give("A1")
        body = self.assertAnswer(self.call("POST", "/coupons/A1/reserve", {"order": "S1", "seconds": 60}), 200)
        self.assertEqual((body["state"], body["reserved_for"]), ("issued", "S1"))
        self.assertAnswer(self.call("POST", "/coupons/A1/reserve", {"order": "S1"}), 200)
        self.assertAnswer(self.call("POST", "/coupons/A1/reserve", {"order": "S2"}), 409, "reserved")
        self.assertAnswer(self.call("POST", "/coupons/A1/redeem", {"order": "S2", "amount": 1}), 409, "reserved")
        with self.assertRaisesRegex(Exception, "holds the coupon"), self.env.cr.savepoint():
            coupon._cancel()
        self.assertAnswer(self.call("DELETE", "/coupons/A1/reserve"), 400, "bad_request")
        self.assertAnswer(self.call("DELETE", "/coupons/A1/reserve?order=S2"), 409, "reserved")
        body = self.assertAnswer(self.call("DELETE", "/coupons/A1/reserve?order=S1"), 200)
        self.assertIsNone(body["reserved_for"])
        self.assertAnswer(self.call("POST", "/coupons/A1/reserve", {"order": "S2"}), 200)
        coupon.sudo().reserved_until = fields.Datetime.now() - timedelta(seconds=1)
        body = self.assertAnswer(self.call("POST", "/coupons/A1/redeem", {"order": "S3", "amount": 1}), 200)
        self.assertIsNone(body["reserved_for"])
