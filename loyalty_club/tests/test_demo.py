"""The demo data loads, and its books are in order."""

from odoo.tests import TransactionCase, tagged
from odoo.tools import convert_file

from .common import ClubMixin


@tagged("post_install", "-at_install")
class TestDemo(ClubMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stand_in("base.user_demo", lambda: cls.make_user("salesperson", login="club_demo_user"))
        cls.stand_in("base.partner_demo_portal", lambda: cls.make_partner("Portal customer"))
        cls.stand_in("pos_loyalty.loyalty_program", lambda: cls.make_club(name="Loyalty Program"))
        convert_file(cls.env, "loyalty_club", "demo/club_demo.xml", {}, mode="init", noupdate=True)
        cls.shop = cls.env.ref("loyalty_club.demo_club_bookshop")

    @classmethod
    def stand_in(cls, xmlid, make):
        """Databases of tests have no demo data of stock: make the records that ours extends."""
        if not cls.env.ref(xmlid, raise_if_not_found=False):
            cls.env["ir.model.data"]._update_xmlids([{"xml_id": xmlid, "record": make()}])

    def test_books_are_in_order(self):
        self.assertLedger()

    def test_there_is_something_of_everything(self):
        entries = self.Entry.search([("program_id", "=", self.shop.id)])
        kinds = {"accrual", "redemption", "expiration", "reversal", "adjustment", "transfer", "opening"}
        self.assertEqual(set(entries.mapped("kind")), kinds)
        self.assertEqual(self.shop.member_count, 304)
        self.assertTrue(entries.filtered("uncovered"))
        self.assertTrue(self.Card.search_count([("merged_into_id", "!=", False), ("active", "=", False)]))
        self.assertTrue(self.env.ref("loyalty_club.demo_club_circle").pending_points)
        self.assertTrue(self.env["loyalty.reservation"].search_count([("program_id", "=", self.shop.id)]))
        orders = self.env["sale.order"].search([("order_line.product_id.default_code", "=like", "BOOK-%")])
        self.assertEqual(set(orders.mapped("state")), {"draft", "sale", "cancel"})

    def test_rewards_were_claimed(self):
        claims = self.env["loyalty.reward.claim"].search([("program_id", "=", self.shop.id)])
        self.assertEqual(set(claims.mapped("state")), {"requested", "reserved", "fulfilled", "cancelled"})
        self.assertEqual(set(claims.mapped("reward_type")), {"voucher", "service"})

    def test_surveys(self):
        reward = self.env["loyalty.activity"].search([("trigger", "=", "survey_completed")])
        survey = reward.survey_ids
        self.assertEqual(len(survey.user_input_ids), 48)
        self.assertEqual(reward.spent_count, reward.entry_count)
        self.assertGreater(reward.entry_count, 40)

    def test_coupons_of_partners(self):
        coalitions = self.env["loyalty.coalition.partner"].search([("program_id", "=", self.shop.id)])
        self.assertEqual(set(coalitions.mapped("state")), {"active", "ended"})
        states = {"available", "issued", "redeemed", "expired", "disputed"}
        self.assertEqual(set(coalitions.offer_ids.coupon_ids.mapped("state")), states)
        self.assertEqual(set(coalitions.offer_ids.mapped("direction")), {"ours", "theirs"})
        self.assertTrue(coalitions.offer_ids.filtered("is_low"))
        self.assertIn(6, coalitions.mapped("customer_count"))
        self.assertTrue(coalitions.movement_ids.settlement_id)
        coupons = coalitions.offer_ids.coupon_ids
        self.assertAlmostEqual(sum(coupons.mapped("amount")), sum(coalitions.movement_ids.mapped("amount")))

    def test_members_in_each_tier(self):
        tiers = self.shop.tier_ids
        self.assertEqual(tiers.mapped("name"), ["Bronze", "Silver", "Gold"])
        self.assertTrue(all(tier.member_count >= 5 for tier in tiers), tiers.mapped("member_count"))
        reasons = {"reached", "kept", "expired", "manual"}
        changes = self.env["loyalty.tier.change"].search([("program_id", "=", self.shop.id)])
        self.assertLessEqual(reasons, set(changes.mapped("reason")))
        self.assertTrue(changes.coupon_id)

    def test_every_member_bought_or_came_with_a_stamp_card(self):
        without = self.Card.search([("program_id", "=", self.shop.id), ("ledger_ids", "=", False)])
        self.assertFalse(without.mapped("partner_id.name"))

    def test_activities_and_claims(self):
        activities = self.env["loyalty.activity"].search([("program_id", "=", self.shop.id)])
        paid = activities.filtered("entry_count").mapped("trigger")
        self.assertLessEqual({"birthday", "membership_anniversary", "check_in", "social_follow"}, set(paid))
        claims = self.env["loyalty.activity.claim"].search([("program_id", "=", self.shop.id)])
        self.assertEqual(set(claims.mapped("state")), {"submitted", "accepted", "refused"})

    def test_friends_were_invited(self):
        referrals = self.env["loyalty.referral"].search([("program_id", "=", self.shop.id)])
        self.assertEqual((len(referrals), len(referrals.filtered("is_waiting"))), (7, 1))
        self.assertLessEqual({"invited", "refused"}, set(referrals.mapped("state")))

    def test_memberships_in_each_state(self):
        memberships = self.env["loyalty.membership"].search([("program_id", "=", self.shop.id)])
        states = {"trial", "active", "grace", "suspended", "cancelled", "ended"}
        self.assertEqual(set(memberships.mapped("state")), states)
        self.assertEqual(len(memberships), 33)
        today = self.env.cr.now().date()
        self.assertTrue(all(m.started_on <= today <= m.paid_until for m in memberships if m.state == "active"))
        self.assertTrue(self.env["loyalty.membership.month"].search_count([("gone", ">", 0)]))

    def test_nothing_happens_in_the_future(self):
        self.assertFalse(self.Entry.search_count([("posted_at", ">", self.env.cr.now())]))

    def test_memberships_ended_in_different_months(self):
        ended = self.env["loyalty.membership"].search([("program_id", "=", self.shop.id), ("state", "=", "ended")])
        self.assertGreaterEqual(len({(day.year, day.month) for day in ended.mapped("ended_on")}), 6)
        self.assertLessEqual({"cancelled", "not_renewed", "unpaid", "staff"}, set(ended.mapped("end_reason")))
        for membership in ended:
            self.assertEqual(membership.event_ids.sorted("at")[-1].on_date, membership.ended_on)
        kept = self.env["loyalty.membership.cohort"]._read_group(
            [("membership_id", "in", ended.ids)], ["age"], ["share:avg"]
        )
        self.assertEqual(kept[0], (0, 100.0))
        self.assertLess(kept[3][1], 100)
