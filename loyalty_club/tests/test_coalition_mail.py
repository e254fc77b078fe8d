"""Members are told by mail of a coupon that they got without asking: who, in which language, how often."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_coalition_automatic import AutomaticCase

LOGGER = "odoo.addons.loyalty_club.models.coalition.home.coupon_mail"


@tagged("post_install", "-at_install")
class TestCoalitionMail(AutomaticCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theirs.write({"how": "order", "order_minimum": 50, "value_text": "20 % off", "valid_days": 10})
        cls.product = cls.make_product(60.0)
        cls.reach(cls.ada)
        cls.env = cls.env(context={**cls.env.context, "loyalty_no_mail": False})

    @classmethod
    def reach(cls, account, email="ada@example.com", **values):
        account.partner_id.write({"email": email, **values})
        cls.env["loyalty.consent"]._give(account.partner_id, {"email": ""}, "staff", cls.env.company)

    def give(self, *accounts):
        self.add_codes(*(f"C{account.id}" for account in accounts))
        for account in accounts:
            self.make_sale(account.partner_id, [(self.product, 1)])
        self.run_job()

    def get_mails(self, account=None):
        partner = (account or self.ada).partner_id
        return self.env["mail.mail"].search(
            [("recipient_ids", "in", partner.ids), ("model", "=", "loyalty.coalition.coupon")]
        )

    def test_what_it_says(self):
        self.give(self.ada)
        mail, coupon = self.get_mails(), self.get_coupons()
        self.assertEqual((mail.res_id, mail.subject), (coupon.id, "A coupon of Ballet Shoes for you"))
        for words in (coupon.code, "20 % off", "20 % off shoes", "/my/club/partners", "can be used until"):
            self.assertIn(words, mail.body_html)
        self.assertTrue(coupon.mailed_at)

    def test_without_a_last_day(self):
        self.theirs.valid_days = 0
        self.give(self.ada)
        self.assertNotIn("until", self.get_mails().body_html)

    def test_once(self):
        self.give(self.ada)
        self.run_job()
        self.get_coupons()._mail_coupon()
        self.assertEqual(len(self.get_mails()), 1)

    def test_in_the_language_of_the_member(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.theirs.with_context(lang="fr_FR").value_text = "vingt pour cent"
        self.ada.partner_id.lang = "fr_FR"
        self.give(self.ada)
        self.assertIn("vingt pour cent", self.get_mails().body_html)

    def test_only_with_consent(self):
        ben, cleo, dan = (self.make_member(self.club, name=name) for name in ("Ben", "Cleo", "Dan"))
        ben.partner_id.email = "ben@example.com"
        for account, email in ((cleo, "cleo@example.com"), (dan, "dan@example.com")):
            self.reach(account, email)
        self.env["loyalty.consent"]._withdraw(cleo.partner_id, ["email"], "staff", self.env.company)
        self.env["mail.blacklist"]._add("dan@example.com")
        self.theirs.limit_per_member = 0
        self.give(ben, cleo, dan, self.ada)
        self.assertEqual([len(self.get_mails(account)) for account in (ben, cleo, dan, self.ada)], [0, 0, 0, 1])
        self.assertEqual([len(self.get_coupons(account)) for account in (ben, cleo, dan, self.ada)], [1, 1, 1, 1])

    def test_consent_to_another_company(self):
        ben = self.make_member(self.club, name="Ben")
        ben.partner_id.email = "ben@example.com"
        other = self.env["res.company"].create({"name": "Others"})
        self.env["loyalty.consent"]._give(ben.partner_id, {"email": ""}, "staff", other)
        self.give(ben)
        self.assertFalse(self.get_mails(ben))

    def test_told_before_the_codes_are_gone(self):
        """The first of two who get the last code is told of it."""
        ben = self.make_member(self.club, name="Ben")
        self.reach(ben, "ben@example.com")
        self.add_codes("ONLY")
        for account in (self.ada, ben):
            self.make_sale(account.partner_id, [(self.product, 1)])
        with mute_logger("odoo.addons.loyalty_club.models.coalition.home.automatic"):
            self.run_job()
        self.assertEqual((len(self.get_mails()), len(self.get_mails(ben))), (1, 0))

    def test_a_template_that_does_not_work(self):
        template = type(self.env["mail.template"])
        with patch.object(template, "send_mail_batch", side_effect=UserError("broken")), mute_logger(LOGGER):
            self.give(self.ada)
        self.assertEqual((self.get_coupons().state, self.get_coupons().mailed_at), ("issued", False))

    def test_number_of_queries(self):
        accounts = [self.make_member(self.club, name=f"M{number}") for number in range(8)]
        for number, account in enumerate(accounts):
            self.reach(account, f"m{number}@example.com")
        self.env["mail.template"].search([]).mapped("name")
        self.add_codes(*(f"Q{number}" for number in range(8)))
        coupons = [self.theirs.with_env(self.env)._give(account, for_points=False) for account in accounts]
        Coupon = self.env["loyalty.coalition.coupon"]
        Coupon.union(*coupons[:2])._mail_coupon()  # what is remembered from then on
        one = self.count_queries(coupons[2]._mail_coupon)
        many = self.count_queries(Coupon.union(*coupons[3:])._mail_coupon)
        self.assertEqual(one, many)
        self.assertEqual([len(self.get_mails(account)) for account in accounts], [1] * 8)

    def count_queries(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.user.partner_id.name  # noqa: B018 the reader is no part of it
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
