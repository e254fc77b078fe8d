"""What an activity was paid for is undone: its points, its coupon and the claims that wait for it."""

from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .activity_case import ActivityMixin
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestActivityUndone(ActivityMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.make_member(cls.club)
        cls.book = cls.make_product()
        cls.Claim = cls.env["loyalty.activity.claim"]

    def make_review(self, partner):
        template = self.book.product_tmpl_id
        message = template.message_post(body="Good", message_type="comment", author_id=partner.id)
        return self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("product.template"),
                "res_id": template.id,
                "partner_id": partner.id,
                "rating": 5,
                "consumed": True,
                "message_id": message.id,
            }
        )

    # --- claims ---

    def test_a_review_that_is_hidden_while_its_claim_waits(self):
        self.make_activity("product_review", requires_approval=True)
        self.make_sale(self.card.partner_id, [(self.book, 1)])
        review = self.make_review(self.card.partner_id)
        claim = self.Claim.search([("card_id", "=", self.card.id)])
        review.message_id.is_internal = True
        claim.action_accept()
        self.assertEqual((claim.state, self.card.points), ("refused", 100))
        self.assertIn("hidden", claim.reason)
        review.message_id.is_internal = False
        again = self.Claim.search([("card_id", "=", self.card.id), ("state", "=", "submitted")])
        self.assertEqual(len(again), 1, "published again, it is claimed again")
        again.action_accept()
        self.assertEqual(self.card.points, 110)
        review.message_id.is_internal = True
        self.assertEqual((self.card.points, again.state), (100, "accepted"))
        self.assertLedger()

    def test_what_an_archived_activity_paid_is_taken_back(self):
        activity = self.make_activity("product_review")
        self.make_sale(self.card.partner_id, [(self.book, 1)])
        review = self.make_review(self.card.partner_id)
        self.assertEqual(self.card.points, 110)
        activity.active = False
        review.message_id.is_internal = True
        self.assertEqual(self.card.points, 100)
        self.assertLedger()

    def test_a_claim_is_not_dated_in_the_future(self):
        activity = self.make_activity("social_follow")
        values = {"activity_id": activity.id, "card_id": self.card.id}
        claim = self.Claim.create(values).with_user(self.make_user("manager", login="undone_manager"))
        tomorrow = self.cr.now() + timedelta(days=1)
        with self.assertRaisesRegex(ValidationError, "not in the future"):
            claim.claimed_at = tomorrow
        with self.assertRaisesRegex(ValidationError, "not in the future"):
            self.Claim.create({**values, "claimed_at": tomorrow})
        claim.claimed_at = self.cr.now() - timedelta(days=1)

    # --- reviews in several companies ---

    def test_only_purchases_in_the_company_of_the_club_make_a_buyer(self):
        here, elsewhere = self.env.company, self.env["res.company"].create({"name": "Elsewhere"})
        self.make_activity("product_review")
        everywhere = self.make_club(name="Everywhere", company_id=False, currency_id=here.currency_id.id)
        abroad = self.make_club(name="Abroad", company_id=elsewhere.id, currency_id=here.currency_id.id)
        self.club.company_id = here
        for club in (everywhere, abroad):
            self.make_activity("product_review", program_id=club.id)
        partner = self.make_partner()
        cards = [self.make_member(club, partner_id=partner.id) for club in (self.club, everywhere, abroad)]
        order = self.env["sale.order"].with_company(elsewhere).create(
            {"partner_id": partner.id, "company_id": elsewhere.id,
             "order_line": [Command.create({"product_id": self.book.id, "tax_ids": False})]}
        )  # fmt: skip
        order.state = "sale"
        self.make_review(partner)
        reviewed = [card.ledger_ids.filtered("activity_id").mapped("points") for card in cards]
        self.assertEqual(reviewed, [[], [10], [10]])
        self.make_sale(partner, [(self.book, 1)])
        self.make_review(partner)
        reviewed = [card.ledger_ids.filtered("activity_id").mapped("points") for card in cards]
        self.assertEqual(reviewed, [[10], [10], [10]], "once for the product")

    # --- first purchases ---

    def test_a_first_purchase_without_a_document_is_taken_back(self):
        self.make_activity("first_purchase")
        for key in (None, "offline,1"):
            card = self.make_member(self.club)
            purchase = card._post_points(100, "accrual", key=key, qualifying={"amount": 100, "orders": 1})
            self.assertEqual(card.points, 110)
            purchase._reverse(30)
            self.assertEqual(card.points, 80, "the purchase still counts")
            purchase._reverse()
            self.assertEqual(card.points, 0)
            card._post_points(100, "accrual", qualifying={"amount": 100, "orders": 1})
            self.assertEqual(card.points, 110, "the next one is the first")
        self.assertLedger()

    def test_a_first_purchase_whose_activity_is_archived_is_taken_back(self):
        activity = self.make_activity("first_purchase")
        order = self.make_sale(self.card.partner_id, [(self.book, 1)])
        other = self.make_member(self.club)
        purchase = other._post_points(100, "accrual", qualifying={"amount": 100, "orders": 1})
        self.assertEqual((self.card.points, other.points), (110, 110))
        activity.active = False
        order._action_cancel()
        purchase._reverse()
        self.assertEqual((self.card.points, other.points), (0, 0))
        self.assertLedger()

    def test_a_later_purchase_that_is_undone_takes_nothing_back(self):
        self.make_activity("first_purchase")
        self.card._post_points(100, "accrual", qualifying={"amount": 100, "orders": 1})
        second = self.card._post_points(100, "accrual", qualifying={"amount": 100, "orders": 1})
        second._reverse()
        self.assertEqual(self.card.points, 110)

    # --- coupons ---

    def make_gift(self, card=None, **values):
        """An activity with a coupon: (the entry of the member, the coupon)."""
        program = self.make_coupons(name="Gift")
        activity = self.make_activity(coupon_program_id=program.id, **values)
        entry = self.record("1", card, code=activity.code)
        return entry, self.env["loyalty.card"].search([("program_id", "=", program.id)])

    def test_the_coupon_goes_with_what_it_was_given_for(self):
        for points in (10, 0):
            with self.subTest(points=points):
                card = self.make_member(self.club)
                entry, coupon = self.make_gift(card, points=points, code=f"gift {points}")
                self.assertEqual((coupon.activity_entry_id, coupon.active), (entry, True))
                undo = entry._reverse()
                self.assertFalse(coupon.active)
                undo._reverse()
                self.assertTrue(coupon.active, "the undo was undone")

    def test_part_of_the_points_leaves_the_coupon(self):
        entry, coupon = self.make_gift()
        entry._reverse(4)
        self.assertTrue(coupon.active)
        entry._reverse()
        self.assertFalse(coupon.active)

    def test_a_coupon_that_staff_archived_stays_archived(self):
        entry, coupon = self.make_gift()
        coupon.active = False
        entry._reverse(4)
        self.assertFalse(coupon.active)
        undo = entry._reverse()
        undo._reverse()
        self.assertFalse(coupon.active)

    def test_a_coupon_that_was_used_stays_what_it_is(self):
        entry, coupon = self.make_gift()
        coupon.points = 0
        entry._reverse()
        self.assertTrue(coupon.active)

    def test_a_withdrawn_coupon_is_of_no_use(self):
        entry, coupon = self.make_gift()
        order = self.make_order(self.card.partner_id, [(self.book, 1)])
        self.assertNotIn("error", order._try_apply_code(coupon.code))
        order._apply_program_reward(coupon.program_id.reward_ids, coupon)
        self.assertTrue(order.order_line.filtered("coupon_id"))
        entry._reverse()
        order._update_programs_and_rewards()
        self.assertFalse(order.order_line.filtered("coupon_id"))
        self.assertIn("error", order._try_apply_code(coupon.code))

    def test_many_at_once(self):
        program = self.make_coupons(name="Gift")
        self.make_activity(coupon_program_id=program.id)
        cards = self.Card.union(*(self.make_member(self.club) for _number in range(12)))
        entries = self.Card._record_activities(
            [{"card_id": card.id, "trigger": "custom", "key": "1", "code": "thing"} for card in cards]
        )
        self.assertEqual(program.coupon_ids.activity_entry_id.card_id.partner_id, program.coupon_ids.partner_id)
        self.assertTrue(all(c.activity_entry_id.card_id.partner_id == c.partner_id for c in program.coupon_ids))
        counts = []
        for some in (entries[:1], entries[1:3], entries[3:]):
            counts.append(self.count_queries(some._reverse))
        self.assertEqual(counts[1], counts[2])
        self.assertFalse(program.coupon_ids)
