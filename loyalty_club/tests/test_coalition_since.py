"""What was done before an offer is given out with orders is not made up for."""

from odoo.tests import tagged

from .test_coalition_automatic import AutomaticCase


@tagged("post_install", "-at_install")
class TestCoalitionSince(AutomaticCase):
    def setUp(self):
        super().setUp()
        with self.at("2026-03-01 12:00:00"):
            self.theirs.write({"how": "order", "order_minimum": 50, "limit_per_member": 0})
        self.add_codes("A1", "A2", "A3")
        self.product = self.make_product(60.0)

    def buy_and_look(self, moment, until="2026-03-21 12:00:00"):
        with self.at(moment):
            self.make_sale(self.ada.partner_id, [(self.product, 1)])
        with self.at(until):
            self.run_job()
            return len(self.get_coupons())

    def test_its_first_day(self):
        self.theirs.date_from = "2026-03-10"
        self.assertEqual(self.buy_and_look("2026-03-09 12:00:00"), 0)
        self.assertEqual(self.buy_and_look("2026-03-10 12:00:00"), 1)

    def test_the_first_day_of_the_contract(self):
        self.coalition.date_from = "2026-03-10"
        self.assertEqual(self.buy_and_look("2026-03-09 12:00:00"), 0)
        self.assertEqual(self.buy_and_look("2026-03-10 12:00:00"), 1)

    def test_while_the_contract_is_suspended(self):
        with self.at("2026-03-05 12:00:00"):
            self.coalition.action_suspend()
        self.assertEqual(self.buy_and_look("2026-03-06 12:00:00", "2026-03-07 12:00:00"), 0)
        with self.at("2026-03-08 12:00:00"):
            self.coalition.action_activate()
        self.assertEqual(self.buy_and_look("2026-03-09 12:00:00"), 1)

    def test_how_it_is_given_out_changes(self):
        self.theirs.how = "chosen"
        self.assertEqual(self.buy_and_look("2026-03-05 12:00:00"), 0)
        with self.at("2026-03-08 12:00:00"):
            self.theirs.how = "order"
        self.assertEqual(self.buy_and_look("2026-03-09 12:00:00"), 1)

    def test_less_is_asked_for(self):
        self.theirs.order_minimum = 100
        self.assertEqual(self.buy_and_look("2026-03-05 12:00:00"), 0)
        with self.at("2026-03-08 12:00:00"):
            self.theirs.order_minimum = 50
        self.assertEqual(self.buy_and_look("2026-03-09 12:00:00"), 1)
