"""Changes of plan that are charged to the saved means of payment, and money that comes for changes nobody wants."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..controllers.membership import to_amount
from .home_case import HomeCase
from .membership_case import MembershipMixin
from .renewal_case import RenewalCase

DAY, TICK = "2026-02-10 12:00:00", "2026-02-10 12:01:00"


class ChangeCase(RenewalCase):
    """Ada has a month of Plus from 31 January to 27 February and may change to Premium, 31 a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.premium_month = cls.make_period(cls.make_plan(name="Premium"), 31)
        cls.plan.change_plan_ids = cls.premium_month.plan_id
        cls.token = cls.make_token()

    def setUp(self):
        super().setUp()
        self.membership = self.start_in_january(token=self.token)

    def change(self, moment=DAY, amount=None, token=None):
        with self.at(moment):
            due = self.membership._preview_change(self.premium_month)["due"]
            return self.membership._change_and_charge(
                self.premium_month, self.token if token is None else token, due if amount is None else amount
            )

    def get_charges(self):
        return self.env["payment.transaction"].search([("membership_change_id", "=", self.membership.id)], order="id")

    def get_told(self):
        """(notes of activities, notes) of the membership, as text."""
        notes = self.membership.message_ids.filtered(lambda message: not message.tracking_value_ids)
        return "".join(self.membership.activity_ids.mapped(lambda one: str(one.note))), "".join(notes.mapped("body"))


@tagged("post_install", "-at_install")
class TestMembershipChangeCharge(ChangeCase):
    def test_amounts_that_are_none(self):
        """Forged ones charge nothing, and are no error of the server."""
        for text in ("nan", "inf", "-inf", "1e999", "1e308", "22,68", "", None):
            with self.subTest(text=text):
                self.assertEqual(self.change(amount=to_amount(text))[1], False)
        self.assertEqual(to_amount("22.68"), 22.68)

    def test_charged(self):
        """10 of 28 days are over: 8.32 of 12.95 are left."""
        invoice, charged = self.change()
        self.assertTrue(charged)
        self.assertEqual((invoice.amount_residual, self.asked), (22.68, []), "nothing is charged in a request")
        self.assertEqual(self.membership._get_payable(), (self.env["account.move"], None), "it would be paid twice")
        self.assertIn("22.68", self.membership._tell_charging())
        self.tick(TICK)
        self.assertEqual(self.asked, self.get_charges().mapped("reference"))
        self.assertEqual(self.get_charges().mapped(lambda one: (one.amount, one.token_id)), [(22.68, self.token)])
        self.assertEqual(self.membership.plan_id, self.premium_month.plan_id)
        self.assertEqual(self.membership.paid_until, date(2026, 3, 9))
        self.assertIsNone(self.membership._tell_charging())
        self.assertFalse(self.membership.activity_ids)

    def test_twice_is_once(self):
        """A double click, and one more after it has begun."""
        first = self.change()
        self.assertEqual(self.change(), first)
        self.tick(TICK)
        with self.at(TICK):
            again = self.membership._change_and_charge(self.premium_month, self.token, 22.68)
        self.assertEqual(again, (self.env["account.move"], False))
        self.tick("2026-02-10 12:05:00")
        self.assertEqual((len(self.asked), len(self.get_charges())), (1, 1))
        moves = self.env["account.move"].search([("membership_change_id", "=", self.membership.id)])
        self.assertEqual(moves, first[0])

    def test_only_what_was_confirmed(self):
        """Another amount, no confirmation, another means of payment: the invoice is left to be paid."""
        nobody = self.env["payment.token"]
        for options in ({"amount": 22.67}, {"token": nobody}, {"token": self.make_token(self.ben)}):
            with self.subTest(options):
                invoice, charged = self.change(**options)
                self.assertFalse(charged or self.get_charges())
                self.assertEqual(self.membership._get_payable()[0], invoice)
        self.token.active = False
        self.assertFalse(self.change()[1])

    def test_refused_by_the_bank(self):
        """What there was goes on; the customer gets a mail, and pays otherwise."""
        self.bank = "error"
        invoice, _charged = self.change()
        self.tick(TICK)
        self.assertEqual((self.membership.plan_id, self.membership.change_move_id), (self.plan, invoice))
        self.assertIn("could not be charged", self.membership._tell_charging())
        self.assertEqual(self.membership._get_payable()[0], invoice)
        self.assertIn("The card has expired.", self.membership.event_ids.mapped("reason"))
        self.assertEqual(self.get_mails(self.membership), ["Plus: your payment did not work"])
        self.tick("2026-02-11 08:00:00")
        self.assertEqual(len(self.asked), 1, "it is not tried again by itself")
        with self.at("2026-02-11 12:00:00"):
            self.pay(invoice)
        self.assertEqual(self.membership.period_id, self.premium_month)

    def test_given_up_before_it_is_sent(self):
        self.change()
        with self.at(DAY):
            self.membership._cancel()
        self.tick(TICK)
        self.assertEqual((self.asked, self.get_charges().state), ([], "cancel"))

    def test_nothing_else_while_it_is_on_its_way(self):
        self.bank = "pending"
        invoice, _charged = self.change()
        self.tick(TICK)
        with self.at(TICK):
            for period in (self.year, self.month):
                with self.subTest(period.display_name), self.assertRaisesRegex(UserError, "on its way"):
                    self.membership._change_period(period)
            self.assertEqual(self.membership._change_period(self.premium_month), invoice)
        self.tick("2026-02-28 08:00:00")
        self.assertFalse(self.membership._get_open_term(), "the renewal waits for what becomes of the change")
        self.tick("2026-03-01 08:00:00")
        self.assertEqual((self.membership.state, len(self.asked)), ("grace", 1))
        with self.at("2026-03-01 12:00:00"):
            self.get_charges()._set_done()
            self.get_charges()._post_process()
        self.assertEqual((self.membership.state, self.membership.period_id), ("active", self.premium_month))

    def test_no_change_while_a_renewal_is_on_its_way(self):
        self.bank = "pending"
        self.tick("2026-02-28 08:00:00")
        with self.assertRaisesRegex(UserError, "on its way"):
            self.change("2026-02-28 12:00:00")

    def test_begins_before_it_is_paid(self):
        """Plans that start with the order start at once, and are charged all the same."""
        self.premium_month.plan_id.start_on = "order"
        invoice, charged = self.change()
        self.assertEqual((self.membership.period_id, charged), (self.premium_month, True))
        self.tick(TICK)
        self.assertEqual((len(self.asked), invoice.amount_residual), (1, 0))


