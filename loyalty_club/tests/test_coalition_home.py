"""Coupons of partners in "My club": what the page says, and taking one."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .coalition_case import CoalitionMixin
from .home_case import HomeCase

PAGE = "/my/club/partners"


class CoalitionHome(CoalitionMixin, HomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_coalition()
        cls.card._post_points(100, "accrual", expires_on=None)
        cls.theirs.write({"value_text": "Worth about 15", "conditions": "<p>Not for <b>sandals</b>.</p>", "points": 40})
        cls.add_codes("SHOE-1", "SHOE-2", "SHOE-3")

    def take(self, offer=None, key="first", **values):
        offer = offer or self.theirs
        return self.send(
            f"{PAGE}/take", **{"card_id": self.card.id, "offer_id": offer.id, "request_key": key, **values}
        ).text

    def get_coupons(self):
        return self.env["loyalty.coalition.coupon"].search([("account_id", "=", self.card.id)], order="id")


@tagged("post_install", "-at_install")
class TestCoalitionHome(CoalitionHome):
    def test_what_it_says(self):
        page = self.page(PAGE)
        self.assertShows(page, "Ballet Shoes", "20 % off shoes", "Worth about 15", "<b>sandals</b>", "Take for")
        self.assertHides(page, "SHOE-1", "Your coupons", self.ours.name)
        self.assertIn(f'href="{PAGE}"', self.page("/my/club"))

    def test_take_one(self):
        page = self.take()
        self.assertShows(page, "“20 % off shoes” is yours.", "SHOE-1", "usable at any time", "as often as possible")
        self.assertEqual((self.get_coupons().mapped("code"), self.card.points), (["SHOE-1"], 60))
        self.assertLedger(self.card)

    def test_the_same_form_twice(self):
        self.theirs.limit_per_member = 0
        self.take(key="a")
        self.take(key="a")
        self.assertEqual((len(self.get_coupons()), self.card.points), (1, 60))
        self.take(key="b")
        self.assertEqual((len(self.get_coupons()), self.card.points), (2, 20))
        self.assertShows(self.page(PAGE), "You need 20 stars more.")
        self.assertIn("alert-warning", self.take(key="c"))
        self.assertEqual((len(self.get_coupons()), self.card.points), (2, 20))

    def test_a_form_of_a_coupon_that_was_cancelled(self):
        self.take()
        self.get_coupons()._cancel()
        self.assertShows(self.take(), "was cancelled. Load the page again.")
        self.assertEqual(self.card.points, 100)

    def test_forms_that_were_changed(self):
        other = self.make_club(name="Other")
        foreign = self.theirs.copy({"coalition_id": self.coalition.copy({"program_id": other.id}).id})
        self.add_codes("F1", offer=foreign)
        stranger = self.make_member(self.club, 100)
        automatic = self.theirs.copy({"how": "order", "points": 0})
        self.add_codes("G1", offer=automatic)
        self.take(foreign)
        self.take(self.ours)
        self.take(automatic)
        self.take(card_id=stranger.id)
        self.take(offer_id="x")
        self.take(request_key="")
        self.assertFalse(self.get_coupons())
        self.assertFalse(self.env["loyalty.coalition.coupon"].search([("account_id", "=", stranger.id)]))

    def test_what_cannot_be_had(self):
        silver = self.make_tiers()[1]
        tier, empty, over, segment = (
            self.theirs.copy({"name": name, **values})
            for name, values in (
                ("For silver", {"tier_ids": [Command.set(silver.ids)]}),
                ("All gone", {}),
                ("Long over", {"date_to": "2020-01-01"}),
                ("Somebody's", {"member_domain": "[('name', '=', 'Nobody')]"}),
            )
        )
        self.add_codes("T1", offer=tier)
        page = self.page(PAGE)
        self.assertShows(page, "“For silver” is for Silver.", "All coupons are taken at present.")
        self.assertHides(page, over.name, "Somebody")
        for offer in (tier, empty, over, segment):
            self.take(offer)
        self.assertFalse(self.get_coupons())

    def test_offers_for_memberships(self):
        plan = self.env["loyalty.membership.plan"].create({"name": "Plus", "program_id": self.club.id})
        self.theirs.plan_ids = plan
        self.assertShows(self.page(PAGE), "is for customers with Plus.")
        Membership = type(self.env["loyalty.membership"])
        membership = self.env["loyalty.membership"].new({"plan_id": plan.id})
        running = {self.partner.id: membership}
        with patch.object(Membership, "_get_running", lambda _self, _partners: running):
            self.assertIsNone(self.theirs._get_member_obstacle(self.card))

    def test_states(self):
        self.theirs.write({"limit_per_member": 0, "points": 0, "valid_until": "2030-05-06"})
        for key in "abc":
            self.take(key=key)
        used, cancelled, usable = self.get_coupons()
        used._redeem("S1", 10, 1)
        cancelled._cancel()
        page = self.page(PAGE)
        self.assertShows(page, "Used", "Cancelled", "05/06/2030")
        self.assertEqual((page.count("data-club-copy-code"), page.count("data:image/png;base64,")), (1, 1))
        self.assertLess(page.index(usable.code), page.index(used.code), "what can be used comes first")

    def test_who_left(self):
        self.take()
        self.card.membership_state = "left"
        page = self.page(PAGE)
        self.assertShows(page, "You have left this club.", "SHOE-1")
        self.assertHides(page, "Take for")
        self.assertIn("active members", self.take(key="new"))

    def test_clubs_without_partners(self):
        club = self.make_club(name="Plain")
        card = self.make_member(club, partner_id=self.partner.id)
        contract = self.coalition.copy({"partner_id": self.make_partner("Books", is_company=True).id})
        self.theirs.copy({"coalition_id": contract.id})
        self.assertNotIn(f'href="{PAGE}', self.page(f"/my/club?account={card.id}"))
        contract.program_id = club
        self.assertIn(f'href="{PAGE}', self.page(f"/my/club?account={card.id}"))

    def test_pictures(self):
        url = f"{PAGE}/{self.theirs.id}/image"
        self.assertEqual(self.url_open(url).status_code, 404)
        self.theirs.image_1920 = (
            b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        )
        self.assertEqual(self.url_open(url).headers["Content-Type"], "image/png")
        self.assertIn(url, self.page(PAGE))
        self.assertEqual(self.url_open(f"{PAGE}/{self.ours.id}/image").status_code, 404)

    def count_visit(self):
        for _visit in range(2):
            self.url_open(PAGE)
        return self.count_queries(lambda: self.assertEqual(self.url_open(PAGE).status_code, 200))

    def test_queries(self):
        """The same for few and many offers and coupons."""
        self.theirs.limit_per_member = 0
        self.theirs._give(self.card)
        few = self.count_visit()
        for number in range(4):
            offer = self.theirs.copy({"name": f"Offer {number}", "points": 0})
            self.add_codes(f"N1-{number}", f"N2-{number}", offer=offer)
            offer._give(self.card)
        self.assertEqual(self.count_visit(), few)
