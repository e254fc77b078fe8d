"""Codes on receipts: who is asked, how often, and that looking at an address asks nobody."""

import re
from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .test_survey_plan_till import SurveyTillCase


@tagged("post_install", "-at_install")
class TestSurveyReceipts(SurveyTillCase):
    def test_who_was_asked_lately_is_not_asked_by_a_receipt(self):
        plan = self.make_plan(channel="qr")
        first, second = (self.sell((self.coffee, 1)) for _number in range(2))
        made = first._get_receipt_invitation()
        refused = second._get_receipt_invitation()
        self.assertEqual((made.state, refused.state, refused.reason), ("invited", "not_sent", "recent"))
        self.assertEqual(second._get_receipt_invitation(), refused)
        self.company.club_survey_rest_days = 0
        third = self.sell((self.coffee, 1))
        self.assertEqual(third._get_receipt_invitation().state, "invited")
        self.assertEqual(len(self.asked(plan)), 3)

    def test_an_order_that_was_asked_about_by_mail(self):
        receipts, mails = self.make_plan(channel="qr"), self.make_plan()
        order = self.sell((self.coffee, 1))
        by_mail = self.ask_now(mails)
        self.assertEqual(order._get_receipt_invitation(), by_mail)
        self.assertFalse(self.asked(receipts))
        by_mail.state = "not_sent"
        own = order._get_receipt_invitation()
        self.assertEqual((own.plan_id, own.state), (receipts, "invited"), "the mail did not arrive")

    def test_what_was_answered_by_the_receipt_is_not_asked_by_mail(self):
        self.make_plan(channel="qr")
        mails = self.make_plan()
        answered, open_one = (self.sell((self.coffee, 1)) for _number in range(2))
        self.company.club_survey_rest_days = 0
        made = self.ask_now(mails)
        invitation = answered._get_receipt_invitation()
        self.assertIn(invitation, made)
        invitation._open()
        invitation.user_input_id._mark_done()
        self.member.partner_id.email = "member@example.com"
        self.env["loyalty.consent"]._give(self.member.partner_id, {"email": "Yes"}, "staff", self.company)
        with self.at(self.env.cr.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)):
            self.env["loyalty.message"]._send_due()
        (other,) = made - invitation
        self.assertEqual(other.origin_id, open_one.id)
        self.assertEqual((invitation.message_id.state, invitation.message_id.reason), ("skipped", "gone"))
        self.assertEqual((other.message_id.state, invitation.state), ("sent", "completed"))

    def test_another_survey_about_the_same_order(self):
        receipts = self.make_plan(channel="qr", survey_id=self.make_survey(title="The shop").id)
        mails = self.make_plan()
        order = self.sell((self.coffee, 1))
        self.ask_now(mails)
        self.assertEqual(order._get_receipt_invitation().reason, "recent")
        self.company.club_survey_rest_days = 0
        other = self.sell((self.coffee, 1))
        self.ask_now(mails)
        self.assertEqual(other._get_receipt_invitation().plan_id, receipts)

    def test_contacts_who_share_an_account(self):
        self.club.contact_accounts = "company"
        house = self.make_partner("House", is_company=True)
        ada, ben = (self.make_partner(name, parent_id=house.id) for name in ("Ada", "Ben"))
        account = self.make_member(self.club, partner_id=house.id)

        def people():
            account.invalidate_recordset(["till_status"])
            status = account.with_company(self.company).till_status
            return status["survey"] and status["survey_people"]

        plan = self.make_plan(channel="qr")
        self.assertCountEqual(people(), (house | ada | ben).ids)
        order = self.sell((self.coffee, 1), partner=ada)
        invitation = order._get_receipt_invitation()
        self.assertEqual((invitation.partner_id, invitation.account_id, invitation.state), (ada, account, "invited"))
        self.assertCountEqual(people(), (house | ben).ids, "Ada was asked lately")
        plan.member_domain = f"[('id', '=', {ben.id})]"
        self.assertEqual(people(), ben.ids)
        self.assertEqual(self.sell((self.coffee, 1), partner=ben)._get_receipt_invitation().partner_id, ben)
        self.assertFalse(people())
        own = self.member.with_company(self.company).till_status
        self.assertFalse(own["survey"], "not of the domain")

    def test_one_account_needs_no_list(self):
        self.make_plan(channel="qr")
        self.assertIsNone(self.member.with_company(self.company).till_status["survey_people"])

    def test_queries_do_not_follow_the_members(self):
        self.make_plan(channel="qr")
        cards = self.member.union(*(self.make_member(self.club) for _number in range(3))).with_company(self.company)
        cards._get_till_survey()
        few, many = (self.count_queries(some._get_till_survey) for some in (cards[:1], cards))
        self.assertEqual(few, many)

    def test_a_till_order_that_is_refunded(self):
        """Buy, scan, answer, refund: the reward goes with the purchase."""
        reward = self.env["loyalty.activity"].create(
            {
                "name": "Survey",
                "program_id": self.club.id,
                "trigger": "survey_completed",
                "survey_per": "order",
                "points": 10,
                "survey_ids": [(6, 0, self.survey.ids)],
            }
        )
        self.company.club_survey_rest_days = 0
        self.make_plan(channel="qr")
        gone, kept = self.sell((self.coffee, 1)), self.sell((self.coffee, 2))
        for order in (gone, kept):
            answer = self.survey._create_answer(club_invitation_id=order._get_receipt_invitation().id)
            answer._mark_done()
        paid = self.member.ledger_ids.filtered(lambda entry: entry.activity_id == reward)
        self.assertEqual(paid.mapped("points"), [10, 10])
        self.refund(gone)
        self.refund(kept, {kept.lines: 1})
        self.member.invalidate_recordset()
        undone = self.member.ledger_ids.filtered(lambda entry: entry.reversed_id in paid)
        self.assertEqual((undone.kind, undone.points), ("reversal", -10))
        self.assertEqual(undone.reversed_id.origin_id, gone._find_receipt_invitation().user_input_id.id)
        self.assertLedger(self.member)

    def test_a_settled_order_that_is_given_back(self):
        self.cashier.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        sale = self.make_sale(self.member.partner_id, [(self.coffee, 1)])
        settled = {"sale_order_origin_id": sale.id, "sale_order_line_id": sale.order_line.id}
        order, other = self.sell(self.line(self.coffee, 1, **settled)), self.sell((self.coffee, 1))
        find = self.Invitation._find_gone_till_orders
        self.assertFalse(find((order | other).ids))
        self.refund(order)
        self.assertEqual(find((order | other).ids), order.ids)


@tagged("post_install", "-at_install")
class TestSurveyReceiptClick(SurveyTillCase, HttpCase):
    def click(self, order):
        """Press the button of the page behind the code."""
        page = self.url_open(f"/club/q/{order.uuid}").text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
        return self.url_open(f"/club/q/{order.uuid}", data={"csrf_token": token}, allow_redirects=False)

    def test_looking_asks_nobody(self):
        plan = self.make_plan(channel="qr")
        order = self.sell((self.coffee, 1))
        for _time in range(2):
            self.assertIn("Answer the survey", self.url_open(f"/club/q/{order.uuid}").text)
        self.assertFalse(self.asked(plan))
        self.assertEqual(self.url_open(f"/club/q/{order.uuid}", data={"x": "y"}).status_code, 400, "no form of ours")
        self.assertFalse(self.asked(plan))
        self.assertEqual(self.click(order).status_code, 303)
        self.assertEqual(self.asked(plan), [(self.member.partner_id, "invited", False, order)])
        later = self.sell((self.coffee, 1))
        self.assertIn("asked a short while ago", self.url_open(f"/club/q/{later.uuid}").text)
        self.assertEqual(len(self.asked(plan)), 1)
