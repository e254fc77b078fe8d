"""Whom a plan asks: sample, tiers, domain, rest; and what is in its way."""

from datetime import timedelta

from psycopg2 import errors

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.sampling import in_sample
from .survey_plan_case import START, SurveyPlanCase


@tagged("post_install", "-at_install")
class TestSurveyPlanRules(SurveyPlanCase):
    def make_members(self, count):
        partners = self.env["res.partner"].create([{"name": f"Member {number}"} for number in range(count)])
        self.Card.create([{"program_id": self.club.id, "partner_id": partner.id} for partner in partners])
        return partners

    def sell(self, partners, hours=1):
        with self.later(hours=hours):
            return self.env["sale.order"].union(
                *(self.make_sale(partner, [(self.service, 1)]) for partner in partners)
            )  # fmt: skip

    def test_the_sample_is_the_same_each_time_and_of_about_that_size(self):
        """SQL and the engine choose the same ones; who belongs to a share belongs to every larger one."""
        partners = self.make_members(30)
        self.sell(partners)
        plans = [self.make_plan("order_confirmed", share=share) for share in (20, 60, 100)]
        with self.later(days=1):
            chosen = [{row.partner_id for row in plan._get_due()} for plan in plans]
            again = [{row.partner_id for row in plan._get_due()} for plan in plans]
        self.assertEqual(chosen, again)
        for plan, found in zip(plans, chosen, strict=True):
            self.assertEqual(found, {p.id for p in partners if in_sample(plan.id, p.id, plan.share)}, plan.share)
        self.assertEqual(len(chosen[2]), 30)
        many = [in_sample(7, member, 20) for member in range(10_000)]
        self.assertAlmostEqual(sum(many), 2_000, delta=150)
        self.assertTrue(all(in_sample(7, m, 45) for m, chosen_at_20 in enumerate(many) if chosen_at_20))

    def test_tiers_and_domain(self):
        silver = self.env["loyalty.tier"].create({"program_id": self.club.id, "name": "Silver", "min_points": 150})
        rich, poor = self.make_members(2)
        rich.city = "Lund"
        for_silver = self.make_plan("order_confirmed", tier_ids=silver.ids)
        for_lund = self.make_plan("order_confirmed", member_domain="[('city', '=', 'Lund')]")
        self.env.company.club_survey_rest_days = 0
        orders = self.sell(rich | poor)
        with self.later(hours=1):
            orders |= self.make_sale(rich, [(self.service, 1)])
        for plan in (for_silver, for_lund):
            self.ask(plan, hours=2)
            self.assertEqual({row[0] for row in self.asked(plan)}, set(rich), plan.id)
            self.assertEqual(len(self.asked(plan)), 2)
        with self.assertRaisesRegex(ValidationError, "cannot be searched"):
            for_lund.member_domain = "[('no_such_field', '=', 1)]"

    def test_a_member_rests_over_all_plans(self):
        first, second = self.make_plan("order_confirmed"), self.make_plan("order_confirmed", sequence=20)
        order = self.sell(self.partner)
        late = self.sell(self.partner, hours=2)
        self.let_through(self.ask(first, hours=3), hours=3)
        self.assertEqual(
            self.asked(first), [(self.partner, "invited", False, order), (self.partner, "not_sent", "recent", late)]
        )
        self.ask(second, hours=4)
        self.assertEqual({row[1:3] for row in self.asked(second)}, {("not_sent", "recent")})
        self.sell(self.partner, hours=29 * 24)
        self.ask(second, days=29, hours=12)
        self.assertEqual(self.asked(second)[-1][1], "not_sent")
        last = self.sell(self.partner, hours=31 * 24)
        self.ask(second, days=31)
        self.assertEqual(self.asked(second)[-1], (self.partner, "planned", False, last))

    def test_what_was_not_sent_is_no_reason_to_rest(self):
        first, second = self.make_plan("order_confirmed"), self.make_plan("order_confirmed", sequence=20)
        self.sell(self.partner)
        made = self.ask(first, hours=2)
        made.message_id.write({"state": "skipped", "reason": "no_consent"})
        with self.later(hours=3):
            self.assertEqual(self.Invitation._follow_messages(), 1)
            self.assertEqual(self.Invitation._follow_messages(), 0)
        self.assertEqual(self.asked(first)[0][1:3], ("not_sent", "no_consent"))
        self.ask(second, hours=4)
        self.assertEqual(self.asked(second)[0][1], "planned")

    def test_the_message_before_the_gate(self):
        plan = self.make_plan("order_confirmed")
        self.sell(self.partner)
        made = self.ask(plan, hours=2)
        message = made.message_id
        self.assertEqual(
            (message.partner_id, message.account_id, message.program_id, message.purpose, message.channel),
            (self.partner, self.card, self.club, "survey", "email"),
        )
        self.assertEqual((message.key, message.res_id), (f"survey,{made.id}", made.id))
        self.assertEqual(message.mail_template_id, self.env.ref("loyalty_club.mail_template_survey_plan"))
        self.assertEqual(message.valid_until, START + timedelta(days=14, hours=2))
        self.assertNotIn(made.token, (made.key, message.key), "nobody guesses it")
        self.assertGreaterEqual(len(made.token), 22)
        message.write({"state": "sent", "sent_at": START + timedelta(hours=3)})
        with self.later(hours=3):
            self.Invitation._follow_messages()
        self.assertEqual((made.state, made.invited_at), ("invited", START + timedelta(hours=3)))
        message.write({"state": "failed", "reason": "undelivered"})
        with self.later(days=1):
            self.Invitation._follow_messages()
        self.assertEqual((made.state, made.reason, made.invited_at), ("not_sent", "undelivered", False))

    def test_text_of_the_messages(self):
        plan = self.make_plan("order_confirmed")
        order = self.sell(self.partner)
        made = self.ask(plan, hours=2)
        mail = plan.mail_template_id._generate_template(made.ids, ["subject", "body_html", "partner_to"])[made.id]
        self.assertIn(made.url, mail["body_html"])
        self.assertIn(order.name, mail["body_html"])
        self.assertEqual(mail["partner_ids"], self.partner.ids)
        text = plan.sms_template_id._render_field("body", made.ids)[made.id]
        self.assertIn(made.url, text)

    def test_notice_in_the_portal(self):
        other = self.make_members(1)
        self.make_user("portal", login="mary", partner_id=self.partner.id)
        plan = self.make_plan("order_confirmed", channel="portal")
        self.sell(self.partner | other)
        made = self.ask(plan, hours=2)
        self.assertEqual({row[:3] for row in self.asked(plan)}, {
            (self.partner, "invited", False), (other, "not_sent", "no_login"),
        })  # fmt: skip
        self.assertFalse(made.message_id)
        self.assertEqual(made.filtered("invited_at").invited_at, START + timedelta(hours=2))

    def test_members_who_left_and_guests_are_not_asked(self):
        plan = self.make_plan("order_confirmed")
        guest, gone, suspended = self.make_partner("Guest"), *self.make_members(2)
        cards = {card.partner_id: card for card in self.club.coupon_ids}
        self.sell(gone | suspended)
        cards[gone].membership_state = "left"
        cards[suspended].membership_state = "suspended"
        self.club.active = True
        self.club.enrollment = "opt_in"
        self.sell(guest)
        self.assertFalse(self.ask(plan, hours=2))

    def test_contacts_of_a_company_that_share_its_account(self):
        self.club.contact_accounts = "company"
        company = self.make_partner("Company", is_company=True)
        account = self.make_member(self.club, partner_id=company.id)
        contact = self.make_partner("Contact", parent_id=company.id)
        plan = self.make_plan("order_confirmed")
        self.sell(contact)
        made = self.ask(plan, hours=2)
        self.assertEqual((made.partner_id, made.account_id), (contact, account))

    def test_other_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        plan = self.make_plan("order_confirmed")
        order = self.sell(self.partner)
        self.env.cr.execute("UPDATE sale_order SET company_id = %s WHERE id = %s", [other.id, order.id])
        order.invalidate_recordset()
        self.assertFalse(self.ask(plan, hours=2))
        manager = self.make_user("manager", company_id=other.id, company_ids=[(6, 0, other.ids)])
        self.assertFalse(self.env["loyalty.survey.plan"].with_user(manager).search([("id", "=", plan.id)]))
        with self.assertRaises(AccessError):
            plan.with_user(manager).action_stop()

    def test_survey_or_club_that_was_archived(self):
        self.sell(self.partner)
        for record, words in ((self.survey, "The survey"), (self.club, "The club")):
            plan = self.make_plan("order_confirmed")
            record.active = False
            self.assertFalse(self.ask(plan, hours=2))
            self.assertEqual(plan.state, "stopped")
            self.assertIn(words, plan.message_ids[0].body)
            with self.assertRaisesRegex(UserError, "archived"):
                plan.action_start()
            record.active = True

    def test_what_a_plan_needs_before_it_starts(self):
        empty = self.make_survey(question_and_page_ids=[])
        plan = self.make_plan("order_confirmed", started=None, survey_id=empty.id, mail_template_id=False)
        with self.assertRaisesRegex(UserError, "has no questions"):
            plan.action_start()
        plan.survey_id = self.survey
        with self.assertRaisesRegex(UserError, "Choose the message"):
            plan.action_start()
        with self.assertRaisesRegex(ValidationError, "QR code"):
            plan.channel = "qr"
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.CheckViolation), self.env.cr.savepoint():
            plan.share = 0
            plan.flush_recordset()

    def test_what_has_asked_stays(self):
        plan = self.make_plan("order_confirmed")
        self.sell(self.partner)
        made = self.ask(plan, hours=2)
        plan.write({"survey_id": self.survey.id, "share": 50})
        with self.assertRaisesRegex(UserError, "Make another plan"):
            plan.moment = "till"
        with self.assertRaisesRegex(UserError, "Archive it"):
            plan.unlink()
        plan.active = False
        self.assertFalse(self.ask(plan, hours=3))
        self.assertEqual(made.plan_id, plan)

    def test_a_deleted_customer_leaves_the_invitation(self):
        plan = self.make_plan("quotation_sent")
        with self.later(hours=1):
            order = self.make_order(self.partner, [(self.service, 1)])
            order.action_quotation_sent()
        made = self.ask(plan, hours=2)
        order._action_cancel()
        order.unlink()
        made.message_id.unlink()  # goes by itself, but in rows that this transaction made PostgreSQL looks too early
        self.card.unlink()
        self.partner.unlink()
        self.assertTrue(made.exists())
        self.assertEqual((made.about, made.account_id.id), (False, False))

    def test_only_start_and_stop_move_a_plan(self):
        manager = self.make_user("manager")
        plan = self.make_plan("order_confirmed", started=None).with_user(manager)
        for values in ({"state": "running"}, {"started_at": "2020-01-01"}):
            with self.assertRaisesRegex(AccessError, "Start"):
                plan.write(values)
            with self.assertRaisesRegex(AccessError, "Start"):
                plan.copy(values)
        plan.action_start()
        self.assertEqual(plan.state, "running")
        for role in ("club_user", "auditor", "employee"):
            with self.assertRaises(AccessError):
                plan.with_user(self.make_user(role)).action_stop()
        user = self.env.ref("base.user_demo", raise_if_not_found=False) or self.make_user("club_user", "other_user")
        self.assertNotIn("token", self.Invitation.with_user(user).fields_get())
        with self.assertRaises(AccessError):
            self.Invitation.with_user(manager).create({"plan_id": plan.id})

    def test_merged_members_were_asked_once(self):
        double = self.make_partner("Mary again")
        card = self.make_member(self.club, partner_id=double.id)
        plan = self.make_plan("order_confirmed")
        self.sell(double)
        made = self.ask(plan, hours=2)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge([self.partner.id, double.id], self.partner)
        self.env.invalidate_all()
        self.assertEqual((made.partner_id, made.account_id), (self.partner, card._get_survivor()))
        self.sell(self.partner, hours=3)
        self.let_through(made, hours=4)
        self.ask(plan, hours=4)
        self.assertEqual([row[1:3] for row in self.asked(plan)], [("invited", False), ("not_sent", "recent")])
