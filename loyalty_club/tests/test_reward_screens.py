"""Screens of rewards open for whoever may see them, and say something where they are empty."""

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .reward_case import RewardCase
from .screen_case import ScreenMixin

STAFF = ("sales_manager", "cashier", "club_user", "manager", "auditor")
ACTIONS = (
    "loyalty_reward_action_catalogue",
    "loyalty_reward_claim_action",
    "loyalty_card_action_code",
    "loyalty_rule_action_code",
)


@tagged("post_install", "-at_install")
class TestRewardScreens(ScreenMixin, RewardCase):
    staff = STAFF

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_staff()
        cls.tier = cls.make_tier("Gold", 10)
        cls.service = cls.make_service(min_tier_id=cls.tier.id, budget_count=3, budget_amount=30, limit_per_member=2)
        cls.voucher = cls.make_voucher()
        cls.promotion = cls.make_stock_program(
            "promotion", name="Week", member_program_id=cls.club.id, member_tier_ids=cls.tier.ids
        )
        cls.claim = cls.card._claim_reward(cls.voucher)

    def test_rewards_and_promotions_open_for_all_staff(self):
        views = {
            self.service: "loyalty.loyalty_reward_view_form",
            self.voucher: "loyalty_club.loyalty_reward_view_form_catalogue",
            self.promotion: "loyalty.loyalty_program_view_form",
        }
        for role in STAFF:
            for record, view in views.items():
                with self.subTest(role=role, view=view):
                    self.assertTrue(self.read_screen(record, role, view))

    def test_claims_open_for_staff_of_the_club(self):
        for role in ("club_user", "manager", "auditor"):
            with self.subTest(role):
                values = self.read_screen(self.claim, role, "loyalty_club.loyalty_reward_claim_view_form")
                self.assertEqual(values["coupon_code"], self.claim.coupon_id.code)

    def test_actions_have_views_help_and_an_address(self):
        self.assertActions(ACTIONS)

    def test_names(self):
        self.assertEqual(self.service.display_name, "Club - Evening with the author")
        self.assertEqual(self.service.with_context(club_short_name=True).display_name, "Evening with the author")
        self.assertEqual(self.claim.display_name, "Voucher of 20 (Ada)")
        self.assertEqual(self.service.budget_left, "3 of 3, $ 30.00".replace(" 30", "\xa030"))

    def test_managers_make_rewards_in_the_catalogue(self):
        manager = self.users["manager"]
        form = Form(
            self.env["loyalty.reward"].with_user(manager), view="loyalty_club.loyalty_reward_view_form_catalogue"
        )
        form.program_id = self.club
        form.reward_type = "service"
        form.description = "Exchange without questions"
        form.required_points = 50
        reward = form.save()
        self.assertEqual((reward.program_id, reward.reward_type), (self.club, "service"))
        self.assertFalse(reward.has_member_limit or reward.has_budget)
        mine = self.club.with_user(manager)
        mine.reward_ids[0].description = "Another name"
        mine.reward_ids[0].active = False
        mine.active = False
        self.assertFalse(reward.active)
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            reward.with_user(self.users["club_user"]).active = True
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            self.club.with_user(self.users["club_user"]).active = True
