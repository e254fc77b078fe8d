from odoo.exceptions import AccessError, UserError
from odoo.tests.common import TransactionCase

from ..engine.codes import ALPHABET
from .referral_case import ADDRESS, ReferralMixin


class TestReferralRegistering(ReferralMixin, TransactionCase):
    def test_code_is_made_once(self):
        self.assertEqual(len(self.code), 16)
        self.assertLessEqual(set(self.code), set(ALPHABET))
        self.assertEqual(self.card._get_referral_code(), self.code)
        others = self.Card.union(*(self.make_member(self.club) for _number in range(3)))
        self.env.flush_all()
        with self.assertQueryCount(1):
            others._make_referral_codes()
        self.assertEqual(len(set(others.mapped("referral_code"))), 3)

    def test_code_is_found_however_it_is_typed(self):
        shown = self.card.referral_code_display
        self.assertEqual(len(shown), 19)
        for typed in (self.code, shown, shown.lower(), f"  {shown.replace('-', ' ')} "):
            self.assertEqual(self.Card._find_by_referral_code(typed), self.card)
        for typed in ("", None, "0" * 16, self.code[:-1], self.code * 2, "<script>"):
            self.assertFalse(self.Card._find_by_referral_code(typed))

    def test_friend_who_joins(self):
        partner, card = self.join()
        referral = self.register(partner)
        self.assertRecordValues(
            referral,
            [
                {
                    "card_id": self.card.id,
                    "partner_id": partner.id,
                    "state": "registered",
                    "source": "signup",
                    "code": self.code,
                    "points_paid": 8,
                }
            ],
        )
        self.assertPaid(self.card, 5)
        self.assertPaid(card, 3)
        self.assertEqual(card.referred_by_id, self.card)
        self.assertEqual(self.card.referral_count, 1)
        self.assertEqual(self.register(partner), referral)
        self.assertPaid(self.card, 5)
        self.assertLedger(card, self.card)

    def test_friend_who_joins_later(self):
        partner = self.make_partner("Noor Friend")
        referral = self.register(partner, source="cart")
        self.assertEqual(referral.state, "invited")
        self.assertPaid(self.card, 0)
        self.club._join(partner)
        self.assertEqual(referral.state, "registered")
        self.assertPaid(self.card, 5)

    def test_member_of_before_joins_through_nobody(self):
        partner, card = self.join()
        card.joined_on = self.days_from_now(-40).date()
        referral = self.register(partner)
        self.assertEqual(referral.state, "registered")
        self.assertPaid(self.card, 0)
        self.buy(partner)
        self.assertEqual(referral.state, "rewarded")
        self.assertPaid(self.card, 50)

    def test_unknown_code(self):
        partner, _card = self.join()
        self.assertFalse(self.register(partner, "0" * 16))
        self.assertFalse(self.register(self.env.ref("base.public_partner")))
        self.assertFalse(self.register(self.env["res.partner"]))

    def test_club_that_pays_nothing_for_friends(self):
        partner, _card = self.join()
        self.club.activity_rule_ids.active = False
        self.assertFalse(self.register(partner))

    def refused(self, reason, partner, code=None):
        referral = self.register(partner, code)
        self.assertEqual((referral.state, referral.reason), ("refused", reason))
        self.assertPaid(self.card, 0)
        return referral

    def test_own_code(self):
        self.refused("own_code", self.card.partner_id)

    def test_contact_who_shares_the_account(self):
        self.club.contact_accounts = "company"
        company = self.make_partner("Company", is_company=True)
        boss, clerk = (self.make_partner(name, parent_id=company.id) for name in ("Boss", "Clerk"))
        account = self.club._join(boss)
        self.assertEqual(account.partner_id, company)
        self.refused("same_account", clerk, account._get_referral_code())

    def test_same_phone(self):
        partner, _card = self.join(phone="(0912) 111-222", country_id=self.env.company.country_id.id)
        self.refused("same_phone", partner)

    def test_same_email(self):
        partner, _card = self.join(email="Ines@Example.com")
        self.refused("same_email", partner)

    def test_existing_customer(self):
        partner = self.make_partner("Old Customer")
        order = self.make_order(partner, [(self.product, 1)])
        order.write({"state": "sale", "date_order": "2020-01-01"})
        self.club._join(partner)
        self.refused("known_customer", partner)

    def test_code_after_the_first_purchase(self):
        partner, _card = self.join()
        self.buy(partner)
        self.refused("late_code", partner)

    def test_limit_of_a_month(self):
        self.club.referral_month_limit = 2
        first, second = self.bring("One")[2], self.bring("Two")[2]
        partner, _card = self.join("Three")
        third = self.register(partner)
        self.assertEqual([r.state for r in (first, second, third)], ["registered", "registered", "refused"])
        self.assertEqual(third.reason, "limit")
        with self.at(self.days_from_now(40)):
            self.assertEqual(self.register(partner), third)
        self.assertEqual(third.state, "registered")

    def test_member_who_may_not_invite(self):
        partner, _card = self.join()
        for state in ("suspended", "left"):
            self.card.membership_state = state
            self.refused("inactive", partner)
        self.card.membership_state = "active"
        self.assertEqual(self.register(partner).state, "registered")

    def test_suspicious_ones_wait(self):
        self.card.partner_id.write(ADDRESS)
        partner, card = self.join(email="in.es+x@example.com", **ADDRESS)
        referral = self.register(partner)
        self.assertTrue(referral.is_waiting)
        self.assertEqual(referral.suspicions, "similar_email,same_address")
        self.assertPaid(self.card, 0)
        self.buy(partner)
        self.assertPaid(self.card, 0)
        referral.with_user(self.make_user("club_user")).action_approve()
        self.assertEqual(referral.state, "rewarded")
        self.assertPaid(self.card, 55)
        self.assertPaid(card, 33)
        referral.action_approve()
        self.assertPaid(self.card, 55)

    def test_what_is_suspicious_is_up_to_the_club(self):
        self.club.write({"referral_same_phone": "accept", "referral_same_email": "wait"})
        partner, _card = self.join(email="ines@example.com", phone="0912111222")
        referral = self.register(partner)
        self.assertEqual((referral.is_waiting, referral.suspicions), (True, "same_email"))

    def test_somebody_has_one_inviter(self):
        partner, _card, referral = self.bring()
        other = self.make_member(self.club, name="Other")
        self.assertEqual(self.register(partner, other._get_referral_code()), referral)
        self.assertEqual(referral.card_id, self.card)

    def test_another_code_after_the_own_one(self):
        other = self.make_member(self.club, name="Other")
        referral = self.register(other.partner_id, other._get_referral_code())
        self.assertEqual(referral.reason, "own_code")
        self.assertEqual(self.register(other.partner_id), referral)
        self.assertRecordValues(referral, [{"state": "registered", "card_id": self.card.id, "reason": False}])

    def test_entered_by_staff(self):
        partner = self.make_partner("Noor Friend")
        Referral = self.env["loyalty.referral"].with_user(self.make_user("manager"))
        values = {"card_id": self.card.id, "partner_id": partner.id, "state": "rewarded", "note": "told us"}
        referral = Referral.create(values)
        self.assertRecordValues(referral, [{"state": "invited", "source": "staff", "note": "told us"}])
        with self.assertRaises(UserError):
            Referral.create(values)
        with self.assertRaises(UserError):
            referral.write({"state": "rewarded"})
        with self.assertRaises(UserError):
            referral.card_id = self.make_member(self.club)
        referral.note = "changed"
        with self.assertRaises(AccessError):
            Referral.with_user(self.make_user("club_user")).create(values)
        with self.assertRaises(AccessError):
            referral.with_user(self.make_user("auditor")).action_approve()
