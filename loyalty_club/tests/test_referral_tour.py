"""A member invites, a friend joins and buys, both are rewarded: in a real browser, on a phone and on a desk."""

from odoo.tests import HttpCase, new_test_user, tagged

from .referral_case import ReferralMixin


class ReferralTour(ReferralMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        context = {"no_reset_password": True, "mail_create_nolog": True}
        user = new_test_user(cls.env, login="ines", groups="base.group_portal", name="Ines", context=context)
        cls.card.partner_id = user.partner_id
        cls.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        cls.env["website"].search([]).cookies_bar = False

    def invite_and_reward(self):
        self.start_tour(f"/club/r/{self.code}", "club_referral_friend", timeout=120)
        friend = self.env["res.users"].search([("login", "=", "noor@example.com")]).partner_id
        referral = self.env["loyalty.referral"].search([("partner_id", "=", friend.id)])
        self.assertRecordValues(referral, [{"state": "registered", "card_id": self.card.id}])
        with self.at(self.days_from_now(1)):  # the clock of the test stands still since before the friend signed up
            self.buy(friend)
        self.assertEqual(referral.state, "rewarded")
        self.assertPaid(self.card, 55)
        self.assertPaid(self.club._get_account(friend), 33)
        self.start_tour("/my/club/friends", "club_referral_member", login="ines", timeout=120)


@tagged("post_install", "-at_install")
class TestReferralTourPhone(ReferralTour, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_friend_on_a_phone(self):
        self.invite_and_reward()


@tagged("post_install", "-at_install")
class TestReferralTourDesk(ReferralTour, HttpCase):
    browser_size = "1366x768"

    def test_friend_on_a_desk(self):
        self.invite_and_reward()
