"""Lists of rewards and claims take as many queries for one as for many."""

from odoo.tests import tagged

from .reward_case import RewardCase


@tagged("post_install", "-at_install")
class TestRewardQueries(RewardCase):
    def count(self, action):
        action()  # caches of rules and fields
        return self.count_queries(action)

    def test_refusals_of_rewards_with_budgets(self):
        tier = self.make_tier("Gold", 10)
        rewards = self.reward.browse(
            self.make_service(budget_count=5, limit_per_member=2, min_tier_id=tier.id).id for _each in range(6)
        )
        order = self.make_order(self.partner, [(self.product, 1)])
        one = self.count(lambda: rewards[0]._get_refusals(self.card, origin=order))
        self.assertEqual(self.count(lambda: rewards._get_refusals(self.card, origin=order)), one)
        one = self.count(lambda: self.card._get_claim_problems(rewards[0]))
        self.assertEqual(self.count(lambda: self.card._get_claim_problems(rewards)), one)

    def test_what_is_left_of_budgets(self):
        rewards = self.reward.browse(self.make_service(budget_count=5).id for _each in range(6))
        one = self.count(lambda: rewards[0].mapped("budget_left"))
        self.assertEqual(self.count(lambda: rewards.mapped("budget_left")), one)

    def test_lists_of_fulfilled_vouchers(self):
        voucher = self.make_voucher()
        card = self.make_member(self.club, 5000, name="Grace")
        claims = self.env["loyalty.reward.claim"].browse(card._claim_reward(voucher).id for _each in range(6))
        claims[1].coupon_id.points = 0
        user = self.make_user("club_user")
        spec = {"may_cancel": {}, "coupon_code": {}, "state": {}, "reward_id": {"fields": {"display_name": {}}}}
        listed = claims.with_user(user)
        one = self.count(lambda: listed[0].web_read(spec))
        self.assertEqual(self.count(lambda: listed.web_read(spec)), one)
        self.assertEqual(listed.mapped("may_cancel"), [True, False, True, True, True, True])
