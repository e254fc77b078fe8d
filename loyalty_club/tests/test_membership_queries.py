"""What screens of memberships ask for costs the same for one record and for many."""

from unittest.mock import patch

from odoo.tests import tagged

from .membership_case import MembershipCase, MembershipMixin
from .till_case import TillCase

MANY = 4


@tagged("post_install", "-at_install")
class TestMembershipQueries(MembershipCase):
    """Members who bought a month, got some of it back, renewed it, and used a benefit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.ada.browse().union(*(cls.make_partner(f"Member {number}") for number in range(MANY)))
        cls.orders = cls.env["sale.order"].union(*(cls.buy(partner) for partner in cls.partners))
        cls.invoices = cls.orders.invoice_ids
        cls.memberships = cls.Membership.search([("partner_id", "in", cls.partners.ids)], order="id")
        for membership, invoice in zip(cls.memberships, cls.invoices, strict=True):
            cls.credit(invoice, quantity=0.5)
            renewal = cls.make_invoice(membership.partner_id, cls.month.product_id, 12.95)
            days = {"date_from": "2090-01-01", "date_to": "2090-01-31"}
            membership._add_term({"kind": "renewal", "state": "paid", "move_id": renewal.id, "amount": 12.95, **days})
            cls.env["loyalty.membership.benefit"].create(
                {
                    "membership_id": membership.id,
                    "kind": "price",
                    "amount": 2,
                    "on_date": membership.started_on,
                    "key": f"test,{membership.id}",
                }
            )

    def assertSameCost(self, records, read):  # noqa: N802
        """One costs what all of them cost."""
        self.count_queries(read, records)  # what is remembered for good
        self.assertEqual(self.count_queries(read, records[:1]), self.count_queries(read, records))

    def test_smart_buttons(self):
        for records in (self.partners, self.memberships.card_id, self.orders, self.invoices):
            with self.subTest(records._name):
                self.assertEqual(len(records), MANY)
                records = records.browse(records.ids)
                names = ["membership_count", "membership_display"]
                self.assertSameCost(records, lambda some, names=names: some.mapped(names[0]) + some.mapped(names[1]))
                self.assertEqual(records.mapped("membership_count"), [1] * MANY)

    def test_figures_of_memberships(self):
        names = ("paid_amount", "saved_amount", "invoice_count", "token_display", "monthly_amount", "at_risk_amount")
        self.assertSameCost(self.memberships, lambda some: some.read(names))
        self.assertEqual(self.memberships.mapped("invoice_count"), [3] * MANY)
        self.assertEqual(self.memberships.mapped("saved_amount"), [2] * MANY)

    def test_figures_of_plans(self):
        plans = self.plan.union(*(self.make_plan(name=f"Plan {number}") for number in range(3)))
        for plan in plans - self.plan:
            self.start(period=self.make_period(plan, 5))
        self.assertSameCost(plans, lambda some: some.read(["open_count", "recurring_amount", "price_text"]))
        self.assertEqual(plans.mapped("open_count"), [MANY, 1, 1, 1])

    def test_offers(self):
        """Also with trials: whether the customer may have them is asked for all plans at once."""
        plans = self.plan.union(*(self.make_plan(name=f"Plan {number}") for number in range(MANY)))
        plans.trial_days = 30
        for plan in plans - self.plan:
            self.make_period(plan, 5)
        trials = [offer["trial_days"] for offer in plans._get_offers(self.partners[0])]
        self.assertEqual(trials, [0] + [30] * MANY)
        for partner in (self.partners[0], self.ben, None):
            with self.subTest(partner):
                self.assertSameCost(plans, lambda some, partner=partner: some._get_offers(partner))

    def test_who_may_try(self):
        """Another account with the same address had one of the plans."""
        other = self.make_plan(name="Other", trial_days=7)
        self.plan.trial_days = 30
        again = self.make_partner("Ada again", email=self.ada.email)
        self.start()
        self.assertEqual((self.plan | other)._get_triable(again), other)
        self.assertEqual((self.plan | other)._get_triable(self.ben), self.plan | other)
        other.active = False
        self.assertEqual((self.plan | other)._get_triable(None), self.plan)


@tagged("post_install", "-at_install")
class TestMembershipTillQueries(MembershipMixin, TillCase):
    def test_asked_once(self):
        """A till that loads a customer asks once which memberships run for its badges and its products."""
        self.plan.point_multiplier = 2
        membership = self.start(self.member.partner_id)
        Model, asked = type(self.Membership), []
        ask = Model._get_running

        def asking(model, partners):
            asked.append(partners.ids)
            return ask(model, partners)

        Card = self.env["loyalty.card"]
        with (
            patch.object(Model, "_get_running", asking),
            patch.object(type(Card), "_read_for_till", lambda *_: []),
            patch.object(type(self.env["res.partner"]), "_get_till_partners", lambda *_: {}),
        ):
            data = Card._get_till_data(self.config, self.member.partner_id)
        self.assertEqual(asked, [self.member.partner_id.ids])
        days = {"plan": self.plan.id, "until": str(membership.runs_until)}
        self.assertEqual(data["membership_plans"], [days])
        self.assertEqual(data["plans"][self.club.id][0]["multiplier"], "2.0")
