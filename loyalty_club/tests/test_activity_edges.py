"""Activities on bad days: archived conditions, days that come twice, other companies, old codes."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .activity_case import ActivityMixin
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestActivityEdges(ActivityMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.make_member(cls.club)

    # --- conditions that are archived ---

    def test_an_activity_of_an_archived_tier_is_for_nobody(self):
        tier = self.env["loyalty.tier"].create({"name": "Gold", "program_id": self.club.id, "min_points": 100})
        self.make_activity(tier_ids=tier.ids)
        self.record("1")
        self.assertFalse(self.card.ledger_ids)
        tier.active = False
        self.record("2")
        self.assertFalse(self.card.ledger_ids)

    def test_an_activity_of_an_archived_survey_is_for_no_other_one(self):
        surveys = self.env["survey.survey"].create([{"title": "A"}, {"title": "B"}])
        self.make_activity("survey_completed", survey_ids=surveys[0].ids)
        surveys[0].active = False
        self.env["survey.user_input"].create(
            {"survey_id": surveys[1].id, "partner_id": self.card.partner_id.id}
        )._mark_done()
        self.assertFalse(self.card.ledger_ids)

    # --- days ---

    def run_job(self, moment):
        return self.club._record_days(now=datetime.fromisoformat(moment))

    def test_a_birthday_that_moves_from_the_last_day_of_a_year_to_the_first_of_the_next(self):
        self.make_activity("birthday")
        for zone in ("UTC", "Asia/Tehran", "America/New_York"):
            club_card = self.make_member(self.club)
            self.club.write({"tz": zone, "days_paid_until": "2026-12-30"})
            club_card.partner_id.birth_date = "1990-12-31"
            self.run_job("2026-12-31 18:00:00")
            club_card.partner_id.birth_date = "1990-01-01"
            self.run_job("2027-01-01 18:00:00")
            self.assertEqual(self.points_of(club_card), [10], zone)

    def test_a_birthday_rule_that_rested_pays_nothing_for_that_time(self):
        activity = self.make_activity("birthday")
        self.card.partner_id.birth_date = "1990-05-14"
        for moment, active in (("2026-03-01", False), ("2026-03-02", False), ("2026-07-01", True)):
            activity.active = True if moment == "2026-03-01" else active
            with self.enter_registry_test_mode(), freeze_time(f"{moment} 12:00:00"):
                job = self.env.ref("loyalty_club.ir_cron_record_days")
                job.with_user(self.env.ref("base.user_root")).method_direct_trigger()
        self.assertFalse(self.card.ledger_ids)
        self.assertEqual(self.club.days_paid_until, date(2026, 7, 1))

    # --- companies ---

    def test_an_invoice_of_another_company(self):
        if not self.env["account.journal"].search_count([("company_id", "=", self.env.company.id)]):
            self.skipTest("needs a chart of accounts")
        club = self.make_club(name="Elsewhere", company_id=self.env["res.company"].create({"name": "Other"}).id)
        self.make_activity("invoice_paid_early", program_id=club.id)
        self.make_activity("invoice_paid_early")
        theirs = self.make_member(club, partner_id=self.card.partner_id.id)
        today = self.cr.now().date()
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.card.partner_id.id,
                "invoice_date": today,
                "invoice_date_due": today + timedelta(days=9),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Thing", "price_unit": 100, "tax_ids": False})],
            }
        )
        invoice.action_post()
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({"payment_date": today})._create_payments()
        self.assertEqual((self.card.points, theirs.points), (10, 0))

    # --- members ---

    def test_what_is_reported_by_the_code_of_a_merged_account(self):
        self.make_activity()
        old, code = self.make_member(self.club), self.card.code
        manager = self.make_user("manager", login="edge_manager")
        report = {"code": "thing", "member": code, "key": "1"}
        first = self.Card.with_user(manager).record_activity(**report)
        self.card._merge_into(old)
        self.assertEqual(self.Card.with_user(manager).record_activity(**report), first)
        self.Card.with_user(manager).record_activity(**{**report, "key": "2"})
        self.assertEqual(old.points, 20)
        self.card.partner_id.email = "ada@example.com"
        self.Card.with_user(manager).record_activity("thing", "ada@example.com", "3")
        self.assertEqual(old.points, 30)

    def test_a_quantity_beyond_all_bounds(self):
        self.make_activity(quantity_step=1)
        api = self.Card.with_user(self.make_user("manager", login="edge_manager"))
        for quantity in (1e20, 10**400):
            with self.assertRaisesRegex(UserError, "not a quantity"):
                api.record_activity("thing", self.card.code, "1", quantity=quantity)

    def test_first_purchases_without_a_key(self):
        self.make_activity("first_purchase")
        for turn in range(2):
            origin = self.make_partner(f"Document {turn}")
            entry = self.card._post_points(100, "accrual", origin=origin, qualifying={"orders": 1})
            self.assertEqual(self.card.points, 110)
            entry._reverse()
            self.assertEqual(self.card.points, 0)

    def test_newsletters_that_are_chosen_on_the_contact(self):
        self.make_activity("newsletter_optin")
        self.card.partner_id.email = "ada@example.com"
        news = self.env["mailing.list"].create({"name": "News"})
        contact = self.env["mailing.contact"].create({"email": "ada@example.com"})
        contact.list_ids = news
        self.assertEqual(self.points_of(), [10])
        other = self.make_member(self.club)
        other.partner_id.email = "bob@example.com"
        self.env["mailing.contact"].create({"email": "bob@example.com", "list_ids": news.ids})
        self.assertEqual(self.points_of(other), [10])

    def test_a_birthday_of_a_merged_member(self):
        self.make_activity("birthday")
        old = self.make_member(self.club)
        old.partner_id.birth_date, self.card.partner_id.birth_date = "1990-12-30", "1990-01-02"
        self.club.days_paid_until = "2026-12-29"
        self.run_job("2026-12-30 12:00:00")
        old._merge_into(self.card)
        self.run_job("2027-01-02 12:00:00")
        self.assertFalse(self.card.ledger_ids.filtered("activity_id"))

    def test_an_archived_account_is_not_known(self):
        self.make_activity()
        self.card.active = False
        with self.assertRaisesRegex(Exception, "no account"):
            self.Card.with_user(self.make_user("manager", login="edge_manager")).record_activity(
                "thing", self.card.code, "1"
            )

    def test_nothing_that_needs_approval_stays_nothing(self):
        self.make_activity("balance", requires_approval=True)
        self.card._record_activity("balance", key="1", code="thing", quantity=0)
        self.assertFalse(
            self.env["loyalty.activity.claim"].search([("card_id", "=", self.card.id)]).filtered("quantity")
        )


@tagged("post_install", "-at_install")
class TestActivityPictures(ActivityMixin, HttpCase):
    def test_claims_of_an_account_that_was_merged(self):
        self.club = type(self).club = self.make_club()
        activity = self.make_activity("social_follow", name="Follow us")
        user = self.make_user("portal", login="merged")
        card, old = self.make_member(self.club, partner_id=user.partner_id.id), self.make_member(self.club)
        self.env["loyalty.activity.claim"].create({"activity_id": activity.id, "card_id": old.id, "note": "My words"})
        old._merge_into(card)
        self.authenticate("merged", "merged")
        self.assertIn("My words", self.url_open("/my/club/claims").text)

    def test_a_file_that_is_no_picture(self):
        self.club = type(self).club = self.make_club()
        activity = self.make_activity("social_follow", name="Follow us")
        user = self.make_user("portal", login="pictures")
        self.make_member(self.club, partner_id=user.partner_id.id)
        self.authenticate("pictures", "pictures")
        for content, kind in (
            (b"no picture", "image/png"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg"),
        ):
            page = self.url_open("/my/club/claims").text
            values = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("csrf_token", "sending")}
            answer = self.url_open(
                "/my/club/claims",
                data={**values, "activity_id": activity.id, "note": "My words"},
                files={"picture": ("me.png", content, kind)},
            )
            self.assertEqual(answer.status_code, 200)
            self.assertIn("not a picture", answer.text)
            self.assertIn("My words", answer.text)
