"""What cheats try, and what only shows after somebody was invited."""

from unittest.mock import patch

from odoo import Command
from odoo.tests.common import TransactionCase

from .referral_case import ADDRESS, ReferralMixin


class TestReferralFraud(ReferralMixin, TransactionCase):
    def test_address_that_is_known_with_the_first_purchase(self):
        self.card.partner_id.write(ADDRESS)
        partner, card, referral = self.bring()
        self.assertEqual(referral.state, "registered")
        partner.write(ADDRESS)
        self.buy(partner)
        self.assertTrue(referral.is_waiting)
        self.assertEqual(referral.suspicions, "same_address")
        self.assertPaid(self.card, 5)
        self.assertPaid(card, 3)
        referral.action_approve()
        self.assertFalse(referral.is_waiting)
        self.assertEqual(referral.state, "rewarded")
        self.assertPaid(self.card, 55)
        self.assertPaid(card, 33)

    def test_phone_that_is_known_with_the_first_purchase(self):
        partner, card, referral = self.bring()
        partner.phone = "+98 912 111 222" if self.env.company.country_id.phone_code == 98 else "0912111222"
        self.buy(partner)
        self.assertEqual((referral.state, referral.reason), ("refused", "same_phone"))
        self.assertPaid(self.card, 0)
        self.assertPaid(card, 0)
        self.assertLedger(card, self.card)

    def test_who_was_rewarded_may_move_in(self):
        self.card.partner_id.write(ADDRESS)
        partner, card, referral = self.bring()
        order = self.buy(partner)
        self.assertEqual(referral.state, "rewarded")
        partner.write(ADDRESS)
        self.buy(partner)
        self.assertEqual((referral.state, referral.is_waiting), ("rewarded", False))
        self.assertPaid(self.card, 55)
        self.credit(order)
        self.assertPaid(card, 33 if referral.state == "rewarded" else 3)

    def test_customer_under_another_record(self):
        guest = self.make_partner("Guest", email="visitor@example.com")
        self.make_sale(guest, [(self.product, 1)])
        again = self.make_partner("Guest again", email="Visitor@Example.com")
        referral = self.register(again)
        self.assertEqual((referral.state, referral.reason), ("refused", "known_customer"))
        stranger = self.make_partner("Stranger", email="stranger@example.com")
        self.assertEqual(self.register(stranger).state, "invited")

    def test_addresses_that_are_nobodys(self):
        """What is typed for customers who have no address makes nobody a customer, or like the member."""
        own = self.env.company.partner_id.email = "shop@example.com"
        for number, email in enumerate((own, "guest@example.com")):
            self.make_sale(self.make_partner("Guest", email=email), [(self.product, 1)])
            self.card.partner_id.email = email
            self.assertEqual(self.register(self.make_partner(f"Friend {number}", email=email)).state, "invited")

    def test_goods_that_are_sent_to_the_member(self):
        self.card.partner_id.write(ADDRESS)
        partner, card, referral = self.bring()
        place = self.make_partner("Parcels", parent_id=partner.id, type="delivery", **ADDRESS)
        self.buy(partner)
        self.assertEqual((referral.is_waiting, referral.suspicions), (True, "same_address"))
        self.assertPaid(card, 3)
        colleague = self.join("Colleague")[0]
        self.make_partner("Person", parent_id=colleague.id, type="contact", phone="0912 111 222")
        self.assertEqual(self.register(colleague).state, "registered")
        self.assertTrue(place.active)

    def test_members_who_invite_each_other(self):
        """Everybody bought nothing so far; the last one closes the circle, of two and of three."""
        _one, one_card, first = self.bring("One")
        two, two_card = self.join("Two")
        second = self.register(two, one_card._get_referral_code())
        self.assertEqual((first.state, second.state), ("registered", "registered"))
        closing = self.register(self.card.partner_id, two_card._get_referral_code())
        self.assertEqual((closing.state, closing.reason), ("refused", "circle"))
        self.assertEqual(self.register(self.card.partner_id, one_card._get_referral_code()), closing)
        self.assertEqual((closing.state, closing.reason), ("refused", "circle"))
        self.assertPaid(self.card, 5)
        stranger = self.make_member(self.club, name="Stranger")
        self.register(self.card.partner_id, stranger._get_referral_code())
        self.assertRecordValues(closing, [{"state": "registered", "card_id": stranger.id}])

    def test_a_long_chain_is_one_query(self):
        """However long the way to the first member is: one query."""
        card = self.card
        for number in range(4):
            partner, account = self.join(f"Friend {number}")
            self.register(partner, card._get_referral_code())
            card = account
        self.env.flush_all()
        Referral = self.env["loyalty.referral"]
        with self.assertQueryCount(1):
            found = Referral._find_inviters(card)
        self.assertEqual(len(found), 4)
        self.assertIn(self.card.partner_id.id, found)

    def test_finding_an_address_reads_an_index(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("EXPLAIN SELECT id FROM res_partner WHERE email_normalized = 'ines@example.com'")
        self.assertIn("res_partner_email_normalized_idx", str(self.env.cr.fetchall()))

    def test_paid_back_online(self):
        self.club.earn_on = "order"
        partner, _card, referral = self.bring()
        order = self.make_sale(partner, [(self.product, 1)])
        provider = self.env["payment.provider"].create({"name": "Pay", "code": "none", "state": "test"})
        values = {
            "provider_id": provider.id,
            "payment_method_id": self.env["payment.method"].search([], limit=1).id,
            "amount": order.amount_total,
            "currency_id": order.currency_id.id,
            "partner_id": partner.id,
            "sale_order_ids": [Command.link(order.id)],
        }
        paid = self.env["payment.transaction"].create({**values, "reference": "paid"})
        paid._set_done()
        self.assertEqual(referral.state, "rewarded")
        back = paid._create_child_transaction(order.amount_total, is_refund=True)
        back._set_done()
        self.assertEqual(referral.state, "registered")
        self.assertPaid(self.card, 5)

    def test_renewed_code_of_merged_accounts(self):
        other = self.make_member(self.club, name="Ines twice")
        old = other._get_referral_code()
        self.merge(other.partner_id, self.card.partner_id)
        self.assertEqual(self.Card._find_by_referral_code(old), self.card)
        self.card.action_renew_referral_code()
        self.assertFalse(self.Card._find_by_referral_code(old))
        self.assertFalse(self.Card._find_by_referral_code(self.code))

    def test_renewed_link_of_merged_accounts(self):
        other = self.make_member(self.club, name="Ines twice")
        other._make_link_tokens()
        self.card._make_link_tokens()
        old = other.link_token
        self.merge(other.partner_id, self.card.partner_id)
        self.assertEqual(self.Card._find_by_token(old), self.card)
        self.card.action_renew_link()
        self.assertFalse(self.Card._find_by_token(old))
        self.assertEqual(self.Card._find_by_token(self.card.link_token), self.card)

    def test_confirming_costs_nothing_where_no_club_pays_for_friends(self):
        self.club.activity_rule_ids.unlink()
        partner, _card = self.join()
        asked = []

        def find(model, *args, **kwargs):
            asked.append(args)
            return original(model, *args, **kwargs)

        original = type(self.env["loyalty.referral"]).search
        with patch.object(type(self.env["loyalty.referral"]), "search", find):
            self.buy(partner)
        self.assertFalse(asked)
