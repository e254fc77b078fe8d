"""Refunds that turn out to be none: the days that were taken come back, and no gift is given twice."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..engine.membership_gifts import Bought, coupons
from .membership_days import MembershipDaysCase

MOVED_UP = [("2026-01-31", "2026-02-27", "refunded"), ("2026-02-10", "2026-03-12", "paid")]
AS_BOUGHT = [("2026-01-31", "2026-02-27", "paid"), ("2026-02-28", "2026-03-30", "paid")]


@tagged("post_install", "-at_install")
class TestMembershipDaysBack(MembershipDaysCase):
    def test_later_periods_make_room_again(self):
        membership = self.start()
        self.start()
        first = membership.term_ids.sorted("date_from")[0]
        self.freeze("2026-02-10")
        first._note_refunded(12.95)
        self.assertTerms(membership, MOVED_UP)
        self.freeze("2026-02-12")
        first._note_refunded(0)
        self.assertTerms(membership, AS_BOUGHT)
        self.assertEqual((membership.state, str(membership.paid_until)), ("active", "2026-03-30"))
        self.start()
        self.assertEqual(str(membership.paid_until), "2026-04-29")

    def test_a_credit_note_of_an_order(self):
        order = self.buy()
        self.buy()
        membership = self.get_membership()
        self.freeze("2026-02-10")
        note = self.credit(order.invoice_ids)
        self.assertTerms(membership, MOVED_UP)
        note.button_draft()
        self.assertTerms(membership, AS_BOUGHT)
        self.assertEqual(str(membership.paid_until), "2026-03-30")
        order._sync_memberships()
        self.assertEqual(len(membership.term_ids), 2)

    def test_days_that_were_bought_meanwhile(self):
        """Of the first period 18 days are left when it is given back; they follow what was bought since then."""
        membership = self.start()
        first = membership.term_ids
        self.start(period=self.year)
        later = membership.term_ids - first
        self.freeze("2026-02-10")
        first._note_refunded(12.95)
        later.date_from = "2026-02-09"  # another day than the one it moved up to
        first._note_refunded(0)
        self.assertEqual(str(later.date_to), "2027-02-09")
        self.assertEqual((str(first.date_from), str(first.date_to)), ("2027-02-10", "2027-02-27"))

    def test_nobody_bought_anything_since(self):
        membership = self.start()
        self.freeze("2026-02-10")
        membership.term_ids._note_refunded(12.95)
        self.assertEqual(membership.state, "ended")
        membership.term_ids._note_refunded(0)
        self.assertTerms(membership, [("2026-01-31", "2026-02-27", "paid")])
        self.assertEqual(membership.state, "active")

    def test_monthly_coupons_are_given_once_a_month(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Ten off",
                "program_type": "coupons",
                "trigger": "with_code",
                "applies_on": "current",
                "rule_ids": [Command.create({})],
                "reward_ids": [Command.create({"reward_type": "discount", "discount": 10})],
            }
        )
        self.plan.write({"coupon_program_id": program.id, "coupon_every": "month"})
        membership = self.start()
        first = membership.term_ids
        self.start()
        self.run_gifts("2026-02-10")
        self.assertEqual(len(self.rows(membership, "coupon")), 1)
        first._note_refunded(12.95)
        (membership.term_ids - first).date_from = "2026-02-09"
        first._note_refunded(0)
        membership._sync_gifts()
        self.assertEqual(len(self.rows(membership, "coupon")), 1, "February's was given on 31 January")
        self.run_gifts("2026-02-28")
        self.assertEqual([str(row.on_date) for row in self.rows(membership, "coupon")], ["2026-01-31", "2026-02-28"])

    def test_months_that_overlap(self):
        """Periods moved; coupons keep to the days of the first ones, and no month has two."""
        periods = [Bought(1, date(2026, 2, 10), date(2026, 5, 9))]

        def days(*given):
            return [str(found.day) for found in coupons(periods, "month", date(2026, 5, 9), given=given)]

        self.assertEqual(days(), ["2026-02-10", "2026-03-10", "2026-04-10"])
        self.assertEqual(days(date(2026, 1, 31)), ["2026-02-28", "2026-03-31", "2026-04-30"])
        self.assertEqual(days(date(2026, 2, 10)), ["2026-02-10", "2026-03-10", "2026-04-10"])
        self.assertEqual(days(date(2026, 2, 28)), ["2026-04-10"])


@tagged("post_install", "-at_install")
class TestMembershipDaysWaiting(MembershipDaysCase):
    """The refund of a period is taken back after its membership was over: 18 days of it were not used."""

    def setUp(self):
        super().setUp()
        self.membership = self.start()
        self.term = self.membership.term_ids
        self.freeze("2026-02-10")
        self.term._note_refunded(12.95)

    def give(self, target, user="manager"):
        window = self.env["loyalty.membership.step"].with_user(self.make_user(user))
        membership = self.membership.with_user(window.env.user)
        values = membership.action_give_days()["context"]
        window = window.with_context(**values).create({"reason": "Paid again", "target_id": target.id})
        window.action_do()

    def test_given_to_the_new_membership(self):
        again = self.start()
        self.term._note_refunded(0)
        self.assertEqual((self.membership.state, self.membership.waiting_days), ("ended", 18))
        self.assertIn("18 paid days", self.membership.activity_ids.note)
        self.give(again)
        self.assertEqual((str(again.paid_until), self.membership.waiting_days), ("2026-03-27", 0))
        with self.assertRaisesRegex(UserError, "No days wait"):
            self.membership._give_waiting_days(again, "Twice")
        self.term._note_refunded(12.95)
        self.assertEqual(str(again.paid_until), "2026-03-09", "they go with the period they come from")
        self.term._note_refunded(0)
        self.assertEqual((str(again.paid_until), self.membership.waiting_days), ("2026-03-27", 0))
        self.assertEqual(self.membership.state, "ended")

    def test_the_window_offers_the_open_one(self):
        again = self.start()
        self.term._note_refunded(0)
        window = self.env["loyalty.membership.step"].with_context(**self.membership.action_give_days()["context"])
        form = Form(window)
        self.assertEqual((form.target_id, form.waiting_days), (again, 18))

    def test_settled_in_another_way(self):
        """The period is over by now: nothing goes on, and staff hears of it once."""
        self.freeze("2026-03-15")
        self.term._note_refunded(0)
        self.assertEqual((self.membership.state, self.membership.waiting_days), ("ended", 18))
        self.give(self.Membership)
        self.assertEqual((self.membership.waiting_days, len(self.membership.activity_ids)), (0, 1))
        self.assertEqual(self.membership.event_ids.sorted("id")[-1].reason, "Paid again")

    def test_some_days_passed_before_it_went_on(self):
        self.freeze("2026-02-15")
        self.term._note_refunded(0)
        self.assertEqual((self.membership.state, self.membership.waiting_days), ("active", 5))
        self.give(self.membership)
        self.assertEqual((str(self.membership.paid_until), self.membership.waiting_days), ("2026-03-04", 0))
        self.term._note_refunded(12.95)
        self.assertEqual(self.membership.state, "ended", "the days that were given go with the money")
        self.term._note_refunded(0)
        self.assertEqual((self.membership.state, str(self.membership.paid_until)), ("active", "2026-03-04"))

    def test_days_given_to_another_plan_go_with_the_money(self):
        self.freeze("2026-02-15")
        self.term._note_refunded(0)
        other = self.start(period=self.make_period(self.make_plan(name="Gold"), 30))
        until = other.paid_until
        self.give(other)
        self.assertEqual((other.paid_until - until).days, 5)
        self.term._note_refunded(12.95)
        self.assertEqual(other.paid_until, until)

    def test_an_order_that_was_cancelled_for_some_days(self):
        self.plan.start_on = "order"
        order = self.make_sale(self.ben, [(self.month.product_id, 1)])
        membership = self.get_membership(self.ben)
        self.freeze("2026-02-15")
        order._action_cancel()
        self.assertEqual(membership.state, "ended")
        self.freeze("2026-02-20")
        order.action_draft()
        order.action_confirm()
        self.assertEqual((membership.state, membership.waiting_days), ("active", 5))

    def test_refunded_again_before_they_were_given(self):
        self.start()
        self.term._note_refunded(0)
        self.term._note_refunded(12.95)
        self.assertEqual(self.membership.waiting_days, 0)

    def test_not_to_others_and_not_by_others(self):
        self.start()
        self.term._note_refunded(0)
        stranger = self.start(self.ben)
        with self.assertRaisesRegex(UserError, "Choose a membership of Ada"):
            self.give(stranger)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.give(self.get_membership(), "club_user")
        self.assertEqual((self.membership.waiting_days, str(stranger.paid_until)), (18, "2026-03-09"))
