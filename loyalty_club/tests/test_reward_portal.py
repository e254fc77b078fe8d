"""What a member claims at home, and what the addresses of others give."""

import re

from odoo.tests import HttpCase, tagged

from .reward_case import RewardCase


@tagged("post_install", "-at_install")
class TestRewardPortal(RewardCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("portal", login="portal_member")
        cls.card.partner_id = cls.user.partner_id
        cls.voucher = cls.make_voucher(voucher_days=10)
        cls.service = cls.make_service()

    def open_page(self):
        return self.url_open("/my/club/rewards").text

    def send(self, address, **values):
        page = self.open_page()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"|csrf_token: "([^"]+)"', page)
        return self.url_open(f"/my/club/rewards/{address}", data={"csrf_token": token[1] or token[2], **values}).text

    def claims(self, card=None):
        self.env.invalidate_all()
        return self.env["loyalty.reward.claim"].search([("card_id", "=", (card or self.card).id)])

    def claim_at_home(self, reward, key="one", card=None):
        return self.send("claim", card_id=(card or self.card).id, reward_id=reward.id, request_key=key, note="A wish")

    def test_claim_and_cancel(self):
        self.authenticate("portal_member", "portal_member")
        self.assertIn("Evening with the author", self.open_page())
        self.assertIn("is yours", self.claim_at_home(self.voucher))
        claim = self.claims()
        self.assertEqual((claim.state, claim.by_member, self.points()), ("fulfilled", True, 800))
        self.assertIn(claim.coupon_id.code, self.open_page())
        self.claim_at_home(self.voucher)
        self.assertEqual(len(self.claims()), 1, "the same form sent twice")
        self.assertIn("your points are back", self.send(f"{claim.id}/cancel"))
        self.assertEqual((self.claims().state, self.points()), ("cancelled", 1000))

    def test_a_form_sent_again_after_giving_back(self):
        """The browser's way back shows the old form: what was given back is not the member's."""
        self.authenticate("portal_member", "portal_member")
        self.claim_at_home(self.voucher)
        self.send(f"{self.claims().id}/cancel")
        answer = self.claim_at_home(self.voucher)
        self.assertNotIn("is yours", answer)
        self.assertIn("Claim it anew on this page", answer)
        self.assertEqual((self.claims().state, self.points()), ("cancelled", 1000))
        self.assertIn("is yours", self.claim_at_home(self.voucher, key="two"))

    def test_what_staff_took_up_stays(self):
        self.authenticate("portal_member", "portal_member")
        self.claim_at_home(self.service)
        claim = self.claims()
        self.assertEqual((claim.state, claim.note), ("requested", "A wish"))
        claim.action_reserve()
        self.send(f"{claim.id}/cancel")
        self.assertEqual(self.claims().state, "reserved")

    def test_refusals_are_sentences(self):
        self.authenticate("portal_member", "portal_member")
        self.open_page()
        self.service.budget_count = 1
        self.make_member(self.club, 400, name="Faster")._claim_reward(self.service)
        self.assertIn("has run out", self.claim_at_home(self.service))
        self.assertFalse(self.claims())
        self.assertEqual(self.points(), 1000)

    def test_ids_of_others_give_nothing(self):
        other = self.make_member(self.club, 500, name="Somebody else")
        theirs = other._claim_reward(self.service)
        self.authenticate("portal_member", "portal_member")
        self.send(f"{theirs.id}/cancel")
        self.claim_at_home(self.service, card=other)
        self.assertEqual(self.claims(other), theirs)
        self.assertEqual(theirs.state, "requested")
        self.claim_at_home(self.make_club(name="Other").reward_ids)
        self.send("claim", card_id="x", reward_id="y", request_key="z")
        self.assertFalse(self.claims())
        self.assertNotIn("Somebody else", self.open_page())

    def test_the_way_there(self):
        self.authenticate("portal_member", "portal_member")
        self.assertIn('href="/my/club"', self.url_open("/my/home").text)
        self.assertIn("/my/club/rewards", self.url_open("/my/club").text)
        self.assertIn("/my/club/rewards", self.url_open(f"/my/loyalty_card/{self.card.id}/history").text)
        self.make_user("portal", login="portal_stranger")
        self.authenticate("portal_stranger", "portal_stranger")
        self.assertNotIn("/my/club", self.url_open("/my/home").text)
        self.assertIn("not a member of a club yet", self.open_page())

    def test_two_rewards_from_one_page(self):
        """Going back and claiming something else is another request."""
        self.authenticate("portal_member", "portal_member")
        self.claim_at_home(self.voucher, key="page")
        self.claim_at_home(self.service, key="page")
        self.claim_at_home(self.service, key="page")
        self.assertEqual(self.claims().reward_id, self.voucher | self.service)
        self.assertEqual((len(self.claims()), self.points()), (2, 500))
