"""Feedback on a bad day: cards dragged, windows of others, members written to by mistake, goodwill for oneself."""

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .feedback_case import FeedbackMixin


@tagged("post_install", "-at_install")
class TestFeedbackCare(FeedbackMixin, TransactionCase):
    def as_clerk(self, **context):
        return self.Feedback.with_user(self.clerk).with_context(**context)

    # --- status ---

    def test_dragging_a_complaint_to_closed_asks_what_came_of_it(self):
        complaint, praise = self.make_feedback(), self.make_feedback(kind="praise")
        with self.assertRaisesRegex(UserError, "what came of"):
            (complaint | praise).with_user(self.clerk).write({"state": "closed"})
        with self.assertRaisesRegex(UserError, "what came of"):
            praise.with_user(self.clerk).write({"state": "closed", "kind": "complaint"})
        praise.with_user(self.clerk).state = "closed"
        complaint.with_user(self.clerk).write({"state": "closed", "resolution": "Sent again"})
        self.assertTrue(complaint.closed_at and praise.closed_at)
        complaint.with_user(self.clerk).write({"state": "closed", "resolution": False})

    def test_a_new_card_in_the_column_of_closed_ones(self):
        with self.assertRaisesRegex(UserError, "Enter the feedback first"):
            self.as_clerk(default_state="closed").create({"subject": "Told at the counter"})
        with self.assertRaisesRegex(UserError, "Enter the feedback first"):
            self.as_clerk(default_state="closed").name_create("Told at the counter")

    def test_what_the_club_notes_comes_from_no_context(self):
        made = self.as_clerk(
            default_source="portal", default_first_answer_at="2020-01-01", default_rating_asked_at="2020-01-01"
        ).create({"subject": "Told at the counter", "goodwill_points": 7, "hours_to_first_answer": 1})
        self.assertEqual((made.source, made.first_answer_at, made.rating_asked_at), ("staff", False, False))
        self.assertEqual((made.goodwill_points, made.hours_to_first_answer), (0, 0))
        for name in ("goodwill_points", "hours_to_first_answer"):
            with self.subTest(name), self.assertRaises(UserError):
                made.write({name: 1})

    def test_answered_by_telephone(self):
        with self.at("2026-03-02 08:00:00"):
            feedback = self.make_feedback(partner_id=False, guest_phone="555 0100", source="qr")
            self.assertTrue(feedback.activity_ids)
        with self.at("2026-03-02 11:00:00"):
            feedback.with_user(self.clerk).state = "waiting"
        self.assertEqual((feedback.waits_for_answer, feedback.hours_to_first_answer), (False, 3))
        self.env.invalidate_all()
        self.assertFalse(feedback.activity_ids)
        with self.at("2026-03-09 08:00:00"):
            self.assertEqual(self.Feedback._remind_late(), 0, "it is the guest's turn")
            feedback.with_user(self.clerk).state = "in_work"
            self.assertEqual((feedback.waits_for_answer, feedback.first_answer_at.day), (True, 2))
            self.assertEqual(str(feedback.activity_ids.date_deadline), "2026-03-11")

    def test_what_is_opened_again_is_reminded_of(self):
        feedback = self.make_feedback(kind="question")
        feedback.with_user(self.clerk).action_close()
        feedback.with_user(self.clerk).action_reopen()
        self.assertEqual((feedback.state, feedback.waits_for_answer, len(feedback.activity_ids)), ("in_work", True, 1))

    def test_the_day_of_the_answer_is_that_of_whoever_answers(self):
        self.clerk.tz = "Asia/Tehran"
        with self.at("2026-03-02 22:00:00"):
            self.assertEqual(str(self.make_feedback().activity_ids.date_deadline), "2026-03-05")

    # --- conversation ---

    def test_a_rating_opens_nothing(self):
        feedback = self.make_feedback(kind="question")
        feedback.with_user(self.clerk).action_close()
        rating = feedback._get_open_rating()
        for _click in range(2):
            feedback.rating_apply(1, token=rating.access_token, feedback="Too late.")
        self.assertTrue(feedback.message_ids.filtered(lambda message: "Too late." in message.body))
        self.assertEqual((feedback.state, feedback.waits_for_answer), ("closed", False))
        self.assertNotIn("rating_value", feedback._get_allowed_message_params(), "nobody rates without being asked")

    def test_the_member_writes_to_what_was_archived(self):
        feedback = self.make_feedback()
        self.answer(feedback)
        feedback.active = False
        self.write_back(feedback)
        self.assertTrue(feedback.active)
        self.assertEqual(feedback.activity_ids.user_id, self.clerk)

    def test_the_wrong_member_was_chosen(self):
        wrong = self.make_partner("Grace Wrong", email="grace@example.com")
        feedback = self.make_feedback(partner_id=wrong.id)
        feedback.with_user(self.clerk).partner_id = self.partner
        self.assertEqual(feedback.account_id, self.card)
        before = self.mails_to(wrong)
        self.answer(feedback, "For Ada alone.")
        self.assertEqual(self.mails_to(wrong), before)
        self.assertIn("For Ada alone.", self.mails_to(self.partner).body_html)

    def test_the_large_window_answers_guests_too(self):
        feedback = self.make_feedback(
            partner_id=False, guest_name="Grace", guest_email="grace@example.com", source="qr"
        )
        composer = self.env["mail.compose.message"].with_user(self.clerk).with_context(
            default_model=feedback._name, default_res_ids=feedback.ids
        )  # fmt: skip
        composer.create(
            {"body": "Thank you, Grace.", "subtype_id": self.env.ref("mail.mt_comment").id}
        )._action_send_mail()
        self.assertEqual(feedback.partner_id.name, "Grace")
        self.assertIn("Thank you, Grace.", self.mails_to(feedback.partner_id).body_html)

    def test_an_answer_by_a_colleague_of_another_company(self):
        self.env.company.feedback_user_id = False
        company = self.env["res.company"].create({"name": "Other Company"})
        colleague = self.make_user("manager", login="feedback_far", company_ids=[company.id], company_id=company.id)
        feedback = self.make_feedback()
        feedback.message_post(
            body="We are sorry.",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=colleague.partner_id.id,
        )
        self.assertTrue(feedback.first_answer_at)
        self.assertFalse(feedback.user_id)

    def test_nobody_is_asked_for_a_rating_at_night(self):
        self.env.company.write({"club_quiet_from": 21, "club_quiet_to": 8})
        self.partner.tz = "Asia/Tehran"
        for at, count in (("2026-03-02 09:00:00", 1), ("2026-03-02 22:00:00", 0)):
            feedback = self.make_feedback(kind="question")
            with self.subTest(at), self.at(at):
                before = self.mails_to(self.partner)
                feedback.with_user(self.clerk).action_close()
                self.assertEqual(len(self.mails_to(self.partner) - before), count)
            with self.subTest(at), self.at("2026-03-02 22:30:00"):
                self.write_back(feedback)
                self.assertEqual(len(self.get_waiting(feedback)), 0, "it is open again")
                feedback.with_user(self.clerk).action_close()
        waiting = self.get_waiting(feedback)
        self.assertEqual(str(waiting.scheduled_datetime), "2026-03-03 04:30:00")
        waiting.force_send()
        self.assertIn(feedback._get_open_rating().access_token, (self.mails_to(self.partner) - before).body_html)

    def get_waiting(self, feedback):
        return self.env["mail.message.schedule"].search([("mail_message_id", "in", feedback.message_ids.ids)])

    def test_managers_hear_of_what_nobody_is_in_charge_of(self):
        self.env.company.feedback_user_id = False
        with self.at("2026-03-02 08:00:00"):
            feedback = self.make_feedback()
        with self.at("2026-03-05 08:00:00"):
            self.Feedback._remind_late()
        self.assertIn(self.boss.partner_id, self.told(feedback))
        self.assertNotIn(self.clerk.partner_id, self.told(feedback))

    def told(self, feedback):
        messages = self.env["mail.message"].search(
            [("model", "=", feedback._name), ("res_id", "=", feedback.id), ("message_type", "=", "user_notification")]
        )
        return messages.notified_partner_ids

    def test_new_feedback_from_an_invoice_and_a_delivery(self):
        order = self.make_sale(self.partner, [(self.make_product(type="consu"), 1)])
        groups = "loyalty_club.group_club_user,account.group_account_invoice,stock.group_stock_user"
        reader = self.make_user(groups, login="feedback_books")
        for record in (order._create_invoices(), order.picking_ids):
            with self.subTest(record._name):
                new = self.Feedback.with_user(reader).action_new_from(record.with_user(reader))["context"]
                self.assertEqual((new["default_sale_order_id"], new["default_partner_id"]), (order.id, self.partner.id))
        membership = self.env["loyalty.membership"].new({"card_id": self.card.id, "partner_id": self.partner.id})
        values = self.Feedback._get_defaults_from(membership)
        self.assertEqual((values["account_id"], values["partner_id"]), (self.card.id, self.partner.id))

    # --- goodwill ---

    def test_nobody_gives_goodwill_to_themselves(self):
        self.make_budget(100)
        card = self.make_member(self.club, partner_id=self.clerk.partner_id.id)
        own, coupons = self.make_feedback(partner_id=self.clerk.partner_id.id), self.make_stock_program("coupons")
        coupons.goodwill_cost = 1
        for values in ({"points": 5}, {"points": 0, "coupon_program": coupons}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "yourself"):
                self.give(own, **values)
        self.make_budget(100, user=self.boss)
        self.give(own, 5, user=self.boss)
        self.assertEqual(card.points, 5)

    def test_nor_to_another_contact_of_their_own(self):
        """The same address, or the same household; colleagues are not oneself."""
        self.make_budget(100)
        me = self.clerk.partner_id
        twin = self.make_partner("Twin", email=f"Twin <{me.email.upper()}>")
        child = self.make_partner("Child", parent_id=me.id)
        for partner in (twin, child):
            card = self.make_member(self.club, partner_id=partner.id)
            feedback = self.make_feedback(partner_id=partner.id)
            with self.subTest(partner.name), self.assertRaisesRegex(UserError, "yourself"):
                self.give(feedback, 5)
            self.assertEqual(card.points, 0)
        colleague = self.make_partner("Colleague", parent_id=self.env.company.partner_id.id)
        me.parent_id = self.env.company.partner_id
        card = self.make_member(self.club, partner_id=colleague.id)
        self.give(self.make_feedback(partner_id=colleague.id), 5)
        self.assertEqual(card.points, 5)

    def test_accounts_of_others_get_nothing(self):
        self.make_budget(100)
        theirs = self.make_member(self.club, name="Somebody else")
        feedback = self.make_feedback(account_id=theirs.id)
        feedback.account_id = theirs
        with self.assertRaisesRegex(UserError, "is not an account of"):
            self.give(feedback)
        self.assertEqual(theirs.points, 0)

    def test_an_account_that_became_part_of_another_contacts(self):
        self.make_budget(100)
        feedback, survivor = self.make_feedback(), self.make_member(self.club, name="Household")
        self.card._merge_into(survivor)
        self.give(feedback)
        self.assertEqual(survivor.points, 50)
        self.assertLedger(survivor)

    def test_months_begin_where_the_company_is(self):
        self.env.company.partner_id.tz = "Asia/Tehran"
        budget = self.make_budget(100)
        feedback = self.make_feedback()
        with self.at("2026-03-31 19:00:00"):
            self.give(feedback, 100, key="march")
        with self.at("2026-03-31 21:00:00"):
            self.assertEqual(budget.left, 100, "it is April in Tehran")
            self.give(feedback, 40, key="april").with_user(self.boss).action_take_back()
            self.assertEqual(budget.left, 100)
