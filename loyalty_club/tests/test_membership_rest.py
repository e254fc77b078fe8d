"""Cash back of purchases that are counted after the last payment of a membership that is over."""

from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from ..engine.membership_gifts import REST_DAYS, PaidYear, cash_back_due, years
from .membership_days import MembershipDaysCase


@tagged("post_install", "-at_install")
class TestMembershipRest(MembershipDaysCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.make_product(1.0)
        cls.plan.write({"cashback_percent": 2, "cashback_cap": 30, "cashback_points": 10})
        cls.club.rule_ids.reward_point_amount = 0.0000001

    def spend(self, amount, day=None):
        """An order of a day, that is counted now."""
        moment = f"{day} 12:00:00" if day else self.env.cr.now()
        order = self.make_sale(self.ada, [(self.product, 1, amount)], date_order=moment)
        if day:  # what is imported, or invoiced late, has the moment of the purchase
            entries = self.env["loyalty.ledger.entry"].search(
                [("origin_model", "=", "sale.order"), ("origin_id", "=", order.id)]
            )
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE loyalty_ledger_entry SET qualifying_at = %s WHERE id = ANY(%s)", [moment, entries.ids]
            )
            self.env.invalidate_all()
        return order

    def end(self):
        membership = self.start(period=self.year)
        self.spend(1000)
        self.freeze("2026-06-01")
        membership._end("staff")
        self.run_gifts("2026-06-02")
        self.assertEqual(self.rows(membership, "cashback").amount, 20)
        return membership

    def get_points(self, membership):
        return round(membership.card_id.points)

    def test_engine(self):
        days = date(2026, 1, 31), date(2026, 6, 1)
        self.assertEqual([year.rest for year in years(*days, over=False)], [])
        year, rest = years(*days, over=True, wait=14)
        self.assertEqual((year.pay_on, rest.rest), (date(2026, 6, 16), True))
        self.assertEqual((rest.pay_on - year.pay_on).days, REST_DAYS)
        for purchases, expected in (("1000", "0"), ("1200", "4"), ("9000", "10"), ("500", "0")):
            earlier = [PaidYear(Decimal(purchases), Decimal(2), Decimal(30), Decimal(20))]
            due = cash_back_due(Decimal(0), Decimal(0), None, earlier)
            self.assertEqual(due, Decimal(expected), purchases)

    def test_counted_late(self):
        """What was bought before the end is paid once more, once; what was bought after it is not."""
        membership = self.end()
        self.freeze("2026-06-20")
        self.spend(200, "2026-05-20")
        self.spend(5000)
        self.run_gifts("2026-08-30")
        self.assertEqual(len(self.rows(membership, "cashback")), 1)
        self.run_gifts("2026-08-31")
        self.assertEqual(self.rows(membership, "cashback").mapped("amount"), [20, 4])
        self.assertEqual(self.get_points(membership), 240)
        membership._sync_gifts()
        self.assertEqual((len(self.rows(membership, "cashback")), membership.gift_on), (2, False))

    def test_with_the_limit(self):
        membership = self.end()
        self.spend(9000, "2026-05-20")
        self.run_gifts("2026-08-31")
        self.assertEqual(self.rows(membership, "cashback").mapped("amount"), [20, 10])

    def test_limit_holds_for_who_begins_again(self):
        """The year goes on with a new membership: its limit holds once, the rest included."""
        membership = self.end()
        self.spend(9000, "2026-05-20")
        self.run_gifts("2026-08-31")
        again = self.start(period=self.year)
        self.assertNotEqual(again, membership)
        self.spend(5000)
        self.freeze("2026-09-10")
        again._end("staff")
        self.run_gifts("2026-09-11")
        self.assertEqual(sum(self.rows(again, "cashback").mapped("amount")), 0)
