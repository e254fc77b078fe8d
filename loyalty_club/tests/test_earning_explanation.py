"""Why a purchase earned what it did: on its entry, and when rules are tried."""

from odoo import Command
from odoo.tests import Form, tagged
from odoo.tools import html2plaintext

from .test_earning_orders import EarningCase


@tagged("post_install", "-at_install")
class TestExplanation(EarningCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.silver = cls.env["loyalty.tier"].create(
            {"program_id": cls.club.id, "name": "Silver", "min_points": 500000, "point_multiplier": 1.25}
        )

    def explain(self):
        return self.card.ledger_ids[:1].explanation_html

    def test_in_words(self):
        gold = self.make_tier("Gold")
        self.put_into(self.card, self.silver)
        self.set_rules(
            {"name": "Base", "max_points_per_unit": 110},
            {"weekday_sun": False},
            {"hour_from": 17, "hour_to": 19},
            {"channel_sale": False},
            {"tier_ids": [Command.set(gold.ids)]},
            {"minimum_amount": 200},
            {"minimum_qty": 3},
            {"date_from": "2027-01-01"},
            {"date_to": "2025-01-01"},
            {"amount_step": 1000},
            {"limit_points": 5, "limit_period": "day", "is_bonus": True, "name": "Daily"},
        )
        with self.at("2026-11-22 12:00:00"):
            self.earn()
        text = self.explain()
        for words in (
            "Base", "Silver: 1.25 times", "capped at 110 a unit", "not on Sundays", "only from 17:00 to 19:00",
            "not for sales orders", "not for Silver", "asks for a purchase of", "asks for 3 units, there are 1",
            "begins on 01/01/2027", "ended on 01/01/2025", "less than one full step", "capped at 5 a day",
            "Sales order, 11/22/2026 12:00, as Silver.",
        ):  # fmt: skip
            self.assertIn(words, text)

    def test_what_was_written_stays_readable(self):
        rules = self.set_rules({"name": "<b>Base</b>"})
        self.earn()
        self.assertIn("&lt;b&gt;Base", self.explain())
        rules.unlink()
        self.card.ledger_ids.invalidate_recordset(["explanation_html"])
        self.assertIn("1 for every", self.explain())

    def test_other_entries_have_none(self):
        self.card._post_points(5, "adjustment")
        self.assertFalse(self.explain())

    def test_a_purchase_of_nothing_is_explained_too(self):
        self.set_rules({"minimum_amount": 500})
        self.earn()
        self.assertEqual(self.card.ledger_ids.points, 0)
        self.assertIn("asks for a purchase of", self.explain())


@tagged("post_install", "-at_install")
class TestSimulation(EarningCase):
    def try_it(self, *lines, user=None, **values):
        model = self.env["loyalty.simulation"]
        if user:
            model = model.with_user(user)
        return model.create(
            {
                "program_id": self.club.id,
                "line_ids": [
                    Command.create({"product_id": product.id, "quantity": quantity, "price_unit": price})
                    for product, quantity, price in lines
                ],
                **values,
            }
        )

    def test_the_same_as_an_order(self):
        tax = self.env["account.tax"].create({"name": "10%", "amount": 10, "company_id": self.env.company.id})
        self.product.taxes_id = tax
        silver = self.make_tier("Silver", point_multiplier=1.25)
        self.put_into(self.card, silver)
        self.set_rules(
            {}, {"reward_point_mode": "unit", "reward_point_amount": 3, "is_bonus": True}, {"limit_points": 20}
        )
        tried = self.try_it((self.product, 2, 100.0), partner_id=self.partner.id)
        self.assertEqual((tried.tier_id, tried.is_first_purchase), (silver, True))
        self.assertEqual(tried.points, 275 + 6 + 20)
        order, points = self.earn((self.product, 2))
        self.assertEqual(tried.points, points)
        self.assertEqual(tried.qualifying_points, self.card.ledger_ids.qualifying_points)
        self.assertEqual(tried.amount, order.amount_total)
        again = self.try_it((self.product, 2, 100.0), partner_id=self.partner.id)
        self.assertEqual(again.points, 281, "the limit is used up")
        self.assertFalse(again.is_first_purchase)

    def test_nothing_is_stored_but_the_question(self):
        before = self.env["sale.order"].search_count([]), self.env["loyalty.ledger.entry"].search_count([])
        self.try_it((self.product, 1, 100.0), partner_id=self.make_partner("New").id)
        self.env.flush_all()
        after = self.env["sale.order"].search_count([]), self.env["loyalty.ledger.entry"].search_count([])
        self.assertEqual(before, after)

    def test_where_when_and_how_it_is_paid(self):
        till = self.env["pos.payment.method"].create({"name": "Till cash"})
        self.set_rules(
            {"channel_sale": False, "channel_website": False},
            {"pos_payment_method_ids": [Command.set(till.ids)]},
            {"weekday_sun": False},
        )
        line = (self.product, 1, 100.0)
        self.assertEqual(self.try_it(line, at="2026-11-22 12:00:00").points, 0)
        self.assertEqual(self.try_it(line, at="2026-11-23 12:00:00").points, 100)
        self.assertEqual(self.try_it(line, at="2026-11-22 12:00:00", channel="pos").points, 100)
        paid = self.try_it(line, at="2026-11-22 12:00:00", channel="pos", pos_payment_method_id=till.id)
        self.assertEqual(paid.points, 200)

    def test_the_form_answers_at_once(self):
        self.set_rules({"name": "Base"})
        manager = self.make_user("manager")
        form = Form(self.env["loyalty.simulation"].with_user(manager).with_context(default_program_id=self.club.id))
        self.assertFalse(form.result_html)
        with form.line_ids.new() as line:
            line.product_id = self.product
        self.assertEqual(form.points, 100)
        self.assertIn("Base", form.result_html)
        self.assertIn("Enough for", form.result_html)
        form.partner_id = self.partner
        self.assertIn("Balance afterwards: 100", html2plaintext(form.result_html))

    def test_staff_of_the_club_may_try(self):
        for role in ("club_user", "manager", "auditor"):
            with self.subTest(role):
                tried = self.try_it((self.product, 1, 100.0), user=self.make_user(role), partner_id=self.partner.id)
                self.assertEqual(tried.points, 100)
