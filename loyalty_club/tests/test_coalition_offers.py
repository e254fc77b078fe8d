"""Offers of a partner's computer are chosen from a list; a server with several databases is told which one is meant."""

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.partner_offers import read_offers
from .exchange_case import ExchangeCase


@tagged("post_install", "-at_install")
class TestCoalitionOffers(ExchangeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("manager")

    def get_offer_values(self, reference="hats", **values):
        """An offer as the API tells of it."""
        return {
            "reference": reference,
            "your_reference": None,
            "direction": "ours",
            "name": "15 % off hats",
            "value": "15 %",
            "conditions": "Not for <b>caps</b>",
            "open": True,
            "reason": None,
            "date_from": None,
            "date_to": "2099-03-31",
            "valid_days": 30,
            "valid_until": None,
            "currency": "EUR",
            "issued": 0,
            "redeemed": 0,
            "left": None,
            **values,
        }

    def fetch(self, *offers, user=None):
        """The window that the button opens."""
        with self.play((200, {"offers": list(offers)})) as partner:
            action = self.coalition.with_user(user or self.manager).action_fetch_offers()
        self.assertEqual(partner.addresses, ["GET /loyalty_club/api/v1/offers"])
        return self.env[action["res_model"]].with_user(self.manager).browse(action["res_id"])

    def get_hats(self):
        return self.coalition.offer_ids.filtered(lambda offer: offer.remote_reference == "hats")

    def test_chosen_offers_are_made(self):
        window = self.fetch(
            self.get_offer_values(),
            self.get_offer_values("scarves"),
            self.get_offer_values("mine", direction="yours"),
            self.get_offer_values(),
        )
        self.assertEqual(window.line_ids.mapped("reference"), ["hats", "scarves"])
        with self.assertRaisesRegex(UserError, "at least one"):
            window.action_take()
        window.line_ids[0].is_chosen = True
        action = window.action_take()
        hats = self.get_hats()
        self.assertEqual(action["res_id"], hats.id)
        self.assertEqual((hats.source, hats.direction, hats.name, hats.value_text),
                         ("remote", "theirs", "15 % off hats", "15 %"))  # fmt: skip
        self.assertEqual((hats.valid_days, hats.date_to, hats.date_from),
                         (30, fields.Date.to_date("2099-03-31"), False))  # fmt: skip
        self.assertIn("&lt;b&gt;caps", hats.conditions)
        self.assertFalse(self.coalition.offer_ids.filtered(lambda offer: offer.remote_reference == "scarves"))

    def test_two_clicks_make_one_offer(self):
        window = self.fetch(self.get_offer_values())
        window.line_ids.is_chosen = True
        window.action_take()
        window.action_take()
        self.assertEqual(len(self.get_hats()), 1)

    def test_an_offer_that_is_here_is_brought_up_to_date(self):
        self.remote.write({"name": "Our own words", "limit_per_member": 3, "active": False})
        window = self.fetch(self.get_offer_values("shoes/20", value="25 %", valid_days=None), self.get_offer_values())
        self.assertEqual(window.line_ids.mapped("is_known"), [True, False])
        window.line_ids.is_chosen = True
        action = window.action_take()
        self.assertEqual(action["domain"], [("id", "in", (self.remote | self.get_hats()).ids)])
        self.assertEqual((self.remote.value_text, self.remote.valid_days), ("25 %", 0))
        self.assertEqual((self.remote.name, self.remote.limit_per_member), ("Our own words", 3))

    def test_queries_do_not_grow(self):
        counts = []
        for number in (1, 1, 20):  # the first one fills caches
            window = self.fetch(*(self.get_offer_values(f"{len(counts)}-{one}") for one in range(number)))
            counts.append(self.count_queries(lambda window=window: window.line_ids.mapped("is_known")))
        self.assertEqual(counts[1], counts[2])

    def test_who_may_ask(self):
        auditor = self.make_user("auditor")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.coalition.with_user(auditor).action_fetch_offers()
        window = self.fetch(self.get_offer_values())
        window.line_ids.is_chosen = True
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            window.with_user(auditor).action_take()

    def test_answers_that_are_none(self):
        for answer in ({}, {"offers": 1}, {"offers": ["x"]}, {"offers": [self.get_offer_values(name="")]},
                       {"offers": [self.get_offer_values(date_to="soon")]},
                       {"offers": [self.get_offer_values(valid_days=True)]},
                       {"offers": [self.get_offer_values(value="x" * 201)]}):  # fmt: skip
            with self.subTest(answer), self.play((200, answer)), self.assertRaisesRegex(UserError, "form of the API"):
                self.coalition.action_fetch_offers()

    def test_what_our_own_api_says_can_be_read(self):
        self.ours.write({"value_text": "10 %", "date_from": "2026-01-01", "valid_days": 7})
        offer = read_offers({"offers": [one._get_public() for one in self.coalition.offer_ids]})
        [made] = [one for one in offer if one.reference == self.ours.reference]
        self.assertEqual(
            (made.value, str(made.date_from), made.valid_days, made.problem), ("10 %", "2026-01-01", 7, "")
        )
        self.coalition.action_suspend()
        [closed] = read_offers({"offers": [self.ours._get_public()]})
        self.assertIn("not active", closed.problem)

    # --- servers with several databases ---

    def test_the_database_of_the_partner_is_named(self):
        self.fetch(self.get_offer_values())
        self.coalition.remote_database = "ballet-prod.2"
        with self.play((200, {"offers": []})) as partner:
            self.coalition.action_fetch_offers()
            self.ours._issue("customer 7")._redeem("S1", 80, 8)
            self.get_deliveries()._send()
        self.assertEqual([asked["headers"].get("X-Odoo-Database") for asked in partner.asked], ["ballet-prod.2"] * 2)
        self.coalition.remote_database = False
        with self.play((200, {"offers": []})) as partner:
            self.coalition.action_fetch_offers()
        self.assertNotIn("X-Odoo-Database", partner.asked[0]["headers"])
        self.assertEqual(self.coalition.own_database, self.env.cr.dbname)

    def test_names_that_no_database_has(self):
        for name in ("a b", "a\r\nX: y", "ü", "x" * 64, "-a"):
            with self.subTest(name), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.coalition.remote_database = name
