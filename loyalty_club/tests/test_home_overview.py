"""The first page of "My club"."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .home_case import HomeCase


@tagged("post_install", "-at_install")
class TestHomeOverview(HomeCase):
    def test_points_and_their_days(self):
        today = self.env.cr.now().date()
        self.card._post_points(50, "accrual", expires_on=today + timedelta(days=20), description="A purchase")
        self.card._post_points(7, "accrual", available_on=today + timedelta(days=3), description="Waiting")
        page = self.page()
        self.assertShows(page, "Corner Club", "50 stars", "usable from", "7 stars", "Use them by", "A purchase")
        self.assertIn('aria-current="page"', page)

    def test_points_set_aside(self):
        self.card._post_points(50, "accrual")
        self.env["loyalty.reservation"].sudo().create(
            {
                "card_id": self.card.id,
                "points": 20,
                "origin_model": "pos.order",
                "origin_key": "till",
                "expires_at": self.days_from_now(1),
            }
        )
        self.assertShows(self.page(), "20 stars", "set aside for a payment")

    def test_progress_by_each_way(self):
        self.make_tiers(min_amount=400)
        qualifying = {"points": 40, "amount": 100, "orders": 1}
        self.card._post_points(40, "accrual", qualifying=qualifying)
        self.assertEqual(
            [(way["percent"], way["missing"]) for way in self.card._get_tier_progress()],
            [(40, "60 stars missing"), (25, "$\xa0300.00 missing")],
        )
        page = self.page()
        self.assertShows(page, "Bronze", "Silver", "by any of these ways", 'aria-valuenow="40"', 'aria-valuenow="25"')
        self.club.tier_qualify = "all"
        self.assertIn("with all of these", self.page())

    def test_what_keeps_the_tier(self):
        self.club.write({"tier_period": "rolling", "tier_period_months": 12})
        self.club.write({"tier_keep": "months_after_reached", "tier_keep_months": 6, "tier_downgrade": "qualified"})
        self.make_tiers()
        self.card._post_points(120, "accrual", qualifying={"points": 120})
        self.assertEqual(self.card.tier_id.name, "Silver")
        self.assertShows(self.page(), "This is the highest tier", "Silver is kept after")

    def test_rewards_within_reach_come_first(self):
        self.club.reward_ids = [
            Command.clear(),
            Command.create({"reward_type": "service", "description": "A journey", "required_points": 90}),
            Command.create({"reward_type": "service", "description": "An evening", "required_points": 20}),
        ]
        self.card._post_points(45, "accrual")
        page = self.page()
        self.assertLess(page.index("An evening"), page.index("A journey"))
        self.assertShows(page, "Within reach", "You need 45 stars more", 'aria-valuenow="50"')

    def test_a_resting_membership(self):
        self.card.membership_state = "suspended"
        self.assertIn("Your membership rests", self.page())

    def test_an_account_that_has_not_joined(self):
        self.assertNotIn("once you have joined", self.page())
        self.card.joined_on = False
        self.assertNotIn("once you have joined", self.page())
        self.club.enrollment = "opt_in"
        self.assertShows(self.page(), "once you have joined", f'href="{self.club._get_club_url()}"')

    def test_nobody_without_an_account(self):
        self.card.active = False
        self.assertShows(self.page(), "You are not a member of a club yet", 'href="/club"')

    def test_several_clubs(self):
        other = self.make_member(self.make_club(name="Second Club"), 33, partner_id=self.partner.id)
        self.assertShows(self.page(f"/my/club?account={other.id}"), "Second Club", "33", f"?account={other.id}")
        self.assertIn("Choose a club", self.page())
        for path in ("/my/club", "/my/club/points", "/my/club/rewards", "/my/club/messages", "/my/club/card"):
            self.assertIn(f'href="{path}?account={other.id}"', self.page(path), "another club, the same page")
        self.assertIn(f'/my/club/points?account={other.id}"', self.page("/my/club/points?filterby=spent&sortby=points"))

    def test_benefits_of_the_tier(self):
        tiers = self.make_tiers(
            point_multiplier=2, free_shipping=True, benefit_html="<p>A <b>cake</b> on birthdays</p>"
        )
        self.assertNotIn("Your benefits", self.page())
        self.card._post_points(100, "accrual", qualifying={"points": 100, "amount": 100, "orders": 1})
        self.assertEqual(self.card.tier_id, tiers[1])
        self.assertShows(
            self.page(), "Your benefits as", "2 times the points", "Free delivery", "<b>cake</b> on birthdays"
        )
        self.card.membership_state = "left"
        self.assertNotIn("Your benefits", self.page(), "they rest, too")

    def test_accounts_of_others(self):
        club = self.make_club(name="Second Club", portal_point_name="pearls")
        other = self.make_member(club, 77, name="Somebody else")
        for account in (other.id, 99999999, "x", "0", -1):
            answer = self.url_open(f"/my/club?account={account}")
            self.assertTrue(answer.url.endswith("/my/club"), answer.url)
            self.assertHides(answer.text, "Second Club", "pearls")

    def test_leaving_and_coming_back(self):
        self.card._post_points(45, "accrual")
        self.assertIn("Leave the club?", self.page())
        self.assertIn("You have left", self.send("/my/club/leave", account=self.card.id).text)
        self.assertEqual((self.card.membership_state, self.card.points), ("left", 45))
        self.assertEqual(self.page().count("You have left this club."), 1, "not again beside every reward")
        self.send("/my/club/leave", account=self.card.id)
        self.assertIn("Welcome back", self.send("/my/club/return", account=self.card.id).text)
        self.assertEqual(self.card.membership_state, "active")

    def test_who_may_not_leave_or_return(self):
        other = self.make_member(self.club, name="Somebody else")
        self.send("/my/club/leave", account=other.id)
        self.assertEqual(other.membership_state, "active")
        self.card.membership_state = "suspended"
        self.assertIn("rests at present", self.send("/my/club/leave", account=self.card.id).text)
        self.send("/my/club/return", account=self.card.id)
        self.assertEqual(self.card.membership_state, "suspended")

    def test_a_shared_account_is_not_left_by_one(self):
        company = self.make_partner("Company", is_company=True)
        self.partner.parent_id = company
        self.card.active = False
        self.club.contact_accounts = "company"
        shared = self.make_member(self.club, 45, partner_id=company.id)
        page = self.page()
        self.assertIn("45 stars", page)
        self.assertNotIn("Leave the club", page)
        self.send("/my/club/leave", account=shared.id)
        self.assertEqual(shared.membership_state, "active")

    def test_one_entry_in_the_customer_account(self):
        self.card._post_points(45, "accrual")
        self.make_activity("social_follow")
        page = self.page("/my/home")
        self.assertShows(page, 'href="/my/club"', "45 stars")
        self.assertHides(page, "/my/club/rewards", "/my/club/claims", f'data-card_id="{self.card.id}"')
        self.card.active = False
        self.assertNotIn('href="/my/club"', self.page("/my/home"))

    def test_cards_that_are_no_accounts_stay_there(self):
        wallet = self.env["loyalty.card"].create(
            {"program_id": self.make_stock_program("ewallet").id, "partner_id": self.partner.id, "points": 12}
        )
        self.assertIn(f'data-card_id="{wallet.id}"', self.page("/my/home"))

    def test_invoices_to_pay(self):
        product = self.make_product(100.0)
        order = self.make_sale(self.partner, [(product, 1)])
        invoice = order._create_invoices()
        counters = ["unpaid_invoice_count", "quotation_count"]
        self.assertEqual(self._count(counters), {"unpaid_invoice_count": 0, "quotation_count": 0})
        invoice.action_post()
        self.assertEqual(self._count(counters)["unpaid_invoice_count"], 1)

    def _count(self, counters):
        return self.make_jsonrpc_request("/my/counters", {"counters": counters})

    def test_points_that_ended_over_night(self):
        """Until the job has booked their end they are in the balance, and cannot be spent."""
        yesterday, tomorrow = (self.days_from_now(days).date() for days in (-1, 1))
        self.card._post_points(60, "adjustment", expires_on=yesterday)
        self.card._post_points(40, "adjustment", expires_on=tomorrow)
        self.card.invalidate_recordset()
        self.assertEqual(self.card._get_next_to_expire(), (tomorrow, 40))
        for path in ("/my/club", "/my/club/points", "/my/club/rewards"):
            with self.subTest(path):
                page = " ".join(self.page(path).split())
                self.assertRegex(page, r"<bdi>60\s*stars</bdi> have expired")
        self.card._expire_points()
        self.card.invalidate_recordset()
        self.assertEqual(self.card._get_next_to_expire(), (tomorrow, 40))
        self.assertNotIn("have expired", self.page())

    def test_pages_of_who_has_no_account(self):
        """An account in a club that was closed is none."""
        self.club.active = False
        paths = ("", "/points", "/rewards", "/friends", "/messages", "/card", "/claims")
        for path in [f"/my/club{path}{query}" for path in paths for query in ("", f"?account={self.card.id}")]:
            with self.subTest(path):
                answer = self.url_open(path)
                self.assertEqual(answer.status_code, 200)
                self.assertIn("not a member of a club yet", answer.text)

    def test_left_and_resting_are_told_apart(self):
        self.env["loyalty.reward"].create(
            {"program_id": self.club.id, "description": "A mug", "reward_type": "service", "required_points": 5}
        )
        for state, sentence in (("left", "You have left this club."), ("suspended", "Your membership rests")):
            self.card.membership_state = state
            with self.subTest(state):
                self.assertIn(sentence, self.page("/my/club/rewards"))
