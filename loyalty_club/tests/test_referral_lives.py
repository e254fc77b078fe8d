from odoo.exceptions import AccessError, UserError
from odoo.tests.common import TransactionCase, tagged

from .referral_case import ReferralMixin


@tagged("post_install", "-at_install")
class TestReferralLives(ReferralMixin, TransactionCase):
    """What becomes of invitations when customers are merged or deleted, clubs archived, days over."""

    # --- merging ---

    def test_friend_is_merged(self):
        partner, card, referral = self.bring()
        stays = self.make_partner("Stays")
        self.merge(partner, stays)
        self.assertEqual(referral.partner_id, stays)
        self.buy(stays)
        self.assertEqual(referral.state, "rewarded")
        self.assertPaid(self.card, 55)
        self.assertLedger(card)

    def test_two_friends_are_one(self):
        one, two = self.bring("One"), self.bring("Two")
        self.buy(one[0])
        self.merge(one[0], two[0])
        self.assertRecordValues(
            one[2] | two[2],
            [{"state": "rewarded", "partner_id": two[0].id}, {"state": "refused", "partner_id": False}],
        )
        self.assertEqual(two[2].reason, "merged")
        self.buy(two[0])
        self.assertPaid(self.card, 55)
        self.assertLedger(self.card)

    def test_two_rewarded_friends_are_one(self):
        other = self.make_member(self.club, name="Other member")
        one, (partner, account) = self.bring("One"), self.join("Two")
        two = self.register(partner, other._get_referral_code())
        self.buy(one[0])
        self.buy(partner)
        self.assertPaid(other, 55)
        self.merge(one[0], partner)
        self.assertRecordValues(
            one[2] | two,
            [
                {"state": "rewarded", "reason": False, "partner_id": partner.id, "points_paid": 88},
                {"state": "refused", "reason": "merged", "partner_id": False, "points_paid": 0},
            ],
        )
        self.assertPaid(self.card, 55)
        self.assertPaid(other, 0)
        self.assertEqual(account.points, 200 + 33, "two purchases, and what a friend gets once")
        self.assertLedger(self.card, other, account, one[1])

    def test_member_is_merged(self):
        partner, _card, referral = self.bring()
        stays = self.make_member(self.club, name="Stays")
        self.merge(self.card.partner_id, stays.partner_id)
        self.assertEqual(referral.card_id, stays)
        self.assertEqual(self.Card._find_by_referral_code(self.code), stays)
        self.buy(partner)
        self.assertPaid(stays, 50)
        self.assertLedger(stays)

    def test_who_invited_themselves(self):
        partner, card, referral = self.bring()
        self.buy(partner)
        self.merge(partner, self.card.partner_id)
        self.assertEqual((referral.state, referral.reason), ("refused", "same_account"))
        self.assertEqual(self.card.points, 100, "the purchase itself earned that")
        self.assertLedger(self.card, card)

    def test_circle_of_two_that_merging_closes(self):
        """The invitation that came first stays; what was paid for the other is taken back."""
        member = self.card.partner_id
        friend, _card, first = self.bring()
        first.invited_at = self.days_from_now(-1)
        self.buy(friend)
        other = self.make_member(self.club, name="Noor twice")
        second = self.register(member, other._get_referral_code())
        self.buy(member)
        self.assertEqual((first.state, second.state), ("rewarded", "rewarded"))
        self.merge(other.partner_id, friend)
        self.assertRecordValues(
            first | second,
            [
                {"state": "rewarded", "reason": False, "points_paid": 88},
                {"state": "refused", "reason": "circle", "points_paid": 0},
            ],
        )
        self.assertPaid(self.card, 55)
        self.assertLedger(self.card, other, self.club._get_account(friend))

    def test_circle_of_three_that_merging_closes(self):
        one, _one_card, first = self.bring("One")
        two, two_card = self.join("Two")
        end = self.make_member(self.club, name="End")
        third = self.register(end.partner_id, two_card._get_referral_code())
        third.invited_at = self.days_from_now(-2)
        second = self.register(two, self.make_member(self.club, name="One twice")._get_referral_code())
        second.invited_at = self.days_from_now(-1)
        self.merge(one, second.referrer_id)
        self.assertEqual({first.state, second.state, third.state}, {"registered"}, "a chain is no circle")
        self.merge(self.card.partner_id, end.partner_id)
        self.assertRecordValues(
            first | second | third,
            [
                {"state": "refused", "reason": "circle"},
                {"state": "registered", "reason": False},
                {"state": "registered", "reason": False},
            ],
        )

    # --- deletion, clubs, companies ---

    def test_deleted_friend(self):
        partner = self.make_partner("Noor")
        referral = self.register(partner)
        partner.unlink()
        self.assertRecordValues(referral, [{"state": "invited", "partner_id": False, "friend_name": "A friend"}])
        with self.assertRaises(UserError):
            self.bring()[2].with_user(self.make_user("manager")).unlink()
        referral.with_user(self.make_user("manager", "another")).unlink()

    def test_archived_club(self):
        partner, _card, _referral = self.bring()
        order = self.buy(partner, paid=False)
        self.club.active = False
        self.pay(order.invoice_ids)
        self.assertPaid(self.card, 5)
        self.assertFalse(self.register(self.make_partner("Another")))

    def test_several_clubs(self):
        other = self.make_club(name="Other")
        for trigger in ("referral_joined", "referred_joined"):
            self.env["loyalty.activity"].create(
                {"name": trigger, "program_id": other.id, "trigger": trigger, "points": 7}
            )
        partner, card, referral = self.bring()
        second = other._join(partner)
        member = self.make_member(other, name="Other member")
        self.register(partner, member._get_referral_code())
        self.assertEqual(referral.state, "registered")
        self.assertPaid(card, 3)
        self.assertPaid(second, 7)
        self.assertPaid(member, 7)

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.club.write({"company_id": self.env.company.id})
        stranger = self.make_partner("Stranger", company_id=company.id)
        self.assertFalse(self.register(stranger))
        referral = self.bring()[2]
        user = self.make_user("manager", company_id=company.id, company_ids=[(6, 0, company.ids)])
        self.assertFalse(self.env["loyalty.referral"].with_user(user).search([("id", "=", referral.id)]))
        with self.assertRaises(AccessError):
            referral.with_user(user).action_refuse()

    # --- days ---

    def test_days_of_an_invitation(self):
        referral = self.register(self.make_partner("Noor"))
        self.assertEqual(referral.expires_on, self.days_from_now(30).date())
        self.assertEqual(self.club._expire_referrals(self.days_from_now(30)), 0)
        self.assertEqual(self.club._expire_referrals(self.days_from_now(31)), 1)
        self.assertEqual(referral.state, "expired")
        self.assertEqual(self.register(referral.partner_id), referral)
        self.assertEqual(referral.state, "invited")

    def test_expiry_is_one_statement(self):
        for number in range(5):
            self.register(self.make_partner(f"Friend {number}"))
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.assertEqual(self.env["loyalty.program"]._expire_referrals(self.days_from_now(40)), 5)

    def test_what_does_not_run_out(self):
        self.club.referral_days = 0
        self.assertFalse(self.register(self.make_partner("Noor")).expires_on)
        self.club.referral_days = 30
        self.card.partner_id.write({"street": "High Street 12", "city": "London"})
        waiting = self.register(self.make_partner("Neighbour", street="High Street 12", city="London"))
        self.assertTrue(waiting.is_waiting)
        bought = self.bring("Buyer")
        self.buy(bought[0])
        self.club._expire_referrals(self.days_from_now(100))
        self.assertEqual((waiting.state, bought[2].state), ("invited", "rewarded"))

    # --- rights, queries ---

    def test_decisions_are_for_staff(self):
        referral = self.bring()[2]
        for role in ("auditor", "salesperson", "cashier", "employee", "portal"):
            user = self.make_user(role)
            for method in ("action_refuse", "action_approve"):
                with self.subTest(role, method=method), self.assertRaises(AccessError):
                    getattr(referral.with_user(user), method)()
                if role != "auditor":
                    with self.assertRaises(AccessError):
                        referral.with_user(user).read(["state"])
        with self.assertRaises(AccessError):
            self.card.with_user(self.make_user("club_user")).action_renew_referral_code()

    def test_renewed_code(self):
        self.card.with_user(self.make_user("manager")).action_renew_referral_code()
        self.assertNotEqual(self.card.referral_code, self.code)
        self.assertFalse(self.Card._find_by_referral_code(self.code))

    def count_sync(self, number):
        friends = [self.bring(f"Friend {number} {turn}") for turn in range(number)]
        orders = self.env["sale.order"].union(*(self.buy(partner, paid=False) for partner, _card, _referral in friends))
        self.pay(orders.invoice_ids)
        referrals = self.env["loyalty.referral"].union(*(referral for _partner, _card, referral in friends))
        return self.count_queries(referrals._sync)

    def test_queries_for_one_and_for_many(self):
        self.count_sync(1)
        few, many = self.count_sync(1), self.count_sync(6)
        self.assertEqual(few, many)

    def test_queries_of_the_members_page(self):
        def count():
            return self.count_queries(self.card._get_friends_page)

        self.bring("First")
        count()
        few = count()
        for number in range(5):
            self.bring(f"Friend {number}")
        self.assertEqual(count(), few)