@tagged("post_install", "-at_install")
class TestMembershipChangeMoney(ChangeCase):
    def test_paid_in_part(self):
        """The change is given up: staff reads what was paid and what to do."""
        invoice, _charged = self.change(amount=0)
        with self.at("2026-02-11 12:00:00"):
            self.pay(invoice, 10)
            self.membership._cancel()
        for told in self.get_told():
            self.assertIn("10.00", told)
            self.assertIn(invoice.name, told)
            self.assertIn("give them back", told)

    def test_paid_late(self):
        """The provider's answer comes after a purchase took the place of the change."""
        self.bank = "pending"
        invoice, _charged = self.change()
        self.tick(TICK)
        with self.at("2026-02-11 12:00:00"):
            self.start()
            self.assertEqual(invoice.payment_state, "reversed")
            self.assertFalse(self.membership.activity_ids)
            self.get_charges()._set_done()
            self.get_charges()._post_process()
            self.get_charges()._post_process()
        self.assertEqual(len(self.membership.activity_ids), 1)
        for told in self.get_told():
            self.assertIn("22.68", told)
        self.assertEqual(self.membership.plan_id, self.plan)

    def test_nothing_was_paid(self):
        self.change(amount=0)
        with self.at("2026-02-11 12:00:00"):
            self.membership._cancel()
        self.assertFalse(self.membership.activity_ids)


@tagged("post_install", "-at_install")
class TestMembershipChangePages(MembershipMixin, HomeCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["website"].search([]).write({"company_id": cls.env.company.id})
        cls.club.ecommerce_ok = True
        cls.premium = cls.make_period(cls.make_plan(name="Premium"), 31)
        cls.plan.change_plan_ids = cls.premium.plan_id
        cls.token = cls.make_token(cls.partner)
        cls.membership = cls.start(cls.partner, token=cls.token)

    def url(self, what=""):
        return f"/my/club/membership/{self.membership.id}{what}"

    def test_confirmed_and_charged(self):
        confirm = self.url(f"/change/{self.premium.id}")
        self.assertIn(f'href="{confirm}"', self.page(self.url("/change")))
        self.assertShows(self.page(confirm), "will be charged to", "1234", "18.05", "Pay in another way")
        answer = self.send(self.url("/change"), period_id=self.premium.id, token_id=self.token.id, due="18.05")
        self.assertShows(answer.text, "18.05", "are being charged to")
        self.assertTrue(answer.url.endswith(self.url()))
        self.assertNotIn("portal_pay", answer.text)
        charge = self.membership.change_move_id.transaction_ids
        self.assertEqual(
            charge.mapped(lambda one: (one.amount, one.state, one.token_id)), [(18.05, "draft", self.token)]
        )
        self.send(self.url("/change"), period_id=self.premium.id, token_id=self.token.id, due="18.05")
        self.assertEqual(self.membership.change_move_id.transaction_ids, charge)

    def test_pay_in_another_way(self):
        """The payment page leads back to the membership, the invoice of something else to itself."""
        for values in ({}, {"token_id": self.token.id, "due": "1"}, {"token_id": "x", "due": "x"}):
            with self.subTest(values):
                answer = self.send(self.url("/change"), period_id=self.premium.id, **values)
                invoice = self.membership.change_move_id
                self.assertIn(f"/my/invoices/{invoice.id}", answer.url)
                self.assertFalse(invoice.transaction_ids)
        self.assertIn(f'data-landing-route="{self.url()}"', answer.text)
        other = self.make_invoice(self.partner, self.month.product_id, 5)
        page = self.page(other.get_portal_url(query_string="&payment=True"))
        self.assertIn(f'data-landing-route="/my/invoices/{other.id}', page)

    def test_nothing_to_confirm(self):
        """Changes that begin later, foreign memberships and unknown periods lead back."""
        other = self.start(self.ben, token=self.make_token(self.ben))
        for path in (self.url(f"/change/{self.year.id}"), self.url("/change/0")):
            self.assertTrue(self.url_open(path).url.endswith(self.url("/change")), path)
        path = f"/my/club/membership/{other.id}/change/{self.premium.id}"
        self.assertTrue(self.url_open(path).url.endswith("/my/club/membership"))
