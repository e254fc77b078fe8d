"""What feedback is about: new feedback from any record, what companies show, and copies."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from .feedback_case import FeedbackMixin

ASKED_FROM = {
    "account.move", "loyalty.card", "loyalty.membership", "pos.order", "product.product", "product.template",
    "res.partner", "sale.order", "stock.picking", "survey.user_input",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestFeedbackSubjects(FeedbackMixin, TransactionCase):
    # --- new feedback from a record ---

    def test_the_menu_action_offers_it(self):
        actions = self.env["ir.actions.server"].search([("code", "like", "action_new_from")])
        self.assertEqual(set(actions.binding_model_id.mapped("model")), ASKED_FROM)
        self.assertEqual(len(actions), len(ASKED_FROM))
        for action in actions:
            self.assertEqual(action.group_ids, self.env.ref("loyalty_club.group_club_user"))

    def ask(self, **values):
        """A completed answer of the member to a survey with a score."""
        survey = self.env["survey.survey"].create(
            {
                "title": "How was it?",
                "question_and_page_ids": [
                    Command.create({"title": "Recommend?", "question_type": "scale", "club_measure": "nps"})
                ],
            }
        )
        answer = self.env["survey.user_input"].create({"survey_id": survey.id, **values})
        answer._save_lines(survey.question_ids, "3")
        answer._mark_done()
        return answer

    def test_from_an_answer_to_a_survey(self):
        answer = self.ask(partner_id=self.partner.id)
        reader = self.make_user("loyalty_club.group_club_user,survey.group_survey_manager", login="feedback_surveys")
        action = self.Feedback.with_user(reader).action_new_from(answer.with_user(reader))
        made = self.Feedback.with_user(reader).with_context(**action["context"]).create({"subject": "Only a three"})
        self.assertEqual((made.user_input_id, made.partner_id), (answer, self.partner))
        self.assertEqual((made.account_id, made.source, made.key), (self.card, "staff", False))

    def test_answers_that_one_may_not_read(self):
        answer = self.ask(partner_id=self.partner.id)
        with self.assertRaises(AccessError):
            self.Feedback.with_user(self.clerk).action_new_from(answer.with_user(self.clerk))
        with self.assertRaises(AccessError):
            self.Feedback.with_user(self.clerk).create({"subject": "x", "user_input_id": answer.id})
        self.assertTrue(self.Feedback.with_user(self.clerk).create({"subject": "x"}))

    def test_from_the_till(self):
        picking = self.env["stock.picking"].new({"partner_id": self.partner.id})
        invoice = self.env["account.move"].new({"partner_id": self.partner.id})
        for record in (picking, invoice):
            with self.subTest(record._name):
                self.assertEqual(self.Feedback._get_defaults_from(record).get("partner_id"), self.partner.id)
        order = self.env["pos.order"].new({"partner_id": self.partner.id})
        picking.pos_order_id = order
        self.assertEqual(self.Feedback._get_order_behind(picking), order)

    def test_the_club_is_that_of_the_account(self):
        other = self.make_club(name="Other Club")
        theirs = self.make_member(other, partner_id=self.partner.id)
        made = self.Feedback.with_user(self.clerk).create({"subject": "x", "partner_id": self.partner.id})
        for feedback in (self.make_feedback(), made):
            self.assertEqual((feedback.account_id, feedback.program_id), (self.card, self.club))
        self.assertEqual(self.make_feedback(program_id=other.id).account_id, theirs)
        place = self.env["loyalty.feedback.place"].create({"name": "Station", "program_id": other.id})
        feedback = self.make_feedback(place_id=place.id)
        self.assertEqual((feedback.account_id, feedback.program_id), (theirs, other))

    # --- contacts of companies ---

    def test_a_company_shows_what_its_contacts_wrote(self):
        company = self.make_partner("Ada & Co", is_company=True)
        contact = self.make_partner("Grace", parent_id=company.id)
        feedback = self.make_feedback(partner_id=contact.id) | self.make_feedback(partner_id=company.id)
        self.make_feedback()
        company, contact = company.with_user(self.clerk), contact.with_user(self.clerk)
        self.assertEqual((company.feedback_count, contact.feedback_count), (2, 1))
        self.assertEqual((company | contact).mapped("feedback_count"), [2, 1])
        self.assertEqual(self.Feedback.search(company.action_open_feedback()["domain"]), feedback)
        self.assertEqual(self.Feedback.search(contact.action_open_feedback()["domain"]), feedback[:1])

    def test_counting_companies_costs_the_same(self):
        companies = self.env["res.partner"].create([{"name": str(number), "is_company": True} for number in range(9)])
        for company in companies:
            self.make_feedback(partner_id=self.make_partner("Contact", parent_id=company.id).id)

        def count(some):
            return self.count_queries(lambda: some.sudo().mapped("feedback_count"))

        count(companies)
        self.assertEqual(count(companies), count(companies[:1]))

    # --- copies ---

    def test_copies_are_no_more_certain(self):
        guests = self.make_feedback(source="link", is_identified=False)
        certain = self.make_feedback()
        copies = (guests | certain).with_user(self.clerk).copy()
        self.assertEqual(copies.mapped("is_identified"), [False, True])
        self.assertEqual(copies.mapped("source"), ["staff", "staff"])
        self.assertEqual(set(copies.mapped("state")), {"new"})
        self.assertFalse(guests.copy().is_identified)
        self.assertNotIn(guests.number, copies.mapped("number"))

    def test_staff_who_read_no_surveys_copy_a_case_of_one(self):
        case = self.make_feedback(user_input_id=self.ask(partner_id=self.partner.id).id)
        copied = case.with_user(self.clerk).copy()
        self.assertEqual((copied.subject, bool(copied.sudo().user_input_id)), (case.subject, False))

    # --- two who answer ---

    def test_two_of_us_answer(self):
        self.env.company.feedback_user_id = False
        with self.at("2026-03-02 08:00:00"):
            feedback = self.make_feedback()
        for minute, user in (("10", self.clerk), ("20", self.boss)):
            with self.at(f"2026-03-02 08:{minute}:00"):
                self.answer(feedback, f"We look, {minute}.", user=user)
        self.assertEqual((feedback.user_id, feedback.first_answer_at.minute), (self.clerk, 10))
        self.assertEqual((feedback.state, feedback.waits_for_answer), ("waiting", False))
        for user in (self.clerk, self.boss):
            feedback.with_user(user).write({"state": "closed", "resolution": f"By {user.login}"})
        self.assertEqual(len(feedback.rating_ids), 1, "the member is asked once")
