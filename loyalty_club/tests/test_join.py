"""Joining at home, as the server sees it."""

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .join_case import JoinMixin


@tagged("post_install", "-at_install")
class TestJoin(JoinMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.make_partner("Ada")

    def test_joining_makes_a_member_at_once(self):
        for enrollment in ("auto", "opt_in"):
            self.club.enrollment = enrollment
            partner = self.make_partner(enrollment)
            account = self.club._join_from_home(partner, ["email"])
            self.assertEqual(account.joined_on, self.club._get_local_day(self.env.cr.now()), enrollment)
            self.assertEqual(self.consents_of(partner), {"email": "given"})

    def test_twice_is_once(self):
        self.make_activity("join", points=50)
        account = self.club._join_from_home(self.partner, ["email"])
        self.assertEqual(self.club._join_from_home(self.partner, ["email", "sms"]), account)
        self.assertEqual(account.points, 50)
        consents = self.env["loyalty.consent"].search([("partner_id", "=", self.partner.id)])
        self.assertEqual(sorted(consents.mapped("channel")), ["email", "sms"])
        self.assertEqual(set(consents.mapped("source")), {"website"})
        self.assertIn(self.club._get_consent_company().name, consents[0].text)

    def test_channels_that_nobody_asked_for(self):
        self.club._join_from_home(self.partner, ["email", "pigeon", "call"])
        self.assertEqual(self.consents_of(self.partner), {"email": "given"})

    def test_who_left_comes_back_with_what_is_left(self):
        account = self.make_member(self.club, 120, partner_id=self.partner.id)
        joined_on, account.membership_state = account.joined_on, "left"
        self.assertEqual(self.club._join_from_home(self.partner), account)
        self.assertEqual((account.membership_state, account.points), ("active", 120))
        self.assertEqual(account.joined_on, joined_on)

    def test_who_is_suspended_does_not(self):
        account = self.make_member(self.club, 120, partner_id=self.partner.id)
        account.membership_state = "suspended"
        with self.assertRaisesRegex(UserError, "rests at present"):
            self.club._join_from_home(self.partner, ["email"])
        self.assertEqual(account.membership_state, "suspended")
        self.assertFalse(self.consents_of(self.partner), "nothing is noted where joining is refused")

    def test_nobody_joins_for_the_public(self):
        public = self.env.ref("base.public_partner")
        with self.assertRaisesRegex(UserError, "Sign up or log in"):
            self.club._join_from_home(public)
        self.assertFalse(self.account_of(public))

    def test_clubs_that_take_nobody(self):
        self.club.date_from = self.days_from_now(365).date()
        with self.assertRaisesRegex(UserError, "cannot be joined at present"):
            self.club._join_from_home(self.partner)
        self.club.write({"date_from": False, "date_to": self.days_from_now(-365).date()})
        with self.assertRaisesRegex(UserError, "cannot be joined at present"):
            self.club._join_from_home(self.partner)
        self.club.write({"date_to": False, "closing_on": self.days_from_now(365).date()})
        with self.assertRaisesRegex(UserError, "is closing"):
            self.club._join_from_home(self.partner)
        self.club.write({"closing_on": False, "active": False})
        with self.assertRaisesRegex(UserError, "cannot be joined at present"):
            self.club._join_from_home(self.partner)
        self.assertFalse(self.account_of(self.partner))

    def test_a_customer_of_another_company(self):
        self.partner.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaisesRegex(UserError, "cannot be joined"):
            self.club._join_from_home(self.partner)

    def test_a_contact_joins_for_the_company(self):
        self.club.contact_accounts = "company"
        company = self.make_partner("Firm", is_company=True)
        contact = self.make_partner("Clerk", parent_id=company.id)
        account = self.club._join_from_home(contact, ["email"])
        self.assertEqual(account.partner_id, company)
        self.assertEqual(self.consents_of(contact), {"email": "given"}, "messages are for the person")
        self.assertFalse(self.consents_of(company))
        self.assertEqual(self.club._get_standing(contact), ("member", account))


@tagged("post_install", "-at_install")
class TestOptIn(JoinMixin, TransactionCase):
    """Where joining is asked for, nothing else makes a member."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.enrollment = "opt_in"
        cls.partner = cls.make_partner("Ada")
        cls.product = cls.make_product()

    def test_purchases_before_joining_earn_nothing_later_either(self):
        early = self.make_sale(self.partner, [(self.product, 1)])
        self.assertFalse(self.account_of(self.partner))
        account = self.club._join_from_home(self.partner)
        self.assertEqual(account.points, 0)
        early.order_line.product_uom_qty = 3
        self.assertEqual(account.points, 0, "an order of before stays one of before")
        self.make_sale(self.partner, [(self.product, 1)])
        self.assertEqual(account.points, 100)
        self.assertLedger(account)

    def test_an_account_that_a_cart_opened_is_no_member(self):
        self.club.enrollment = "auto"
        order = self.make_order(self.partner, [(self.product, 1)])
        account = self.account_of(self.partner)
        self.assertTrue(account)
        self.assertFalse(account.joined_on)
        self.club.enrollment = "opt_in"
        self.assertEqual(self.club._get_standing(self.partner)[0], "customer")
        order._update_programs_and_rewards()
        order.action_confirm()
        self.assertFalse(account.joined_on, "a purchase does not make a member here")
        self.assertEqual(account.points, 0)
        self.club._join_from_home(self.partner)
        self.assertTrue(account.joined_on)
        self.assertEqual(account.points, 0)

    def test_a_cart_that_was_filled_before_joining(self):
        order = self.make_order(self.partner, [(self.product, 1)])
        account = self.club._join_from_home(self.partner)
        order._update_programs_and_rewards()
        order.action_confirm()
        self.assertEqual(account.points, 100, "it is bought as a member")
