"""Members are told by mail of a coupon that they got without asking: whom, in which language, how often."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_coalition_automatic import AutomaticCase


@tagged("post_install", "-at_install")
class TestCoalitionMail(AutomaticCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"club_message_limit": 0, "club_quiet_from": 0, "club_quiet_to": 0})
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

    def get_messages(self, account=None):
        domain = [("account_id", "=", (account or self.ada).id), ("purpose", "=", "coupon")]
        return self.env["loyalty.message"].search(domain)

    def send(self):
        self.env["loyalty.message"]._send_due()
        self.env.invalidate_all()

    def get_mail(self, account=None):
        self.send()
        return self.get_messages(account).mail_id

    def test_what_it_says(self):
        self.give(self.ada)
        mail, coupon = self.get_mail(), self.get_coupons()
        self.assertEqual((mail.recipient_ids, mail.subject), (self.ada.partner_id, "A coupon of Ballet Shoes for you"))
        url = f"/my/club/partners?account={self.ada.id}"
        for words in (coupon.code, "20 % off", "20 % off shoes", url, "can be used until"):
            self.assertIn(words, mail.body_html)

    def test_without_a_last_day(self):
        self.theirs.valid_days = 0
        self.give(self.ada)
        self.assertNotIn("can be used until", self.get_mail().body_html)
        self.assertFalse(self.get_messages().valid_until)

    def test_pointless_after_its_last_day(self):
        self.club.tz = "Asia/Tehran"
        self.give(self.ada)
        last_day = self.get_coupons().expires_on
        message = self.get_messages()
        self.assertEqual(self.club._get_local_time(message.valid_until).isoformat()[11:], "00:00:00")
        self.assertEqual((self.club._get_local_day(message.valid_until) - last_day).days, 1)

    def test_once(self):
        self.give(self.ada)
        self.run_job()
        self.get_coupons()._mail_coupon()
        self.assertEqual(len(self.get_messages()), 1)

    def test_in_the_language_of_the_member(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.theirs.with_context(lang="fr_FR").value_text = "vingt pour cent"
        self.ada.partner_id.lang = "fr_FR"
        self.give(self.ada)
        self.assertIn("vingt pour cent", self.get_mail().body_html)

    def test_only_with_consent(self):
        ben = self.make_member(self.club, name="Ben")
        ben.partner_id.email = "ben@example.com"
        self.give(ben, self.ada)
        self.assertEqual((bool(self.get_mail(ben)), bool(self.get_mail())), (False, True))
        self.assertEqual(self.get_messages(ben).reason, "no_consent")
        self.assertEqual((len(self.get_coupons(ben)), len(self.get_coupons())), (1, 1))

    def test_cancelled_while_it_waited(self):
        self.give(self.ada)
        self.get_coupons()._cancel()
        self.assertFalse(self.get_mail())
        self.assertEqual(self.get_messages().reason, "gone")

    def test_chosen_ones_need_no_mail(self):
        self.add_codes("A1")
        self.theirs.how = "chosen"
        self.theirs.with_env(self.env)._give(self.ada)
        self.assertFalse(self.get_messages())

    def test_told_before_the_codes_are_gone(self):
        """The first of two who get the last code is told of it."""
        ben = self.make_member(self.club, name="Ben")
        self.reach(ben, "ben@example.com")
        self.add_codes("ONLY")
        for account in (self.ada, ben):
            self.make_sale(account.partner_id, [(self.product, 1)])
        with mute_logger("odoo.addons.loyalty_club.models.coalition.home.automatic"):
            self.run_job()
        self.assertEqual((len(self.get_messages()), len(self.get_messages(ben))), (1, 0))

    def test_number_of_queries(self):
        accounts = [self.make_member(self.club, name=f"M{number}") for number in range(8)]
        self.add_codes(*(f"Q{number}" for number in range(8)))
        coupons = [self.theirs.with_env(self.env)._give(account, for_points=False) for account in accounts]
        Coupon = self.env["loyalty.coalition.coupon"]
        Coupon.union(*coupons[:2])._mail_coupon()  # what is remembered from then on
        one = self.count_queries(coupons[2]._mail_coupon)
        many = self.count_queries(Coupon.union(*coupons[3:])._mail_coupon)
        self.assertEqual(one, many)
        self.assertEqual([len(self.get_messages(account)) for account in accounts], [1] * 8)
