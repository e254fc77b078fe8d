"""Feedback: coming in, conversation, states, reminders, rating."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged, warmup

from .feedback_case import FeedbackMixin


@tagged("post_install", "-at_install")
class TestFeedbackConversation(FeedbackMixin, TransactionCase):
    def test_coming_in(self):
        feedback = self.make_feedback(text="The book came wet and the box was open, which I did not expect. " * 3)
        self.assertRegex(feedback.number, r"^FB/\d{5}$")
        self.assertEqual((feedback.state, feedback.user_id, feedback.account_id), ("new", self.clerk, self.card))
        self.assertLessEqual(len(feedback.subject), 80)
        self.assertTrue(feedback.subject.endswith("…"))
        message = feedback.message_ids.filtered(lambda message: message.message_type == "comment")
        self.assertEqual(message.author_id, self.partner)
        self.assertIn("The book came wet", message.body)
        self.assertIn(self.partner, feedback.message_partner_ids)
        self.assertTrue(feedback.access_token)

    def test_the_same_key_comes_in_once(self):
        first = self.make_feedback(key="survey,7")
        first.active = False
        self.assertEqual(self.make_feedback(key="survey,7"), first)
        self.assertNotEqual(self.make_feedback(key="survey,8"), first)
        both = self.Feedback._open([{"text": "x", "key": "survey,9"}, {"text": "x", "key": "survey,9"}])
        self.assertEqual(len(both), 1)

    def test_the_first_answer(self):
        with self.at("2026-03-02 08:00:00"):
            feedback = self.make_feedback()
            self.assertEqual(str(feedback.answer_by), "2026-03-04 08:00:00")
            self.assertEqual(feedback.activity_ids.user_id, self.clerk)
            self.assertEqual(str(feedback.activity_ids.date_deadline), "2026-03-04")
        with self.at("2026-03-02 20:30:00"):
            feedback.with_user(self.clerk).message_post(
                body="Whom do we ask?", message_type="comment", subtype_xmlid="mail.mt_note"
            )
            self.assertFalse(feedback.first_answer_at, "a note among staff is no answer")
            self.answer(feedback)
        self.assertEqual((feedback.hours_to_first_answer, feedback.state), (12.5, "waiting"))
        self.assertFalse(feedback.waits_for_answer)
        self.env.invalidate_all()
        self.assertFalse(feedback.activity_ids, "answered")
        with self.at("2026-03-05 10:00:00"):
            self.answer(feedback, "One more thing.")
            self.assertEqual(feedback.hours_to_first_answer, 12.5)
            self.write_back(feedback)
            self.assertEqual((feedback.state, str(feedback.answer_by)), ("in_work", "2026-03-07 10:00:00"))
            self.assertEqual(str(feedback.activity_ids.date_deadline), "2026-03-07")

    def test_averages_leave_out_what_is_not_there(self):
        with self.at("2026-03-02 08:00:00"):
            found = self.make_feedback() | self.make_feedback() | self.make_feedback()
        with self.at("2026-03-02 12:00:00"):
            self.answer(found[0])
        with self.at("2026-03-02 08:00:00"):
            self.answer(found[1])
        found[0].write({"state": "closed"})
        found[0].rating_apply(5, rating=found[0]._get_open_rating())
        self.env.flush_all()
        averages = ["hours_to_first_answer:avg", "rating_last_value:avg"]
        self.assertEqual(self.Feedback._read_group([("id", "in", found.ids)], [], averages), [(2, 5)])

    def test_an_answer_is_mailed_to_the_member(self):
        feedback = self.make_feedback()
        before = self.mails_to(self.partner)
        self.answer(feedback, "We send a dry one.")
        mail = self.mails_to(self.partner) - before
        self.assertEqual(len(mail), 1)
        self.assertIn("We send a dry one.", mail.body_html)
        self.assertIn(feedback.access_token, mail.body_html)

    def test_whoever_works_here_and_is_a_member(self):
        """Their own words are not an answer."""
        self.clerk.partner_id.email = "clerk@example.com"
        feedback = self.make_feedback(partner_id=self.clerk.partner_id.id)
        self.answer(feedback, "I forgot to say: on Monday.")
        self.assertEqual((feedback.state, feedback.first_answer_at), ("new", False))
        self.answer(feedback, user=self.boss)
        self.assertTrue(feedback.first_answer_at)

    def test_a_member_opens_it_again(self):
        feedback = self.make_feedback()
        self.answer(feedback)
        feedback.write({"resolution": "Sent again", "state": "closed"})
        self.assertTrue(feedback.closed_at)
        self.write_back(feedback)
        self.assertEqual((feedback.state, feedback.closed_at, feedback.waits_for_answer), ("in_work", False, True))
        self.assertEqual(feedback.activity_ids.user_id, self.clerk)

    def test_closing_asks_for_a_rating_once(self):
        feedback = self.make_feedback()
        with self.assertRaisesRegex(UserError, "what came of"):
            feedback.with_user(self.clerk).action_close()
        feedback.resolution = "Sent again"
        before = self.mails_to(self.partner)
        for _click in range(2):
            feedback.with_user(self.clerk).action_close()
        mail = self.mails_to(self.partner) - before
        rating = feedback._get_open_rating()
        self.assertEqual((len(mail), len(rating)), (1, 1))
        self.assertIn(f"/rate/{rating.access_token}/5", mail.body_html)
        feedback.with_user(self.clerk).action_reopen()
        feedback.with_user(self.clerk).action_close()
        self.assertEqual(len(self.mails_to(self.partner) - before), 1, "asked once, however often it is closed")
        feedback.rating_apply(5, token=rating.access_token, feedback="Thank you!")
        self.assertEqual((feedback.state, feedback.rating_last_value), ("closed", 5), "a rating opens nothing again")
        self.assertFalse(feedback._get_open_rating())

    def test_praise_is_not_rated(self):
        feedback = self.make_feedback(kind="praise")
        feedback.with_user(self.clerk).action_close()
        self.assertFalse(feedback.rating_asked_at or feedback._get_open_rating())

    def test_late_answers_are_told_once(self):
        with self.at("2026-03-02 08:00:00"):
            feedback, other = self.make_feedback(), self.make_feedback(kind="suggestion")
        with self.at("2026-03-04 07:59:00"):
            self.assertEqual(self.Feedback._remind_late(), 0)
        with self.at("2026-03-04 08:01:00"):
            self.assertEqual(self.Feedback.search([("is_late", "=", True)]) & (feedback | other), feedback)
            self.assertTrue(feedback.is_late)
            self.assertEqual((self.Feedback._remind_late(), self.Feedback._remind_late()), (1, 0))
            told = self.env["mail.message"].search(
                [("message_type", "=", "user_notification"), ("res_id", "=", feedback.id), ("subject", "like", "late")]
            )
            self.assertEqual(told.notified_partner_ids, self.clerk.partner_id)
            self.answer(feedback)
            self.write_back(feedback)
        with self.at("2026-03-06 08:02:00"):
            self.assertEqual(self.Feedback._remind_late(), 1, "the member waits again")

    def test_who_was_in_charge_has_left(self):
        with self.at("2026-03-02 08:00:00"):
            feedback = self.make_feedback(user_id=self.boss.id)
        self.boss.active = False
        with self.at("2026-03-05 08:00:00"):
            self.Feedback._remind_late()
        self.assertEqual(feedback.user_id, self.clerk)
        self.assertEqual(feedback.activity_ids.user_id, self.clerk)

    def test_nobody_is_in_charge(self):
        self.env.company.feedback_user_id = False
        feedback = self.make_feedback()
        self.assertFalse(feedback.user_id or feedback.activity_ids)
        feedback.with_user(self.boss).action_take()
        self.assertEqual(
            (feedback.user_id, feedback.state, feedback.activity_ids.user_id), (self.boss, "in_work", self.boss)
        )

    def test_a_guest_becomes_a_contact_with_the_first_answer(self):
        contact = {"partner_id": False, "guest_name": "Grace", "guest_email": "Grace@Example.com", "guest_phone": "555"}
        feedback = self.make_feedback(source="qr", **contact)
        self.assertFalse(feedback.partner_id)
        self.answer(feedback, "Thank you, Grace.")
        self.assertEqual((feedback.partner_id.name, feedback.partner_id.phone), ("Grace", "555"))
        self.assertIn("Thank you, Grace.", self.mails_to(feedback.partner_id).body_html)
        again = self.make_feedback(source="qr", **contact)
        self.answer(again)
        self.assertEqual(again.partner_id, feedback.partner_id)

    def test_what_the_club_notes_is_not_written_by_hand(self):
        feedback = self.make_feedback().with_user(self.boss)
        for name, value in (("first_answer_at", "2020-01-01"), ("source", "staff"), ("key", "x"), ("number", "1")):
            with self.subTest(name), self.assertRaises(UserError):
                feedback.write({name: value})
        made = self.Feedback.with_user(self.clerk).create(
            {"subject": "Told at the counter", "source": "portal", "key": "k", "opened_at": "2020-01-01"}
        )
        self.assertEqual((made.source, made.key), ("staff", False))
        self.assertGreater(made.opened_at, self.days_from_now(-1))

    def test_orders_and_clubs_have_to_fit(self):
        theirs = self.make_sale(self.make_partner("Somebody else"), [(self.make_product(), 1)])
        with self.assertRaisesRegex(ValidationError, "another customer"):
            self.make_feedback(sale_order_id=theirs.id)
        company = self.env["res.company"].create({"name": "Other Company"})
        with self.assertRaises(UserError):
            self.make_feedback(company_id=company.id, program_id=self.make_club(company_id=self.env.company.id).id)

    def test_who_may_do_what(self):
        feedback = self.make_feedback()
        auditor = self.make_user("auditor", login="feedback_auditor")
        self.assertTrue(feedback.with_user(auditor).subject)
        for role in ("auditor", "employee", "portal"):
            user = auditor if role == "auditor" else self.make_user(role, login=f"feedback_{role}")
            with self.subTest(role), self.assertRaises(AccessError):
                feedback.with_user(user).action_close()
        with self.assertRaises(AccessError):
            feedback.with_user(self.clerk).unlink()
        company = self.env["res.company"].create({"name": "Other Company"})
        stranger = self.make_user("manager", login="feedback_stranger", company_ids=[company.id], company_id=company.id)
        self.assertFalse(self.Feedback.with_user(stranger).search([("id", "=", feedback.id)]))
        with self.assertRaises(AccessError):
            feedback.with_user(stranger).read(["subject"])

    def test_a_customer_is_deleted(self):
        feedback = self.make_feedback()
        self.card.sudo().active = False
        self.partner.unlink()
        self.assertEqual((feedback.exists().partner_id.id, feedback.subject), (False, "The book came wet."))
        feedback.resolution = "Gone"
        feedback.action_close()
        self.assertEqual(feedback.state, "closed")

    def test_merged_customers(self):
        feedback, other = self.make_feedback(), self.make_partner("Ada again", email="ada@example.com")
        self.make_member(self.club, partner_id=other.id)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.partner | other).ids, other)
        self.assertEqual(feedback.partner_id, other)
        self.assertTrue(feedback.account_id._get_survivor().active)

    def test_records_show_their_feedback(self):
        order = self.make_sale(self.partner, [(self.make_product(), 1)])
        feedback = self.make_feedback(sale_order_id=order.id)
        self.assertEqual((order.feedback_count, self.partner.with_user(self.clerk).feedback_count), (1, 1))
        found = self.Feedback.search(self.partner.action_open_feedback()["domain"])
        self.assertEqual(found, feedback)
        seller = self.make_user("loyalty_club.group_club_user,sales_team.group_sale_manager", login="feedback_seller")
        new = self.Feedback.with_user(seller).action_new_from(order.with_user(seller))["context"]
        self.assertEqual((new["default_sale_order_id"], new["default_partner_id"]), (order.id, self.partner.id))

    @warmup
    def test_counting_costs_the_same(self):
        partners = self.env["res.partner"].create([{"name": str(number)} for number in range(20)])
        for some in (partners[:1], partners):
            self.env.invalidate_all()
            with self.assertQueryCount(1):
                some.mapped("feedback_count")

    def test_the_job(self):
        with self.at("2026-03-02 08:00:00"):
            self.make_feedback()
        with self.enter_registry_test_mode():
            self.env.ref("loyalty_club.ir_cron_feedback_late").method_direct_trigger()
        self.assertEqual(self.Feedback._remind_late(now=self.env.cr.now() + timedelta(days=1)), 0)
