"""What makes activities happen."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .activity_case import ActivityMixin
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestActivityTriggers(ActivityMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = cls.make_product()

    # --- joining and purchasing ---

    def test_joining(self):
        self.make_activity("join")
        by_staff = self.make_member(self.club)
        at_home = self.club._join(self.make_partner())
        self.assertEqual([self.points_of(by_staff), self.points_of(at_home)], [[10], [10]])
        by_staff.joined_on = False
        self.club._join(by_staff.partner_id)
        self.assertEqual(self.points_of(by_staff), [10], "once, also when somebody joins again")
        self.assertFalse(self.make_member(self.club, joined_on="2020-01-01").ledger_ids, "joined long ago")

    def test_joining_with_the_first_purchase(self):
        self.make_activity("join")
        order = self.make_order(self.make_partner(), [(self.book, 1)])
        card = order.coupon_point_ids.coupon_id
        self.assertFalse(card.joined_on or card.ledger_ids)
        order.action_confirm()
        self.assertEqual(self.points_of(card), [100, 10])
        self.make_sale(card.partner_id, [(self.book, 1)])
        self.assertEqual(self.points_of(card), [100, 10, 100])

    def test_first_purchase(self):
        self.make_activity("first_purchase")
        card = self.make_member(self.club)
        order = self.make_sale(card.partner_id, [(self.book, 1)])
        self.assertEqual(self.points_of(card), [100, 10])
        self.make_sale(card.partner_id, [(self.book, 1)])
        self.assertEqual(self.points_of(card), [100, 10, 100])
        self.assertEqual(card.ledger_ids.filtered("activity_id").origin_id, order.id)

    def test_first_purchase_that_is_cancelled(self):
        self.make_activity("first_purchase")
        card = self.make_member(self.club)
        order = self.make_sale(card.partner_id, [(self.book, 1)])
        order._action_cancel()
        self.assertEqual(card.points, 0)
        order.action_draft()
        order.action_confirm()
        self.assertEqual(card.points, 110)
        self.assertLedger()

    def test_first_purchase_of_old_customers(self):
        card = self.make_member(self.club)
        self.make_sale(card.partner_id, [(self.book, 1)])
        self.make_activity("first_purchase")
        self.make_sale(card.partner_id, [(self.book, 1)])
        self.assertEqual(self.points_of(card), [100, 100])

    # --- profile ---

    def test_profile(self):
        self.make_activity("profile_complete")
        names = ("phone", "birth_date")
        Field = self.env["ir.model.fields"]
        self.club.profile_field_ids = Field.union(*(Field._get("res.partner", name) for name in names))
        card = self.make_member(self.club)
        card.partner_id.phone = "+1 555 0100"
        self.assertFalse(card.ledger_ids)
        card.partner_id.birth_date = "1990-05-14"
        self.assertEqual(self.points_of(card), [10])
        card.partner_id.phone = False
        card.partner_id.phone = "+1 555 0101"
        self.assertEqual(self.points_of(card), [10])
        complete = self.make_partner(phone="1", birth_date="1990-01-01")
        self.assertEqual(self.points_of(self.make_member(self.club, partner_id=complete.id)), [10])

    def test_profile_fields_have_a_default(self):
        names = set(self.club.profile_field_ids.mapped("name"))
        self.assertEqual(names, {"phone", "email", "street", "city", "country_id", "birth_date"})

    # --- surveys ---

    def make_answer(self, survey, partner, **values):
        return self.env["survey.user_input"].create({"survey_id": survey.id, "partner_id": partner.id, **values})

    def test_surveys(self):
        survey, other = self.env["survey.survey"].create([{"title": "Service"}, {"title": "Staff only"}])
        self.make_activity("survey_completed", survey_ids=[Command.set(survey.ids)])
        card = self.make_member(self.club)
        for answer in (
            self.make_answer(survey, card.partner_id, test_entry=True),
            self.make_answer(other, card.partner_id),
            self.make_answer(survey, self.make_partner()),
        ):
            answer._mark_done()
        self.assertFalse(card.ledger_ids)
        answers = self.make_answer(survey, card.partner_id) | self.make_answer(survey, card.partner_id)
        answers._mark_done()
        self.assertEqual(self.points_of(card), [10], "once for each survey")
        self.assertEqual(card.ledger_ids.origin_model, "survey.user_input")

    # --- reviews ---

    def make_review(self, product, partner, **values):
        message = product.product_tmpl_id.message_post(body="Good", message_type="comment", author_id=partner.id)
        return self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("product.template"),
                "res_id": product.product_tmpl_id.id,
                "partner_id": partner.id,
                "rating": 5,
                "consumed": True,
                "message_id": message.id,
                **values,
            }
        )

    def test_reviews_of_buyers(self):
        self.make_activity("product_review")
        card = self.make_member(self.club)
        self.make_review(self.book, card.partner_id)
        self.assertFalse(card.ledger_ids, "nothing was bought")
        self.make_sale(card.partner_id, [(self.book, 1)])
        review = self.make_review(self.book, card.partner_id)
        self.make_review(self.book, card.partner_id)
        self.assertEqual(self.points_of(card), [100, 10], "once for each product")
        review.message_id.is_internal = True
        self.assertEqual(card.points, 100, "hidden")
        review.message_id.is_internal = False
        self.assertEqual(card.points, 110, "published again")
        review.message_id.unlink()
        self.assertEqual(card.points, 100, "deleted")
        self.assertLedger()

    def test_review_written_in_the_shop(self):
        """The way of the shop's page: a message with a rating."""
        self.make_activity("product_review")
        user = self.make_user("portal", login="reviewer")
        card = self.make_member(self.club, partner_id=user.partner_id.id)
        self.make_sale(card.partner_id, [(self.book, 1)])
        message = (
            self.book.product_tmpl_id.with_user(user)
            .sudo()
            .message_post(body="Good", message_type="comment", subtype_xmlid="mail.mt_comment", rating_value=4)
        )
        self.env.flush_all()
        self.assertEqual(card.points, 110)
        message.is_internal = True
        self.assertEqual(card.points, 100)

    def test_review_that_is_deleted_or_not_published(self):
        self.make_activity("product_review")
        card = self.make_member(self.club)
        self.make_sale(card.partner_id, [(self.book, 1)])
        review = self.make_review(self.book, card.partner_id, consumed=False)
        self.assertEqual(card.points, 100)
        review.consumed = True
        self.assertEqual(card.points, 110)
        review.rating = 3
        self.assertEqual(card.points, 110)
        review.unlink()
        self.assertEqual(card.points, 100)

    # --- newsletter ---

    def test_newsletter(self):
        self.make_activity("newsletter_optin")
        card = self.make_member(self.club)
        card.partner_id.email = "Ada <ada@example.com>"
        lists = self.env["mailing.list"].create([{"name": "News"}, {"name": "Offers"}])
        contact = self.env["mailing.contact"].create({"name": "Ada", "email": "ADA@example.com"})
        values = {"contact_id": contact.id, "list_id": lists[0].id}
        subscription = self.env["mailing.subscription"].create({**values, "opt_out": True})
        self.assertFalse(card.ledger_ids)
        subscription.opt_out = False
        self.assertEqual(self.points_of(card), [10])
        self.env["mailing.subscription"].create({**values, "list_id": lists[1].id})
        self.assertEqual(self.points_of(card), [10])

    # --- invoices ---

    def make_invoice(self, partner, due_in):
        today = self.cr.now().date()
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": today,
                "invoice_date_due": today + timedelta(days=due_in),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"product_id": self.book.id, "price_unit": 100, "tax_ids": False})],
            }
        )
        invoice.action_post()
        return invoice

    def pay(self, invoice):
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        return wizard.create({"payment_date": self.cr.now().date()})._create_payments()

    def test_invoice_paid_early(self):
        if not self.env["account.journal"].search_count([("company_id", "=", self.env.company.id)]):
            self.skipTest("needs a chart of accounts")
        self.make_activity("invoice_paid_early", min_quantity=10)
        card = self.make_member(self.club)
        self.pay(self.make_invoice(card.partner_id, due_in=9))
        self.assertFalse(card.ledger_ids)
        invoice = self.make_invoice(card.partner_id, due_in=10)
        self.pay(invoice)
        self.assertEqual(card.points, 10)
        self.assertEqual((card.ledger_ids.origin_model, card.ledger_ids.origin_id), ("account.move", invoice.id))
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(card.points, 0, "unpaid again")
        self.pay(invoice)
        self.assertEqual(card.points, 10, "and paid again")
        self.assertLedger()

    # --- accounts that contacts share ---

    def test_contacts_share_the_account_of_their_company(self):
        self.club.contact_accounts = "company"
        self.make_activity("survey_completed")
        company = self.make_partner("Shop", is_company=True)
        card = self.make_member(self.club, partner_id=company.id)
        contact = self.make_partner("Ada", parent_id=company.id)
        survey = self.env["survey.survey"].create({"title": "Service"})
        self.make_answer(survey, contact)._mark_done()
        self.assertEqual(self.points_of(card), [10])

    # --- approval ---

    def test_what_needs_approval_becomes_a_claim(self):
        self.make_activity("survey_completed", requires_approval=True)
        card = self.make_member(self.club)
        survey = self.env["survey.survey"].create({"title": "Service"})
        self.make_answer(survey, card.partner_id)._mark_done()
        self.make_answer(survey, card.partner_id)._mark_done()
        claim = self.env["loyalty.activity.claim"].search([("card_id", "=", card.id)])
        self.assertEqual((len(claim), claim.state, claim.origin_model), (1, "submitted", "survey.user_input"))
        self.assertFalse(card.ledger_ids)
        claim.action_accept()
        self.assertEqual(self.points_of(card), [10])
        self.make_answer(survey, card.partner_id)._mark_done()
        self.assertEqual(self.env["loyalty.activity.claim"].search_count([("card_id", "=", card.id)]), 1)

    def test_nothing_is_looked_up_where_no_club_asks(self):
        self.env["loyalty.activity"].search([]).active = False
        self.assertFalse(self.env["loyalty.program"]._get_triggers_in_use())
        activity = self.make_activity("join")
        self.assertEqual(self.env["loyalty.program"]._get_triggers_in_use(), {"join"})
        self.assertEqual(self.club.activity_triggers, "join")
        activity.active = False
        self.assertFalse(self.club.activity_triggers)
        self.assertEqual(self.env["loyalty.program"]._get_triggers_in_use(), {"join"}, "what it paid can be undone")
        activity.unlink()
        self.assertFalse(self.env["loyalty.program"]._get_triggers_in_use())
