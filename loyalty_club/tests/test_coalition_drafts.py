"""What partners owe while a settlement is a draft, and who is told when little is left of what was paid in advance."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_coalition_settling import SettlingCase

LOW = "mail_activity_type_coalition_low"


@tagged("post_install", "-at_install")
class TestCoalitionDrafts(SettlingCase):
    def settle_months(self, moment):
        with self.at(moment):
            done = self.coalition._settle_months(10)
        self.env.invalidate_all()
        return done

    def is_told_of_low(self):
        self.coalition._warn()
        kind = self.env.ref(f"loyalty_club.{LOW}")
        return len(self.coalition.activity_ids.filtered(lambda activity: activity.activity_type_id == kind))

    def test_a_draft_is_owed_as_before(self):
        self.coalition.write({"max_outstanding": 8, "stop_at_max": True})
        self.use_theirs(2)
        self.add_codes("T9")
        for _state in ("no settlement", "a draft"):
            self.assertEqual((self.coalition.balance, self.coalition.outstanding), (10, 10))
            with self.assertRaisesRegex(UserError, "owes more than agreed"):
                self.theirs._give(self.ada)
            self.settle_months("2026-02-01 12:00:00")
        self.coalition.settlement_ids.action_confirm()
        self.assertEqual((self.coalition.balance, self.coalition.outstanding), (0, 10))

    def test_exactly_what_was_agreed_is_no_more(self):
        self.coalition.write({"max_outstanding": 10, "stop_at_max": True})
        self.use_theirs(2)
        self.coalition._warn()
        self.assertEqual((self.coalition.is_over_max, self.coalition.max_warned), (False, False))
        self.assertTrue(self.use_theirs(1))
        self.coalition._warn()
        self.assertEqual((self.coalition.is_over_max, self.coalition.max_warned), (True, True))

    def test_little_is_left_until_a_package_is_added(self):
        Package = self.env["loyalty.coalition.package"]
        Package.create({"coalition_id": self.coalition.id, "amount": 20}).action_confirm()
        self.coalition.prepaid_low = 8
        self.use_theirs(2)
        self.assertEqual(self.is_told_of_low(), 0)
        self.use_theirs(1)
        self.assertEqual(self.is_told_of_low(), 1)
        self.settle_months("2026-02-01 12:00:00")
        self.assertEqual(self.is_told_of_low(), 1, "a draft changes nothing")
        self.coalition.settlement_ids.action_confirm()
        self.assertEqual((self.is_told_of_low(), self.coalition.prepaid_left), (1, 5))
        Package.create({"coalition_id": self.coalition.id, "amount": 10}).action_confirm()
        self.assertEqual(self.is_told_of_low(), 0, "the activity goes with its cause")
        self.use_theirs(2)
        self.assertEqual(self.is_told_of_low(), 1, "and comes again")

    def test_a_draft_that_waits_takes_in_the_next_month(self):
        self.use_theirs()
        self.assertEqual(self.settle_months("2026-02-01 12:00:00"), (1, 0))
        self.use_theirs(moment="2026-02-10 12:00:00")
        self.assertEqual(self.settle_months("2026-02-11 12:00:00"), (0, 0))
        self.assertEqual(self.settle_months("2026-03-01 12:00:00"), (1, 0))
        self.assertEqual(self.settle_months("2026-03-02 12:00:00"), (0, 0))
        draft = self.coalition.settlement_ids
        self.assertEqual((str(draft.date_to), draft.net, len(draft.activity_ids)), ("2026-02-28", 10, 1))

    def test_the_partner_stays(self):
        other = self.make_partner("Opera", is_company=True)
        self.coalition.partner_id = other
        self.coalition.partner_id = self.ballet
        self.use_theirs()
        with self.assertRaisesRegex(UserError, "the partner, the club"):
            self.coalition.partner_id = other

    def test_cancelled_coupons_were_not_given_out(self):
        self.add_codes("T1", "T2")
        given = [self.theirs._give(self.ada) for _one in range(2)]
        given[1]._cancel()
        self.env.flush_all()
        results = self.env["loyalty.coalition.result"].search([("coalition_id", "=", self.coalition.id)])
        self.assertEqual((sum(results.mapped("issued")), self.theirs.issued_count), (1, 1))

    def test_a_contract_begins_with_a_rate(self):
        money = self.env["res.currency"].create({"name": "CRX", "symbol": "c", "rounding": 0.01})
        contract = self.coalition.copy(
            {"partner_id": self.make_partner("Opera", is_company=True).id, "currency_id": money.id}
        )
        with self.assertRaisesRegex(UserError, "no exchange rate for CRX"):
            contract.action_activate()
        self.env["res.currency.rate"].create({"name": "2026-01-01", "rate": 0.5, "currency_id": money.id})
        contract.action_activate()
        self.assertEqual(contract.state, "active")
