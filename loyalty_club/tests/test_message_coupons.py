"""Coupons that a club gives are told by the gate; those that staff make are mailed by stock."""

from datetime import date

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from .message_case import MessageMixin

LATER = "2030-01-01 12:00:00"


@tagged("post_install", "-at_install")
class TestMessageCoupons(MessageMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={})  # mails are what this is about
        cls.coupon_template = cls.template.copy({"subject": "Your code {{ object.code }}"})
        mail = Command.create({"trigger": "create", "mail_template_id": cls.coupon_template.id})
        cls.coupons = cls.make_stock_program("coupons", name="Coupon", communication_plan_ids=[Command.clear(), mail])
        cls.coupons = cls.coupons.with_env(cls.env)
        cls.card = cls.card.with_env(cls.env)
        cls.eve = cls.make_reader("Eve", agrees=()).with_env(cls.env)

    def get_messages(self, coupons):
        self.env.invalidate_all()
        about = [("res_model", "=", "loyalty.card"), ("res_id", "in", coupons.ids)]
        return self.Message.search(about, order="id")

    def get_mails(self, coupons):
        return self.env["mail.mail"].search([("model", "=", "loyalty.card"), ("res_id", "in", coupons.ids)])

    def give(self, *cards, **values):
        return self.coupons._issue_coupons([card.partner_id for card in cards], accounts=list(cards), **values)

    def test_a_present_needs_a_consent(self):
        coupons = self.give(self.card, self.eve)
        self.assertFalse(self.get_mails(coupons), "stock mails nothing")
        messages = self.get_messages(coupons)
        self.assertEqual(set(messages.mapped("purpose")), {"coupon"})
        self.assertEqual(messages.account_id, self.card | self.eve)
        self.assertEqual(messages.program_id, self.club)
        self.send(LATER)
        self.assertEqual(self.told(messages), [("sent", False), ("skipped", "no_consent")])
        self.assertEqual(self.get_mails(coupons).subject, f"Your code {coupons[0].code}")

    def test_what_was_asked_for_needs_none(self):
        coupons = self.give(self.eve, purpose="voucher")
        self.send(LATER)
        self.assertEqual(self.told(self.get_messages(coupons)), [("sent", False)])

    def test_the_other_channel(self):
        self.eve.partner_id.email = False
        coupons = self.give(self.eve, purpose="voucher")
        self.send(LATER)
        self.send(LATER)
        first, other = self.get_messages(coupons)
        self.assertEqual((first.reason, other.state), ("no_address", "sent"))
        self.assertIn(coupons.code, other.sms_id.body)

    def test_used_or_taken_back_while_it_waits(self):
        used, away, there = self.give(self.card, self.card, self.card)
        used.points, away.active = 0, False
        self.send(LATER)
        self.assertEqual(
            self.told(self.get_messages(used | away | there)), [("skipped", "gone")] * 2 + [("sent", False)]
        )

    def test_not_after_its_last_day(self):
        coupons = self.give(self.card, expires_on=date(2029, 12, 31))
        self.send(LATER)
        self.assertEqual(self.told(self.get_messages(coupons)), [("skipped", "too_late")])

    def test_staff_and_nobody(self):
        """Stock's own window, and coupons of nobody."""
        made = self.env["loyalty.card"].create(
            {"program_id": self.coupons.id, "partner_id": self.eve.partner_id.id, "points": 1}
        )
        self.assertEqual(len(self.get_mails(made)), 1)
        nobody = self.coupons._issue_coupons([self.env["res.partner"]])
        self.assertFalse(self.get_messages(made | nobody))

    def test_told_elsewhere(self):
        self.assertFalse(self.get_messages(self.give(self.card, purpose=None)))
        quiet = self.coupons.with_context(loyalty_no_mail=True)._issue_coupons(self.card.partner_id)
        self.assertFalse(self.get_messages(quiet))

    def test_each_occasion(self):
        """Who gives says what it is."""
        silver = self.env["loyalty.tier"].create(
            {"program_id": self.club.id, "name": "Silver", "min_points": 10, "welcome_program_id": self.coupons.id}
        )
        self.env["loyalty.activity"].create(
            {"program_id": self.club.id, "name": "Present", "trigger": "custom", "code": "thing", "points": 0,
             "coupon_program_id": self.coupons.id}
        )  # fmt: skip
        self.card._post_points(10, "accrual", qualifying={"points": 10})
        self.assertEqual(self.card.tier_id, silver)
        self.card._record_activity("custom", key="one", code="thing")
        given = self.env["loyalty.card"].search([("program_id", "=", self.coupons.id)])
        messages = self.get_messages(given)
        self.assertEqual(messages.mapped("purpose"), ["coupon"] * 2)
        self.assertEqual(messages.account_id, self.card)

    def test_number_of_queries(self):
        cards = self.env["loyalty.card"].union(*(self.make_reader(f"R{number}") for number in range(7)))
        cards.mapped("partner_id.name")
        self.give(*cards[:2])
        one, many = (self.count_queries(lambda few=few: self.give(*few)) for few in (cards[2:4], cards[4:]))
        self.assertEqual(one, many)
