"""What hostile customers try: the same benefit twice, or after it ended."""

from .membership_days import MembershipDaysCase


class TestMembershipLoops(MembershipDaysCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.make_product(1.0)
        cls.plan.write({"cashback_percent": 10, "cashback_cap": 50, "cashback_points": 1})

    def spend(self, amount):
        return self.make_sale(self.ada, [(self.product, 1, amount)], date_order=self.env.cr.now())

    def back(self, rest=False):
        """What was paid for years, or (``rest``) for what was counted after them."""
        rows = self.env["loyalty.membership.benefit"].search([("kind", "=", "cashback")], order="on_date, id")
        return rows.filtered(lambda row: row.key.endswith(",rest") == rest).mapped("amount")

    def add_term(self, membership, period, first, last):
        """A paid period, also of another plan."""
        values = {"plan_id": period.plan_id.id, "period_id": period.id, "date_from": first, "date_to": last}
        membership._add_term({"kind": "bought", "state": "paid", **values})

    def end(self, membership, day):
        self.freeze(day)
        membership._end("staff")
        self.run_gifts(str(membership.gift_on))

    def test_the_limit_of_a_year_holds_for_all_memberships_in_it(self):
        """Ended and bought anew: the year goes on, and its limit with it."""
        self.spend(400)
        self.end(self.start(), "2026-02-20")
        self.assertEqual(self.back(), [40])
        self.freeze("2026-03-01")
        second = self.start()
        self.spend(400)
        self.end(second, "2026-03-20")
        self.assertEqual(self.back(), [40, 10])
        third = self.start()
        self.spend(400)
        self.end(third, "2026-04-10")
        self.assertEqual(self.back(), [40, 10, 0])
        self.freeze("2027-02-01")
        fourth = self.start()
        self.spend(100)
        self.end(fourth, "2027-02-10")
        self.assertEqual(self.back(), [40, 10, 0, 10], "another year")
        self.assertEqual(self.back(rest=True), [0, 0, 0])

    def test_a_day_of_two_memberships_counts_once(self):
        first = self.start()
        self.freeze("2026-02-10")
        self.spend(100)
        first._end("staff")
        second = self.start()
        self.end(second, "2026-02-20")
        self.run_gifts("2026-02-21")
        self.assertEqual(sum(self.back()), 10)

    def test_days_of_another_plan_are_paid_for_by_that_plan(self):
        other = self.make_plan(name="Pro", cashback_percent=10, cashback_points=1)
        period = self.make_period(other, 20)
        membership = self.start()
        self.freeze("2026-02-28")
        self.add_term(membership, period, "2026-02-28", "2026-03-30")
        self.spend(100)
        self.freeze("2026-03-31")
        self.start()
        self.end(membership, "2026-04-10")
        self.assertEqual(self.back(), [10, 0], "not by both")

    def test_changed_to_another_plan_and_back(self):
        """What the plan gives of its days in a year is given for all of them, and its limit holds once."""
        other = self.make_plan(name="Pro", cashback_percent=0)
        pro = self.make_period(other, 20)
        membership = self.start()
        self.spend(100)
        self.freeze("2026-02-10")
        self.add_term(membership, pro, "2026-02-28", "2026-03-30")
        self.freeze("2026-02-28")
        membership._switch(pro)
        self.run_gifts("2026-02-28")
        membership._sync_gifts()
        self.assertEqual(self.back(), [10])
        self.spend(1000)
        self.freeze("2026-03-31")
        self.add_term(membership, self.year, "2026-03-31", "2027-03-30")
        membership._switch(self.year)
        membership._run_to(membership._get_last_paid_day())
        self.spend(300)
        self.run_gifts("2027-01-31")
        self.assertEqual(self.back(), [10, 30], "nothing for the days of the other plan")
        self.spend(200)
        self.freeze("2027-03-31")
        membership._end("staff")
        self.run_gifts("2027-04-01")
        self.assertEqual(self.back(), [10, 30, 20])
        self.run_gifts("2027-08-01")
        membership._sync_gifts()
        self.assertEqual((self.back(), self.back(rest=True)), ([10, 30, 20], [0]))
        self.assertFalse(membership.gift_on)

    def test_a_pause_takes_nothing_from_the_years_before_it(self):
        membership = self.start(period=self.year, quantity=2)
        self.spend(300)
        self.run_gifts("2027-01-31")
        self.assertEqual(self.back(), [30])
        self.freeze("2027-03-01")
        membership._pause("Ill")
        self.freeze("2027-03-11")
        membership._resume()
        self.spend(200)
        self.run_gifts("2028-01-31")
        self.assertEqual(self.back(), [30, 20])

    def test_goods_that_came_back_leave_the_fee_alone(self):
        self.start(period=self.year)
        order = self.make_sale(
            self.ada, [(self.product, 1, 100), (self.year.product_id, 1, 98)], date_order=self.env.cr.now()
        )
        membership = self.Membership._get_open(self.ada, self.plan)
        span = (membership, self.plan, membership.started_on, membership.paid_until)
        self.assertEqual(membership._get_purchases([span])[span], 100)
        invoice = order._create_invoices()
        invoice.action_post()
        note = self.credit(invoice, post=False)
        note.invoice_line_ids.filtered(lambda line: line.product_id != self.product).unlink()
        note.action_post()
        self.assertEqual(membership._get_purchases([span])[span], 0, "the fee is no purchase")

    def test_one_trial_for_one_person(self):
        self.plan.trial_days = 14
        self.Membership._start_trial(self.month, self.ada)
        again = self.make_partner("Ada again", email="ADA@example.com")
        self.assertFalse(self.plan._may_try(again))
        self.assertTrue(self.plan._may_try(self.ben))
        self.assertTrue(self.plan._may_try(self.make_partner("No address")))

    def test_a_membership_of_which_none_is_bought_opens_nothing(self):
        wine = self.make_product(20, name="Wine", membership_access="members")
        order = self.make_order(self.ada, [(wine, 1, 20), (self.month.product_id, 0, 12.95)])
        self.assertTrue(order._get_access_problems())
        order.order_line[1].product_uom_qty = 1
        self.assertFalse(order._get_access_problems())

    def test_without_plans_nobody_asks(self):
        self.env["loyalty.membership.period"].search([]).unlink()
        partners = self.ada | self.ben
        self.env["loyalty.membership.period"]._get_by_product()
        with self.assertQueryCount(0):
            self.assertEqual(partners._get_membership_benefits(), {})
