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
        guest = self.make_partner("Guest", email="guest@example.com")
        self.make_sale(guest, [(self.product, 1)])
        again = self.make_partner("Guest again", email="Guest@Example.com")
        referral = self.register(again)
        self.assertEqual((referral.state, referral.reason), ("refused", "known_customer"))
        stranger = self.make_partner("Stranger", email="stranger@example.com")
        self.assertEqual(self.register(stranger).state, "invited")

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
