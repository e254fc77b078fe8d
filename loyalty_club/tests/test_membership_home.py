"""Memberships in "My club": what the page says, and what the customer does there."""

from odoo.tests import HttpCase, tagged

from .home_case import HomeCase
from .membership_case import MembershipMixin

PAGE = "/my/club/membership"


class MembershipHome(MembershipMixin, HomeCase, HttpCase):
    """The visitor is the customer "home_member" with a month of Plus."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.write({"free_shipping": True, "free_shipping_minimum": 35, "point_multiplier": 2})
        cls.env["website"].search([]).write({"company_id": cls.env.company.id})
        cls.club.ecommerce_ok = True
        cls.membership = cls.start(cls.partner)

    def url(self, what=""):
        return f"{PAGE}/{self.membership.id}{what}"


@tagged("post_install", "-at_install")
class TestMembershipHome(MembershipHome):
    def test_what_it_says(self):
        page = self.page(PAGE)
        self.assertShows(
            page, "Plus", "Active", "Paid up to", "It renews after that day", "12.95", "Free delivery from", "35.00",
            "2 times the points", "Nothing yet", "Cancel the membership", self.membership.number,
        )  # fmt: skip
        self.assertHides(page, "Take the cancellation back")
        self.assertIn(f'href="{PAGE}"', self.page("/my/club"))
        self.assertEqual(self.url_open(PAGE).headers["Cache-Control"], "private, no-store")

    def test_savings(self):
        self.env["loyalty.membership.benefit"].create(
            [
                {
                    "membership_id": self.membership.id,
                    "kind": kind,
                    "amount": amount,
                    "on_date": self.membership._get_today(),
                    "key": f"test,{kind}",
                }
                for kind, amount in (("shipping", 100), ("price", 41.2))
            ]
        )
        self.assertShows(self.page(PAGE), "141.20", "saved, ", "Free delivery", "100.00", "41.20", "12.95")

    def test_no_tab_without_plans(self):
        self.plan.website_shown = False
        self.assertIn(f'href="{PAGE}"', self.page("/my/club"), "who has one keeps the page")
        self.membership._end("staff")
        self.assertIn(f'href="{PAGE}"', self.page("/my/club"))
        club = self.make_club(name="Plain")
        self.make_member(club, partner_id=self.partner.id)
        self.assertNotIn(f'href="{PAGE}"', self.page(f"/my/club?account={self.partner._get_own_accounts().filtered(lambda c: c.program_id == club).id}"))  # fmt: skip # noqa: E501

    def test_plans_to_choose(self):
        """Who has none sees what there is; who has one, the others."""
        self.make_period(self.make_plan(name="Premium"), 25)
        self.assertShows(self.page(PAGE), "Other memberships", "Premium", "25.00")
        self.membership._end("staff")
        page = self.page(PAGE)
        self.assertShows(page, "ended", "It ended on", "98.00", "8.17")
        self.assertHides(page, "Cancel the membership", "Let it renew")

    def test_cancel_and_take_back(self):
        page = self.send(self.url("/cancel"), reason="Too dear\0" + "x" * 500).text
        self.assertShows(page, "“Plus” is cancelled.", "Everything goes on up to", "Take the cancellation back")
        self.assertHides(page, "It renews after that day")
        self.assertEqual(self.membership.state, "cancelled")
        event = self.membership.event_ids.filtered(lambda event: event.state_after == "cancelled")
        self.assertEqual(event.reason, ("Too dear" + "x" * 500)[:200])
        self.assertEqual(event.user_id, self.user)
        self.assertShows(self.send(self.url("/cancel")).text, "is cancelled")
        page = self.send(self.url("/take-back")).text
        self.assertShows(page, "goes on as if nothing had happened", "It renews after that day")
        self.assertEqual(self.membership.state, "active")
        self.assertIn("was not cancelled", self.send(self.url("/take-back")).text)

    def test_ended_cannot_be_cancelled(self):
        self.membership._end("staff")
        self.assertIn("alert-warning", self.send(self.url("/cancel")).text)
        self.assertEqual((self.membership.state, self.membership.end_reason), ("ended", "staff"))

    def test_renewal(self):
        self.assertShows(self.send(self.url("/renewal"), is_on="0").text, "does not renew any more", "Let it renew")
        self.assertFalse(self.membership.renews)
        self.send(self.url("/renewal"), is_on="nonsense")
        self.assertFalse(self.membership.renews)
        self.send(self.url("/renewal"), is_on="1")
        self.assertTrue(self.membership.renews)

    def test_means_of_payment(self):
        """Own saved ones only; those of others are not offered and not taken."""
        own, foreign = self.make_token(self.partner), self.make_token(self.ben, payment_details="9999")
        page = self.page(PAGE)
        self.assertIn("1234", page)
        self.assertNotIn("9999", page)
        self.send(self.url("/token"), token_id=foreign.id)
        self.assertFalse(self.membership.token_id)
        self.assertIn("Renewals are charged to", self.send(self.url("/token"), token_id=own.id).text)
        self.assertEqual(self.membership.token_id, own)
        self.send(self.url("/token"), token_id="0")
        self.assertFalse(self.membership.token_id)

    def test_change_of_period(self):
        page = self.page(self.url("/change"))
        self.assertShows(page, "1 year", "98.00", "nothing is due before")
        page = self.send(self.url("/change"), period_id=self.year.id).text
        self.assertIn("With the next period: Plus: 1 year.", page)
        self.assertEqual(self.membership.next_period_id, self.year)
        self.assertIn("Stay with what I have", self.page(self.url("/change")))
        self.send(self.url("/change"), period_id=self.month.id)
        self.assertFalse(self.membership.next_period_id)

    def test_change_to_a_dearer_plan(self):
        """It leads to the invoice; what was chosen is told; foreign plans are not taken."""
        premium = self.make_period(self.make_plan(name="Premium"), 31)
        self.send(self.url("/change"), period_id=premium.id)
        self.assertFalse(self.membership.change_period_id, "the plan does not lead there")
        self.plan.change_plan_ids = premium.plan_id
        page = self.page(self.url("/change"))
        self.assertShows(page, "Premium", "It begins today for", "the days that you have paid for are deducted")
        answer = self.send(self.url("/change"), period_id=premium.id)
        invoice = self.membership.change_move_id
        self.assertEqual(invoice.amount_total, 31 - 12.95, "the first of the days that were paid is today")
        self.assertIn(f"/my/invoices/{invoice.id}", answer.url)
        page = self.page(PAGE)
        self.assertShows(page, "begins when its invoice is paid", "18.05", invoice.name, f"/my/invoices/{invoice.id}")
        self.pay(invoice)
        self.assertShows(self.page(PAGE), "Premium", "31.00")

    def test_grace(self):
        self.membership._move_to("grace", values={"grace_from": self.membership.paid_until})
        self.assertShows(self.page(PAGE), "The payment is missing", "are due", "It ends at once")

    def test_leaving_the_club(self):
        """Whoever pays cancels first."""
        self.assertIn("Cancel your membership first: Plus.", self.send("/my/club/leave", account=self.card.id).text)
        self.assertEqual(self.card.membership_state, "active")
        self.membership._cancel()
        self.send("/my/club/leave", account=self.card.id)
        self.assertEqual(self.card.membership_state, "left")

    def test_foreign_memberships(self):
        """Somebody else's are not shown and not moved."""
        other = self.start(self.ben)
        self.make_token(self.partner)
        self.assertTrue(self.url_open(f"{PAGE}/{other.id}").url.endswith(PAGE))
        before = other.read(["state", "renews", "token_id", "next_period_id"])
        for what, values in (
            ("cancel", {}),
            ("take-back", {}),
            ("renewal", {"is_on": "0"}),
            ("token", {"token_id": "0"}),
            ("change", {"period_id": self.year.id}),
        ):
            with self.subTest(what):
                self.send(f"{PAGE}/{other.id}/{what}", **values)
                self.assertEqual(other.read(["state", "renews", "token_id", "next_period_id"]), before)

    def test_membership_of_the_company(self):
        """Colleagues see what their company shares, and leave it alone."""
        company = self.make_partner("Works", is_company=True)
        self.membership._end("staff")
        self.card.active = False
        self.partner.parent_id = company
        self.club.contact_accounts = "company"
        shared = self.start(company)
        page = self.page(f"{PAGE}/{shared.id}")
        self.assertShows(page, "It belongs to", "Works")
        self.assertHides(page, "Cancel the membership", "Renewal and payment", "Change plan")
        self.send(f"{PAGE}/{shared.id}/cancel")
        self.assertEqual(shared.state, "active")

    def test_invoices(self):
        order = self.buy(self.partner)
        term = self.membership.term_ids.sorted("id")[-1:]
        if not term.sale_line_id:
            term = self.membership._add_term(
                {
                    "kind": "renewal",
                    "state": "paid",
                    "date_from": "2090-01-01",
                    "date_to": "2090-01-31",
                    "move_id": order.invoice_ids.id,
                }
            )
        self.assertShows(self.page(PAGE), order.invoice_ids.name, f"/my/invoices/{order.invoice_ids.id}?access_token=")
