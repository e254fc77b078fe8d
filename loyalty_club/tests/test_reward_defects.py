"""Rewards and access: what went wrong once."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.loyalty_club.hooks import uninstall_hook

from .reward_case import RewardCase
from .sale_events import SaleEvents


@tagged("post_install", "-at_install")
class TestRewardAccess(RewardCase):
    """What a remote caller tries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.make_service()

    def test_accounts_of_another_company_cannot_claim(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = self.make_user("club_user", company_id=company.id, company_ids=[Command.set(company.ids)])
        self.club.company_id = self.env.company
        values = {"card_id": self.card.id, "reward_id": self.service.id}
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.env["loyalty.reward.claim.wizard"].with_user(user).create(values).action_claim()
        self.assertEqual(self.points(), 1000)

    def test_defaults_in_the_context_do_not_reach_claims(self):
        """A claim with the account of somebody as its coupon would empty that account when it is cancelled."""
        victim = self.make_member(self.club, 500, name="Victim")
        context = {"default_coupon_id": victim.id, "default_cancelled_at": "2020-01-01", "default_code": "chosen"}
        wizard = (
            self.env["loyalty.reward.claim.wizard"]
            .with_user(self.make_user("club_user"))
            .create({"card_id": self.card.id, "reward_id": self.service.id})
            .with_context(**context)
        )
        claim = self.env["loyalty.reward.claim"].browse(wizard.action_claim()["res_id"])
        self.assertFalse(claim.coupon_id or claim.cancelled_at)
        claim.action_cancel()
        self.assertEqual((self.points(victim), victim.active), (500, True))

    def test_a_code_is_never_chosen_by_the_caller(self):
        voucher = self.make_voucher()
        claim = self.card.with_context(default_code="chosen", default_points=10**6)._claim_reward(voucher)
        self.assertNotEqual(claim.coupon_id.code, "chosen")
        self.assertEqual(claim.coupon_id.points, 1)

    def test_whoever_sells_reads_accounts_whole(self):
        """Callers that name no fields get those that they may read; stock's own need sales and the till."""
        self.card._claim_reward(self.service)
        user = self.make_user("sales_team.group_sale_salesman,point_of_sale.group_pos_user", login="seller")
        self.assertTrue(self.card.with_user(user).read())

    def test_counters_of_budgets_are_not_written(self):
        self.service.budget_count = 5
        for role in ("sales_manager", "manager"):
            mine = self.service.with_user(self.make_user(role))
            with self.subTest(role), self.assertRaises(AccessError):
                mine.used_count = -100
            with self.subTest(role), self.assertRaises(AccessError):
                mine.with_context(default_used_amount=-100).create(
                    {"program_id": self.club.id, "reward_type": "discount", "required_points": 1, "discount": 1}
                )

    def test_salespeople_do_not_write_what_orders_booked(self):
        user = self.make_user("salesperson")
        order = self.make_order(self.partner, [(self.product, 2)])
        order.user_id = user
        booked = {"accrual": {}, "redemption": {"1": [self.card.id, 9000]}}
        values = {"points_revision": 7, "points_before_ledger": booked, "chosen_points": {"1": 0.5}}
        for name, value in values.items():
            with self.subTest(name), self.assertRaises(AccessError):
                order.with_user(user).write({name: value})
            with self.subTest(name), self.assertRaises(AccessError):
                order.with_user(user).create({"partner_id": self.partner.id, name: value})
            with self.subTest(name), self.assertRaises(AccessError):
                context = {f"default_{name}": value}
                order.with_user(user).with_context(**context).create({"partner_id": self.partner.id})

    def test_salespeople_and_cashiers_do_not_reinstate_members(self):
        for role in ("salesperson", "cashier"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.card.with_user(self.make_user(role)).membership_state = "suspended"
        self.card.with_user(self.make_user("club_user")).membership_state = "suspended"
        self.assertEqual(self.card.membership_state, "suspended")


@tagged("post_install", "-at_install")
class TestRewardDefects(SaleEvents, RewardCase):
    def test_an_account_without_a_customer_gets_its_voucher(self):
        card = self.Card.create({"program_id": self.club.id})
        card._post_points(300, "accrual", expires_on=None)
        claim = card._claim_reward(self.make_voucher())
        self.assertTrue(claim.coupon_id.code)
        self.assertFalse(claim.coupon_id.partner_id)
        self.assertEqual(self.points(card), 100)

    def test_whoever_fulfils_may_have_left_or_have_no_access(self):
        employee, manager = self.make_user("employee"), self.make_user("manager")
        manager.active = False
        for user in (employee, manager):
            with self.subTest(user.login):
                claim = self.card._claim_reward(self.make_service(responsible_id=user.id))
                self.assertEqual(claim.state, "requested")

    def test_a_changed_price_of_the_coupon_program_does_not_make_coupons_used(self):
        voucher = self.make_voucher()
        claim = self.card._claim_reward(voucher)
        voucher.voucher_program_id.reward_ids.required_points = 2
        claim.action_cancel()
        self.assertEqual(self.points(), 1000)

    def test_a_coupon_used_in_part_is_used(self):
        voucher = self.make_voucher()
        voucher.voucher_program_id.reward_ids.required_points = 5
        claim = self.card._claim_reward(voucher)
        voucher.voucher_program_id.reward_ids.required_points = 1
        claim.coupon_id.points = 4
        with self.assertRaisesRegex(UserError, "used already"):
            claim.action_cancel()

    def test_vouchers_of_an_archived_program_are_given_back(self):
        voucher = self.make_voucher()
        claim = self.card._claim_reward(voucher)
        voucher.voucher_program_id.active = False
        self.club.active = False
        claim.action_cancel()
        self.assertEqual(self.points(), 1000)
        self.assertLedger(self.card)

    def test_a_reward_that_takes_everything_still_does_with_a_limit(self):
        reward = self.make_reward(
            reward_type="product",
            reward_product_id=self.product.id,
            required_points=100,
            clear_wallet=True,
            limit_per_member=1,
        )
        order = self.order_with(reward)
        self.assertEqual(sum(order.order_line.mapped("points_cost")), 1000)
        order.action_confirm()
        self.assertEqual(self.points(), 0)

    def test_a_choice_that_points_no_longer_suffice_for_goes_down_in_steps(self):
        choice = self.make_reward(points_step=50)
        order = self.make_order(self.partner, [(self.product, 5)])
        order._set_reward_points(choice, self.card, 300)
        self.card._post_points(-880, "redemption")
        order._update_programs_and_rewards()
        self.assertEqual(sum(order.order_line.mapped("points_cost")), 100)
        self.card._post_points(-90, "redemption")
        order._update_programs_and_rewards()
        self.assertFalse(order.order_line.reward_id, "30 points are less than a step")
        self.assertNotIn(choice, order._get_claimable_rewards().get(self.card, choice.browse()))
        self.assertIn("error", order._apply_program_reward(choice, self.card))

    def test_without_a_choice_whole_steps_are_taken(self):
        choice = self.make_reward(points_step=300)
        order = self.make_order(self.partner, [(self.product, 50)])
        self.claim(order, self.card, choice)
        self.assertEqual(sum(order.order_line.mapped("points_cost")), 900)

    def test_confirmed_orders_keep_their_rewards_when_they_are_computed_again(self):
        choice = self.make_reward(points_step=50)
        order = self.make_order(self.partner, [(self.product, 12)])
        order._set_reward_points(choice, self.card, 1000)
        order.action_confirm()
        self.assertEqual(self.points(), 0)
        order._update_programs_and_rewards()
        self.assertEqual((sum(order.order_line.mapped("points_cost")), self.points()), (1000, 0))
        self.assertLedger(self.card)

    def test_a_club_is_over_for_claims_when_it_is_for_orders(self):
        service = self.make_service()
        self.club.date_to = self.env.cr.now().date() - timedelta(days=2)
        with self.assertRaisesRegex(UserError, "at present"):
            self.card._claim_reward(service)

    def test_leaving_does_not_open_promotions_to_everybody(self):
        promotion = self.make_stock_program("promotion", member_program_id=self.club.id)
        other = self.make_stock_program("promotion")
        uninstall_hook(self.env)
        self.assertEqual((promotion.active, other.active), (False, True))

    def test_a_default_in_the_context_limits_a_promotion_too(self):
        Program = self.env["loyalty.program"]
        self.assertFalse(Program._has_member_promotions())
        Program.with_context(default_member_program_id=self.club.id).create(
            {"name": "Promotion", "program_type": "promotion"}
        )
        self.assertTrue(Program._has_member_promotions())


@tagged("post_install", "-at_install")
class TestRewardTiers(RewardCase):
    """Tiers that go, and clubs that are copied or deleted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.silver, cls.gold = cls.make_tier("Silver", 10), cls.make_tier("Gold", 20)

    def make_promotion(self):
        reward = {"reward_type": "discount", "discount_mode": "percent", "discount": 10, "required_points": 1}
        return self.make_stock_program(
            "promotion",
            trigger="auto",
            member_program_id=self.club.id,
            member_tier_ids=[Command.set(self.gold.ids)],
            rule_ids=[Command.clear(), Command.create({"reward_point_mode": "order", "minimum_qty": 0})],
            reward_ids=[Command.clear(), Command.create(reward)],
        )

    def test_archiving_a_tier_does_not_open_its_promotion(self):
        promotion = self.make_promotion()
        self.gold.active = False
        self.env.invalidate_all()
        order = self.make_order(self.partner, [(self.product, 1)])
        self.assertNotIn(promotion, {card.program_id for card in order._get_claimable_rewards()})
        self.assertFalse(promotion._is_for(self.partner))

    def test_archiving_a_tier_does_not_open_its_activities(self):
        activity = self.env["loyalty.activity"].create(
            {
                "program_id": self.club.id,
                "name": "For gold",
                "trigger": "custom",
                "code": "gold",
                "points": 50,
                "tier_ids": [Command.set(self.gold.ids)],
            }
        )
        self.gold.active = False
        self.env.invalidate_all()
        self.card._record_activity("custom", key="once", code="gold")
        self.assertFalse(self.Entry.search([("activity_id", "=", activity.id)]))

    def test_tiers_that_limit_something_are_not_deleted(self):
        promotion = self.make_promotion()
        with self.assertRaisesRegex(UserError, "only for this tier"):
            self.gold.unlink()
        promotion.member_tier_ids = False
        self.gold.unlink()
        self.env["loyalty.activity"].create(
            {
                "program_id": self.club.id,
                "name": "For silver",
                "trigger": "birthday",
                "tier_ids": [Command.set(self.silver.ids)],
            }
        )
        with self.assertRaisesRegex(UserError, "For silver"):
            self.silver.unlink()

    def test_a_club_is_copied_with_its_tiers(self):
        self.club.reward_ids.min_tier_id = self.gold
        self.club.rule_ids.tier_ids = self.silver | self.gold
        voucher = self.make_voucher(min_tier_id=self.silver.id)
        self.env["loyalty.activity"].create(
            {
                "program_id": self.club.id,
                "name": "Birthday",
                "trigger": "birthday",
                "tier_ids": [Command.set(self.gold.ids)],
            }
        )
        for role in ("manager", "sales_manager"):
            with self.subTest(role):
                copy = self.club.with_user(self.make_user(role)).copy().sudo()
                self.assertEqual(copy.tier_ids.mapped("name"), ["Silver", "Gold"])
                self.assertFalse(copy.tier_ids & self.club.tier_ids)
                self.assertEqual(copy.reward_ids.min_tier_id, copy.tier_ids)
                self.assertEqual(copy.rule_ids.tier_ids, copy.tier_ids)
                self.assertEqual(copy.activity_rule_ids.mapped("name"), ["Birthday"])
                self.assertEqual(copy.activity_rule_ids.tier_ids.mapped("name"), ["Gold"])
                self.assertEqual(copy.activity_rule_ids.tier_ids.program_id, copy)
                self.assertEqual(copy.reward_ids.voucher_program_id, voucher.voucher_program_id)
        self.assertEqual(self.club.reward_ids.min_tier_id, self.silver | self.gold)

    def test_a_club_made_by_mistake_is_deleted(self):
        for preset in self.env["loyalty.club.preset"].search([]):
            with self.subTest(preset.code):
                club = preset._create_club()
                self.env.flush_all()
                club.active = False
                club.unlink()
                self.env.flush_all()
                self.assertFalse(club.exists())
