"""Setting communications up: templates, days, who may, and trying one."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..hooks import uninstall_hook
from .communication_case import CommunicationCase


@tagged("post_install", "-at_install")
class TestCommunicationSettings(CommunicationCase):
    def test_a_name_before_there_is_a_club(self):
        name = self.env["loyalty.mail"].new({"trigger": "birthday"}).display_name
        self.assertNotIn("False", name)
        self.assertTrue(name)

    def test_usual_templates(self):
        """Every occasion has a template for each channel, and the form offers it."""
        triggers = [name for name, _label in self.Mail._fields["trigger"]._description_selection(self.env)]
        for trigger in triggers:
            for channel in ("email", "sms"):
                with self.subTest(f"{trigger} {channel}"):
                    self.assertTrue(self.Mail._get_usual_template(trigger, channel))
        form = Form(self.Mail.with_context(default_program_id=self.club.id), "loyalty_club.loyalty_mail_view_form")
        form.trigger = "points_expiring"
        self.assertEqual(form.mail_template_id, self.env.ref("loyalty_club.mail_template_points_expiring"))
        self.assertEqual(form.days, 14)
        form.channel = "sms"
        form.trigger = "inactive"
        self.assertEqual(form.sms_template_id, self.env.ref("loyalty_club.sms_template_inactive"))
        self.assertEqual(form.days, 90)
        mail = form.save()
        self.assertEqual(mail.summary, "After 90 days without a purchase or a reward")

    def test_an_own_template_stays(self):
        own = self.env["mail.template"].create(
            {"name": "Own", "model_id": self.env["ir.model"]._get_id("loyalty.card"), "subject": "x"}
        )
        form = Form(self.Mail.with_context(default_program_id=self.club.id), "loyalty_club.loyalty_mail_view_form")
        form.trigger = "birthday"
        form.mail_template_id = own
        form.trigger = "inactive"
        self.assertEqual(form.mail_template_id, own)

    def test_templates_that_do_not_fit(self):
        other = self.env["mail.template"].create(
            {"name": "Other", "model_id": self.env["ir.model"]._get_id("res.partner"), "subject": "x"}
        )
        with self.assertRaisesRegex(ValidationError, "does not fit"):
            self.switch_on("birthday", mail_template_id=other.id)
        with self.assertRaisesRegex(ValidationError, "does not fit"):
            self.switch_on("birthday", mail_template_id=self.env.ref("loyalty_club.mail_template_points_earned").id)
        with self.assertRaisesRegex(ValidationError, "Choose the template"):
            self.switch_on("birthday", mail_template_id=False)

    def test_other_programs_stay_as_they_are(self):
        program = self.make_stock_program("coupons")
        with self.assertRaisesRegex(ValidationError, "for clubs only"):
            self.Mail.create({"program_id": program.id, "trigger": "birthday"})

    def test_leaving_the_club(self):
        """Stock knows e-mails only."""
        text = self.switch_on("birthday", channel="sms")
        mail = self.switch_on("birthday")
        uninstall_hook(self.env)
        self.assertEqual((text.exists(), mail.exists()), (self.Mail, mail))

    def test_figures(self):
        mail, other = self.switch_on("birthday"), self.switch_on("birthday", channel="sms")
        self.partner.birth_date = "1990-05-20"
        for record in (mail, other):
            record.since = "2026-01-01 00:00:00"
        messages = self.tell_at("2026-05-20 06:30:00")
        self.assertEqual((mail.waiting_count, other.waiting_count, mail.sent_count), (1, 1, 0))
        messages[0].state = "skipped"
        (mail | other).invalidate_recordset()
        self.assertEqual((mail.waiting_count, mail.skipped_count, other.waiting_count), (0, 1, 1))
        self.assertEqual(self.Message.search(mail.action_open_messages()["domain"]), messages[0])

    def test_who_may(self):
        mail = self.switch_on("birthday")
        with self.assertRaises(AccessError):
            mail.with_user(self.make_user("club_user")).days = 3
        with self.assertRaises(AccessError):
            mail.with_user(self.make_user("auditor")).active = False
        mail.with_user(self.make_user("manager")).active = False
        with self.assertRaises(AccessError):
            mail.with_user(self.make_user("employee")).read(["trigger"])

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Other"})
        club = self.make_club(company_id=company.id, currency_id=company.currency_id.id)
        mail = self.Mail.create({"program_id": club.id, "trigger": "birthday"})
        user = self.make_user("club_user")
        self.assertNotIn(mail, self.Mail.with_user(user).search([]))

    def test_its_company_gets_the_message(self):
        company = self.env["res.company"].create({"name": "Other"})
        club = self.make_club(company_id=company.id, currency_id=company.currency_id.id)
        with self.at("2026-05-04 09:00:00"):
            self.Mail.create({"program_id": club.id, "trigger": "welcome"})
            self.make_member(club, name="Ben")
        self.assertEqual(self.tell_at("2026-05-04 09:05:00").company_id, company)

    def test_club_of_all_companies(self):
        """Who agreed to messages of the other company gets its messages, and each of them once."""
        other = self.env["res.company"].create({"name": "Other"})
        club = self.make_club(company_id=False, currency_id=self.env.company.currency_id.id)
        template = self.Mail._get_usual_template("create", "email")
        with self.at("2026-05-04 09:00:00"):
            mail = self.Mail.create({"program_id": club.id, "trigger": "welcome"})
            at_once = self.Mail.create({"program_id": club.id, "trigger": "create", "mail_template_id": template.id})
            partner = self.make_partner("Ben", email="ben@example.com")
            self.env["loyalty.consent"]._give(partner, {"email": None}, "till", other)
            card = self.make_member(club, partner_id=partner.id)
            card.with_context(loyalty_no_mail=False)._send_creation_communication()
        self.assertEqual(self.tell_at("2026-05-04 09:05:00", mail).company_id, other)
        self.assertEqual(self.Message.search([("key", "=like", f"mail,{at_once.id},%")]).company_id, other)
        window = self.env["loyalty.mail.try"].create({"mail_id": mail.id, "card_id": card.id})
        self.assertFalse(window.problem)
        self.env["loyalty.consent"]._give(partner, {"email": None}, "till", self.env.company)
        self.assertFalse(self.tell_at("2026-05-04 09:10:00", mail), "told already, by the other one")


@tagged("post_install", "-at_install")
class TestTry(CommunicationCase):
    def try_on(self, mail, card=None, user=None):
        window = self.env["loyalty.mail.try"].with_user(user or self.env.user)
        return window.create({"mail_id": mail.id, "card_id": (card or self.card).id})

    def test_email(self):
        self.partner.write({"email": "ada@example.com", "lang": "en_US"})
        window = self.try_on(self.switch_on("welcome"))
        self.assertIn("Welcome to Club", window.subject)
        self.assertIn(self.card.code, window.body)
        self.assertRegex(window.problem, "did not agree")
        self.env["loyalty.consent"]._give(self.partner, {"email": None}, "staff", self.env.company)
        window.invalidate_recordset()
        self.assertFalse(window.problem)

    def test_every_template_can_be_rendered(self):
        """On an account with all of it, and on one with nothing."""
        self.env["loyalty.tier"].create({"program_id": self.club.id, "name": "Silver", "min_points": 100})
        self.card._post_points(100, "accrual", qualifying={"points": 100}, expires_on=self.env.cr.now().date())
        empty = self.make_member(self.club, name="Empty")
        for trigger in self.Mail._fields["trigger"].get_values(self.env):
            for channel in ("email", "sms"):
                mail = self.switch_on(trigger, channel=channel) if trigger not in ("create", "points_reach") else None
                if not mail:
                    field = "sms_template_id" if channel == "sms" else "mail_template_id"
                    template = self.Mail._get_usual_template(trigger, channel)
                    mail = self.switch_on(trigger, channel=channel, **{field: template.id})
                for card in (self.card, empty):
                    with self.subTest(f"{trigger} {channel} {card.partner_id.name}"):
                        window = self.try_on(mail, card)
                        text = window.text if channel == "sms" else f"{window.subject} {window.body}"
                        if trigger == "points_earned" and card == empty:
                            self.assertRegex(window.problem, "No points")
                        else:
                            self.assertTrue(text)
                            self.assertNotIn("{{", text)
                            self.assertNotIn("None", text)

    def test_default_member(self):
        mail = self.switch_on("welcome")
        values = self.env["loyalty.mail.try"].with_context(default_mail_id=mail.id).default_get(["mail_id", "card_id"])
        self.assertEqual(values["card_id"], self.card.id)

    def test_accounts_of_other_companies(self):
        company = self.env["res.company"].create({"name": "Other"})
        club = self.make_club(company_id=company.id, currency_id=company.currency_id.id)
        foreign, user = self.make_member(club, name="Foreign"), self.make_user("club_user")
        with self.assertRaises(AccessError):
            self.try_on(self.switch_on("welcome"), foreign, user)
