"""Rewards per order go with the order, and come back with it."""

from odoo.tests import tagged

from .common import ClubCase
from .sale_events import SaleEvents
from .survey_case import SurveyMixin


class SurveyOrdersMixin(SaleEvents, SurveyMixin):
    def answer_about(self, origin, **values):
        """The completed answer to an invitation about an order."""
        invitation = self.invite(self.card, self.plan, origin, **values)
        answer = self.start(self.survey, self.card.partner_id, club_invitation_id=invitation.id)
        return self.complete(answer)

    def paid(self):
        """Points of entries for surveys, in booking order."""
        entries = self.card.ledger_ids.filtered(lambda entry: entry.origin_model == "survey.user_input")
        return entries.sorted("id").mapped("points")


@tagged("post_install", "-at_install")
class TestSurveyOrders(SurveyOrdersMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club()
        cls.card = cls.make_member(cls.club)
        cls.survey = cls.make_survey()
        cls.reward = cls.make_reward(cls.survey, survey_per="order")
        cls.plan = cls.make_plan(cls.survey)
        cls.product = cls.make_product(0)

    def get_figure(self):
        """What the plan says to have paid."""
        self.plan.invalidate_recordset(["points_paid"])
        return self.plan.points_paid

    def order(self):
        return self.make_sale(self.card.partner_id, [(self.product, 2)])

    def test_a_cancelled_order(self):
        order, other = self.order(), self.order()
        answer = self.answer_about(order)
        self.answer_about(other)
        order._action_cancel()
        self.assertEqual(self.paid(), [10, 10, -10])
        back = self.card.ledger_ids.sorted("id")[-1]
        self.assertEqual((back.kind, back.reversed_id.origin_id), ("reversal", answer.id))
        self.assertEqual(answer._get_club_outcome()[0]["reason"], "undone")
        order._action_cancel()
        self.assertEqual(self.paid(), [10, 10, -10], "once")
        self.assertLedger(self.card)

    def test_an_order_that_is_confirmed_again(self):
        order = self.order()
        answer = self.answer_about(order)
        for _time in range(2):
            order._action_cancel()
            order.action_draft()
            self.assertEqual((self.paid()[-1], self.get_figure()), (-10, 0))
            order.action_confirm()
            self.assertEqual(self.get_figure(), 10)
        self.assertEqual(self.paid(), [10, -10, 10, -10, 10])
        self.assertEqual(answer._get_club_outcome()[0]["reason"], "paid")
        self.assertEqual(self.outcome(self.answer_about(order, key="again")), ["before"])
        self.assertLedger(self.card)

    def test_what_staff_took_back_does_not_come_with_the_order(self):
        order = self.order()
        self.answer_about(order)
        self.card.ledger_ids.filtered("activity_id")._reverse()
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self.paid(), [10, -10])

    def test_members_who_left_get_nothing_back(self):
        order = self.order()
        self.answer_about(order)
        order._action_cancel()
        self.card.membership_state = "left"
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self.paid(), [10, -10])

    def test_the_answer_is_opened_again_meanwhile(self):
        order = self.order()
        answer = self.answer_about(order)
        order._action_cancel()
        answer.state = "in_progress"
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self.paid(), [10, -10], "nothing is answered")
        answer._mark_done()
        self.assertEqual(self.paid(), [10, -10, 10])
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self.paid(), [10, -10, 10, -10, 10], "one of the two comes back")

    def test_refunded_in_full_and_in_part(self):
        product = self.make_product(10)
        order, other = (self.make_sale(self.card.partner_id, [(product, 2)]) for _number in range(2))
        self.answer_about(order)
        self.answer_about(other)
        invoice = self.invoice(order)
        self.credit(self.invoice(other), {other.order_line: 1})
        self.assertEqual(self.paid(), [10, 10], "a part of it stands")
        note = self.credit(invoice)
        self.assertEqual(self.paid(), [10, 10, -10])
        note.button_draft()
        self.assertEqual(self.paid(), [10, 10, -10, 10])
        self.assertLedger(self.card)

    def test_an_order_without_points(self):
        """Rules of the club give nothing for it: it is followed all the same."""
        self.club.rule_ids.unlink()
        order = self.order()
        order.coupon_point_ids.unlink()
        self.answer_about(order)
        self.credit(self.invoice(order))
        self.assertEqual(self.paid(), [10, -10])

    def test_an_invoice(self):
        invoice = self.pay(self.invoice(self.make_sale(self.card.partner_id, [(self.make_product(10), 1)])))
        self.answer_about(invoice)
        self.credit(invoice)
        self.assertEqual(self.paid(), [10, -10])

    def test_an_invoice_that_was_deleted(self):
        """Whoever was asked about it can still answer."""
        invoice = self.invoice(self.make_sale(self.card.partner_id, [(self.make_product(10), 1)]))
        invitation = self.invite(self.card, self.plan, invoice)
        invoice.button_draft()
        invoice.with_context(force_delete=True).unlink()
        self.assertFalse(self.survey._get_promised_rewards(invitation))
        answer = self.complete(self.start(self.survey, self.card.partner_id, club_invitation_id=invitation.id))
        self.assertEqual((self.paid(), self.outcome(answer)), ([], ["order_gone"]))

    def test_answered_after_the_order_was_cancelled(self):
        order = self.order()
        invitation = self.invite(self.card, self.plan, order)
        self.assertTrue(self.survey._get_promised_rewards(invitation))
        order._action_cancel()
        self.assertFalse(self.survey._get_promised_rewards(invitation))
        answer = self.complete(self.start(self.survey, self.card.partner_id, club_invitation_id=invitation.id))
        self.assertEqual((self.paid(), self.outcome(answer)), ([], ["order_gone"]))
        self.assertIn("were not cancelled", answer._get_club_thanks()["outcome"][0]["text"])

    def test_quotations_may_be_cancelled(self):
        order = self.order()
        self.answer_about(order, moment="quotation_sent")
        order._action_cancel()
        self.assertEqual(self.paid(), [10])

    def test_rewards_per_member_stay(self):
        self.reward.survey_per = "member"
        order = self.order()
        self.answer_about(order)
        order._action_cancel()
        self.assertEqual(self.paid(), [10], "the answer is worth it, whatever became of the order")

    def test_the_rule_changes_later(self):
        order = self.order()
        self.answer_about(order)
        self.reward.survey_per = "member"
        self.reward.active = False
        order._action_cancel()
        self.assertEqual(self.paid(), [10, -10], "it was paid for the order")

    def test_spent_points_become_arrears(self):
        order = self.order()
        self.answer_about(order)
        self.card._post_points(-10, "redemption")
        order._action_cancel()
        self.assertEqual(self.card.points, -10)
        self.assertEqual(self.card.ledger_ids.sorted("id")[-1].arrears_cause, "refund")
        self.assertLedger(self.card)

    def test_coupons(self):
        self.reward.write({"points": 0, "coupon_program_id": self.make_coupons().id})
        order, other = self.order(), self.order()
        self.answer_about(order)
        coupons = self.Card.search([("program_id", "=", self.reward.coupon_program_id.id)])
        self.answer_about(other)
        used = self.Card.search([("program_id", "=", self.reward.coupon_program_id.id)]) - coupons
        used.points = 0
        (order | other)._action_cancel()
        self.assertEqual((coupons.active, used.active), (False, True))
        order.action_draft()
        order.action_confirm()
        self.assertTrue(coupons.active)

    def test_claims(self):
        self.reward.requires_approval = True
        order = self.order()
        self.answer_about(order)
        claim = self.env["loyalty.activity.claim"].search([("activity_id", "=", self.reward.id)])
        self.assertEqual(claim.state, "submitted")
        order._action_cancel()
        self.assertEqual(claim.state, "refused")

    def test_merged_members(self):
        order = self.order()
        self.answer_about(order)
        target = self.make_member(self.club)
        self.card._merge_into(target)
        order._action_cancel()
        self.assertEqual(target.points, 0)
        order.action_draft()
        order.action_confirm()
        self.assertEqual(target.points, 10)
        self.assertLedger(target)

    def test_queries_do_not_follow_the_number(self):
        counts = []
        for number in (1, 4):
            orders = self.env["sale.order"].union(*(self.order() for _number in range(number)))
            answers = self.env["survey.user_input"].union(*(self.answer_about(order) for order in orders))
            self.env.flush_all()
            counts.append(self.count_queries(answers._take_back_order_rewards))
        self.assertEqual(counts[0], counts[1])
