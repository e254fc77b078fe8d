"""What the job of coupons and cash back gives, it gives to all at once."""

from odoo.tests import tagged

from .membership_days import MembershipDaysCase


@tagged("post_install", "-at_install")
class TestMembershipGiftSets(MembershipDaysCase):
    def begin(self, number, period=None):
        partners = [self.make_partner(f"P{number}-{turn}") for turn in range(number)]
        return self.Membership.union(*(self.start(partner, period) for partner in partners))

    def assertSameQueries(self, prepare, **plan):  # noqa: N802
        """What is due to ten takes no more queries than what is due to one. ``prepare``: called with memberships."""
        counts = []
        for number in (1, 1, 10):  # the first one fills caches
            self.freeze("2026-01-31")
            self.plan.write(dict.fromkeys(plan, False))
            memberships = self.begin(number, self.year)
            prepare(memberships)
            self.plan.write({**plan, "welcome_since": False, "coupon_since": False, "cashback_since": False})
            self.freeze("2027-01-31")
            counts.append(self.count_queries(memberships._sync_gifts))
            self.assertEqual(len(memberships.benefit_ids), number)
        self.assertLessEqual(counts[2], counts[1] + 3)
        return memberships

    def test_welcome_points(self):
        memberships = self.assertSameQueries(lambda _memberships: None, welcome_points=200)
        self.assertEqual(set(memberships.card_id.mapped("points")), {200})

    def test_vouchers(self):
        product = self.make_product(1.0)
        self.club.rule_ids.reward_point_amount = 0.0000001

        def spend(memberships):
            for membership in memberships:
                self.make_sale(membership.partner_id, [(product, 1, 1000)], date_order=self.env.cr.now())

        for kind in ("gift_card", "ewallet"):
            with self.subTest(kind=kind):
                program = self.make_stock_program(kind)
                self.plan.write({"cashback_as": "voucher", "cashback_program_id": program.id})
                memberships = self.assertSameQueries(spend, cashback_percent=2)
                cards = memberships.benefit_ids.coupon_id
                self.assertEqual((len(cards), set(cards.mapped("points"))), (10, {20}))
                self.assertEqual(len(cards.history_ids), 10)
                self.assertEqual(cards.partner_id, memberships.partner_id)

    def test_vouchers_that_are_archived_keep_nobody_from_renewing(self):
        """Their money waits; a purchase, an end, and what others are given does not."""
        product, program = self.make_product(1.0), self.make_stock_program("gift_card")
        self.plan.write({"cashback_as": "voucher", "cashback_program_id": program.id, "cashback_percent": 2})
        self.freeze("2026-01-31")
        ada, ben = self.start(period=self.year), self.start(self.ben, self.year)
        self.make_sale(self.ada, [(product, 1, 1000)], date_order=self.env.cr.now())
        program.active = False
        self.freeze("2027-01-31")
        self.assertEqual(self.start(period=self.year), ada)
        ben._end("staff", "Asked")
        self.assertEqual((str(ada.paid_until), ben.state), ("2028-01-30", "ended"))
        self.assertEqual(str(ada.gift_on), "2027-02-01", "the job looks every day")
        program.active = True
        self.run_gifts("2027-02-01")
        self.assertEqual(self.rows(ada, "cashback").mapped("amount"), [20])
