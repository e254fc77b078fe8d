"""Coupons that a club gives, and promotions that only its members can use."""

from datetime import date

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .reward_case import RewardCase


@tagged("post_install", "-at_install")
class TestIssuedCoupons(RewardCase):
    def test_one_for_each_partner(self):
        program = self.make_coupons()
        partners = self.partner | self.make_partner("Grace")
        coupons = program._issue_coupons(partners, date(2030, 1, 1), "Welcome")
        self.assertEqual(coupons.partner_id, partners)
        self.assertEqual([coupon.partner_id for coupon in coupons], list(partners))
        self.assertEqual(set(coupons.mapped("expiration_date")), {date(2030, 1, 1)})
        self.assertEqual(set(coupons.history_ids.mapped("description")), {"Welcome"})
        self.assertFalse(program._issue_coupons(self.partner).expiration_date)

    def test_queries_do_not_grow(self):
        program = self.make_coupons()
        partners = self.env["res.partner"].create([{"name": f"Partner {number}"} for number in range(10)])
        batches = (partners[:1], partners[1:4], partners[4:])
        counts = [self.count_queries(program._issue_coupons, batch) for batch in batches]
        self.assertEqual(counts[1], counts[2])

    def test_programs_that_give_none(self):
        program = self.make_coupons()
        program.active = False
        with mute_logger("odoo.addons.loyalty_club.models.reward.coupon"):
            self.assertFalse(program._issue_coupons(self.partner))
            self.assertFalse(self.club._issue_coupons(self.partner))


@tagged("post_install", "-at_install")
class TestMemberPromotions(RewardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.silver, cls.gold = cls.make_tier("Silver", 10), cls.make_tier("Gold", 20)
        reward = {"reward_type": "discount", "discount_mode": "percent", "discount": 10, "required_points": 1}
        cls.promotion = cls.make_stock_program(
            "promotion",
            name="Members' week",
            trigger="auto",
            member_program_id=cls.club.id,
            rule_ids=[Command.clear(), Command.create({"reward_point_mode": "order", "minimum_qty": 0})],
            reward_ids=[Command.clear(), Command.create(reward)],
        )
        cls.stranger = cls.make_partner("Stranger")

    def has_promotion(self, partner):
        order = self.make_order(partner, [(self.product, 1)])
        return self.promotion in {card.program_id for card in order._get_claimable_rewards()}

    def test_only_members(self):
        self.assertTrue(self.has_promotion(self.partner))
        self.assertFalse(self.has_promotion(self.stranger))
        self.card.membership_state = "suspended"
        self.assertFalse(self.has_promotion(self.partner))
        self.promotion.member_program_id = False
        self.assertTrue(self.has_promotion(self.stranger))

    def test_an_account_that_a_quotation_opened_is_no_membership(self):
        order = self.make_order(self.stranger, [(self.product, 1000)])
        self.assertTrue(order.coupon_point_ids.coupon_id.is_club)
        self.assertFalse(self.has_promotion(self.stranger))
        order.action_confirm()
        self.assertTrue(self.has_promotion(self.stranger))

    def test_only_tiers(self):
        self.promotion.member_tier_ids = self.gold
        self.assertFalse(self.has_promotion(self.partner))
        self.give_tier(self.card, self.silver)
        self.assertFalse(self.has_promotion(self.partner))
        self.give_tier(self.card, self.gold)
        self.assertTrue(self.has_promotion(self.partner))

    def test_it_leaves_an_order_whose_customer_changes(self):
        order = self.make_order(self.partner, [(self.product, 1)])
        [card] = [card for card in order._get_claimable_rewards() if card.program_id == self.promotion]
        order._apply_program_reward(self.promotion.reward_ids, card)
        self.assertEqual(order.amount_total, 90)
        order.partner_id = self.stranger
        order._update_programs_and_rewards()
        self.assertEqual(order.amount_total, 100)

    def test_codes_say_who_they_are_for(self):
        self.promotion.write(
            {
                "program_type": "promo_code",
                "rule_ids": [Command.clear(), Command.create({"mode": "with_code", "code": "WEEK"})],
            }
        )
        self.promotion.member_program_id = self.club
        order = self.make_order(self.stranger, [(self.product, 1)])
        self.assertEqual(order._try_apply_code("WEEK"), {"error": "This code is only for members of Club."})
        self.promotion.member_tier_ids = self.gold
        order = self.make_order(self.partner, [(self.product, 1)])
        self.assertIn("members of Club: Gold", order._try_apply_code("WEEK")["error"])
        self.assertIn("invalid", order._try_apply_code("NOTHING")["error"])
        self.give_tier(self.card, self.gold)
        self.assertNotIn("error", order._try_apply_code("WEEK"))

    def test_contacts_that_share_an_account(self):
        self.club.contact_accounts = "company"
        company = self.make_partner("Company", is_company=True)
        contact = self.make_partner("Contact", parent_id=company.id)
        self.make_member(self.club, 10, partner_id=company.id)
        self.assertTrue(self.has_promotion(contact))

    def test_the_till_gets_it_and_for_whom_it_is(self):
        config = self.env["pos.config"].create({"name": "Till"})
        self.promotion.currency_id = config.currency_id
        self.assertIn(self.promotion, config._get_program_ids())
        loaded = self.env["loyalty.program"]._load_pos_data_fields(config)
        self.assertLessEqual({"member_program_id", "member_tier_ids"}, set(loaded))

    def test_settings_that_cannot_be(self):
        other = self.make_club(name="Other")
        tier = self.env["loyalty.tier"].create({"program_id": other.id, "name": "Elsewhere", "min_points": 1})
        cases = [
            (self.promotion, {"member_tier_ids": [Command.set(tier.ids)]}, "no tiers of the club"),
            (self.promotion, {"member_program_id": self.make_coupons().id}, "has no members"),
            (other, {"member_program_id": self.club.id}, "is a club itself"),
        ]
        for program, values, words in cases:
            with self.subTest(words), self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                program.write(values)
