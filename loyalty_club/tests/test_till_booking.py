from odoo.tests import tagged

from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestTillBooking(TillCase):
    """Orders of a till post by themselves, once, whichever call arrives."""

    def test_order_earns_by_itself(self):
        order = self.sell((self.coffee, 3))
        self.assertEntries(self.member, [("accrual", "posted", 30.0, 30.0)])
        entry = self.member.ledger_ids
        self.assertEqual(entry.key, f"pos.order,{order.uuid},accrual,1")
        self.assertEqual((entry.origin_model, entry.origin_id), ("pos.order", order.id))
        self.assertEqual((entry.qualifying_amount, entry.qualifying_orders), (30.0, 1))
        self.assertEqual(self.member.points, 30.0)
        self.assertLedger(self.member)

    def test_sent_twice(self):
        sent = self.ring((self.coffee, 3))
        self.send(sent)
        self.send(sent)
        self.assertEntries(self.member, [("accrual", "posted", 30.0)])

    def test_confirmed_after(self):
        order = self.sell((self.coffee, 3))
        answer = self.confirm(order, 30.0, self.member.id)
        self.confirm(order, 30.0, self.member.id)
        self.assertEntries(self.member, [("accrual", "posted", 30.0)])
        [update] = answer["coupon_updates"]
        self.assertEqual((update["old_id"], update["id"], update["points"]), (self.member.id, self.member.id, 30.0))

    def test_forged_confirmation(self):
        order = self.sell((self.coffee, 3))
        self.confirm(order, 1_000_000, self.member.id)
        self.assertEntries(self.member, [("accrual", "posted", 30.0)])

    def test_new_member(self):
        partner = self.make_partner("New")
        order = self.sell((self.coffee, 2), partner=partner)
        answer = self.confirm(order, 20.0)
        card = self.env["loyalty.card"].search([("partner_id", "=", partner.id)])
        self.assertEntries(card, [("accrual", "posted", 20.0)])
        self.assertEqual([(row["old_id"], row["id"]) for row in answer["coupon_updates"]], [(-1, card.id)])
        self.assertTrue(card.joined_on)

    def test_draft_then_paid(self):
        sent = self.ring((self.coffee, 3))
        self.send({**sent, "state": "draft", "payment_ids": []})
        self.assertEntries(self.member, [])
        self.send({**sent, "lines": []})
        self.assertEntries(self.member, [("accrual", "posted", 30.0)])

    def test_redemption(self):
        self.member._post_points(150, "accrual", expires_on=None)
        reward = self.club.reward_ids
        order = self.sell((self.coffee, 3), self.reward_line(reward, 10.0, coupon_id=self.member.id))
        self.assertEntries(
            self.member,
            [
                ("accrual", "posted", 150.0, 50.0),
                ("accrual", "posted", 30.0, 30.0),
                ("redemption", "posted", -100.0, 0.0),
            ],
        )
        self.assertEqual(order.lines[1].coupon_id, self.member)
        self.assertEqual(self.differences(order), [])
        self.assertLedger(self.member)

    def test_full_refund(self):
        self.member._post_points(150, "accrual", expires_on=None)
        order = self.sell((self.coffee, 3), self.reward_line(self.club.reward_ids, 10.0, coupon_id=self.member.id))
        self.assertEqual(self.member.points, 80.0)
        self.refund(order)
        self.assertEqual(self.member.points, 150.0)
        self.assertLedger(self.member)

    def test_claim_differs(self):
        order = self.sell((self.coffee, 3), claim=self.claimed(45.0))
        self.assertEqual(self.differences(order), [("accrual", "unknown", 45.0, 30.0)])

    def test_what_the_order_shows(self):
        self.member._post_points(150, "accrual", expires_on=None)
        reward = self.reward_line(self.club.reward_ids, 10.0, coupon_id=self.member.id)
        order = self.sell((self.coffee, 3), reward, claim=self.claimed(45.0, 100.0))
        self.assertEqual((order.club_points_display, order.club_entry_count), ("+30 −100", 2))
        self.assertEqual(order.till_difference_count, 1)
        found = self.env["loyalty.till.difference"].search(order.action_open_till_differences()["domain"])
        self.assertEqual(found.order_id, order)
        entries = self.env["loyalty.ledger.entry"].search(order.action_open_club_ledger()["domain"])
        self.assertEqual(sorted(entries.mapped("points")), [-100, 30])
        self.refund(order)
        order.invalidate_recordset()
        self.assertEqual(order.club_points_display, "0")
