"""What was bought at the till: asked by the job, and by a code on the receipt that works without the network."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .survey_plan_case import START, SurveyPlanMixin
from .till_case import TillCase


class SurveyTillCase(SurveyPlanMixin, TillCase):
    def make_plan(self, moment="till", **values):
        """A plan that runs since an hour ago: tills do not sell in the past."""
        started = self.env.cr.now().replace(microsecond=0) - timedelta(hours=1)
        return super().make_plan(moment, started=started, **{"company_id": self.company.id, **values})

    def ask_now(self, plan, days=0):
        now = self.env.cr.now().replace(microsecond=0) + timedelta(days=days, minutes=1)
        with self.at(now):
            return plan._ask(plan._look())


@tagged("post_install", "-at_install")
class TestSurveyPlanTill(SurveyTillCase):
    def test_an_order_of_the_till(self):
        plan = self.make_plan()
        order = self.sell((self.coffee, 1))
        self.sell((self.coffee, 1), partner=False)
        made = self.ask_now(plan)
        self.assertEqual(self.asked(plan), [(self.member.partner_id, "planned", False, order)])
        self.assertEqual((made.account_id, made.about), (self.member, order.display_name))

    def test_an_order_that_came_back_before_the_delay_is_over(self):
        plan = self.make_plan(delay_days=2)
        gone = self.sell((self.coffee, 1))
        kept = self.sell((self.coffee, 2))
        self.refund(gone)
        self.refund(kept, {kept.lines: 1})
        self.assertFalse(self.ask_now(plan))
        self.ask_now(plan, days=3)
        self.assertEqual(self.asked(plan), [(self.member.partner_id, "planned", False, kept)])

    def test_a_till_invoice_is_no_invoice_paid(self):
        self.member.partner_id.write({"street": "Lane 1", "city": "Town"})
        plan = self.make_plan("invoice_paid")
        order = self.sell((self.coffee, 1), to_invoice=True)
        self.assertTrue(order.account_move)
        self.assertFalse(self.ask_now(plan))

    def test_receipts_of_a_club_that_is_not_shown(self):
        self.club.portal_visible = False
        with self.assertRaisesRegex(UserError, "not shown to customers"):
            self.make_plan(channel="qr")

    def test_a_sales_order_that_is_settled_is_one_purchase(self):
        self.cashier.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        plan, receipt = self.make_plan(), self.make_plan(channel="qr")
        sale = self.make_sale(self.member.partner_id, [(self.coffee, 2)])
        settled = {"sale_order_origin_id": sale.id, "sale_order_line_id": sale.order_line.id}
        first = self.sell(self.line(self.coffee, 1, **settled))
        second = self.sell(self.line(self.coffee, 1, **settled))
        other = self.sell((self.coffee, 1))
        keys = (first | second | other)._get_purchase_keys()
        self.assertEqual([*keys.values()], [f"sale.order,{sale.id}"] * 2 + [f"pos.order,{other.id}"])
        self.company.club_survey_rest_days = 0
        self.ask_now(plan)
        self.assertCountEqual([row[3] for row in self.asked(plan)], [first, other], "the settled one once")
        asked = self.Invitation.search([("plan_id", "=", plan.id)], order="origin_id")
        self.assertEqual(asked.mapped("purchase_key"), [f"sale.order,{sale.id}", f"pos.order,{other.id}"])
        self.assertEqual(first._get_receipt_invitation() | second._get_receipt_invitation(), asked[0])
        self.assertFalse(self.asked(receipt), "asked by mail already")
        asked[0].sudo().state = "not_sent"
        self.assertEqual(first._get_receipt_invitation(), second._get_receipt_invitation())
        self.assertEqual(len(self.asked(receipt)), 1)
        reward = self.env["loyalty.activity"].create(
            {"name": "Survey", "program_id": self.club.id, "trigger": "survey_completed", "survey_per": "order"}
        )
        about_sale = asked[0].sudo().copy({"origin_model": "sale.order", "origin_id": sale.id, "key": "about the sale"})
        self.assertEqual(asked[0]._get_reward_key(reward), about_sale._get_reward_key(reward), "paid once")

    def test_the_receipt_knows_whom_to_ask(self):
        def asked(card):
            card.invalidate_recordset(["till_status"])
            return card.with_company(self.company).till_status["survey"]

        self.assertFalse(asked(self.member))
        plan = self.make_plan(channel="qr")
        self.assertEqual(asked(self.member), f"{self.company.get_base_url()}/club/q/")
        self.assertFalse(asked(self.make_member(self.make_club())))
        plan.member_domain = "[('city', '=', 'Nowhere')]"
        self.assertFalse(asked(self.member))
        plan.member_domain = "[]"
        self.sell((self.coffee, 1))
        self.ask_now(self.make_plan())
        self.assertFalse(asked(self.member), "asked lately")
        self.Invitation.sudo().search([]).asked_at = START - timedelta(days=100)
        self.assertTrue(asked(self.member))
        plan.action_stop()
        self.assertFalse(asked(self.member))

    def test_the_code_of_a_receipt(self):
        plan = self.make_plan(channel="qr")
        order = self.sell((self.coffee, 1))
        self.assertFalse(self.ask_now(plan), "nobody is asked by the job")
        found = self.env["pos.order"]._find_by_receipt(order.uuid)
        self.assertEqual(found, order)
        made = found._get_receipt_invitation()
        self.assertEqual(found._get_receipt_invitation(), made)
        self.assertEqual(self.asked(plan), [(self.member.partner_id, "invited", False, order)])
        plan.action_stop()
        self.assertEqual(found._get_receipt_invitation(), made, "what was asked can be answered")
        later = self.sell((self.coffee, 1))
        self.assertFalse(later._get_receipt_invitation())

    def test_codes_that_ask_nobody(self):
        before = self.sell((self.coffee, 1))
        self.env.cr.execute("UPDATE pos_order SET date_order = %s WHERE id = %s", [START, before.id])
        before.invalidate_recordset()
        plan = self.make_plan(channel="qr")
        guest = self.sell((self.coffee, 1), partner=False)
        order = self.sell((self.coffee, 1))
        refund = self.refund(order)
        for receipt in (before, guest, refund):
            self.assertFalse(receipt._get_receipt_invitation(), receipt.name)
        self.assertFalse(order._get_receipt_invitation(), "it was given back, so no reward is given for it")
        order = self.sell((self.coffee, 1))
        plan.share = 0.0000001
        self.assertFalse(order._get_receipt_invitation(), "not of the sample")
        for uuid in ("", "x", None, "0" * 70, "\0" * 36, order.uuid[:-1] + "?"):
            self.assertFalse(self.env["pos.order"]._find_by_receipt(uuid))
