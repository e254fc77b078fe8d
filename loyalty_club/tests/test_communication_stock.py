"""Stock's own occasions: for members by the gate, for everybody else as stock sends them. And who wakes the job up."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .communication_case import CommunicationCase


@tagged("post_install", "-at_install")
class TestStockOccasions(CommunicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "loyalty_no_mail": False})
        cls.club = cls.club.with_env(cls.env)
        cls.card = cls.card.with_env(cls.env)
        cls.Mail, cls.Message = cls.Mail.with_env(cls.env), cls.Message.with_env(cls.env)
        cls.template = cls.env.ref("loyalty_club.mail_template_welcome")

    def mails(self):
        return self.env["mail.mail"].search_count([])

    def of(self, mail):
        return self.Message.search([("key", "=like", f"mail,{mail.id},%")], order="id")

    def test_at_creation(self):
        mail = self.switch_on("create", mail_template_id=self.template.id)
        before = self.mails()
        card = self.env["loyalty.card"].create({"program_id": self.club.id, "partner_id": self.make_partner("Ben").id})
        message = self.of(mail)
        self.assertEqual((message.account_id, message.purpose, message.state), (card, "welcome", "waiting"))
        self.assertEqual(self.mails(), before, "the gate sends it")

    def test_at_creation_of_other_cards(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Coupons",
                "program_type": "coupons",
                "communication_plan_ids": [
                    Command.clear(),
                    Command.create({"trigger": "create", "mail_template_id": self.template.id}),
                ],
            }
        )
        before, asked = self.mails(), self.Message.search_count([])
        self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": self.make_partner("Ben", email="ben@example.com").id}
        )
        self.assertEqual((self.mails(), self.Message.search_count([])), (before + 1, asked))

    def test_when_reaching(self):
        """The highest limit that is passed, every time that it is passed."""
        low = self.switch_on("points_reach", points=50, mail_template_id=self.template.id)
        high = self.switch_on("points_reach", points=90, mail_template_id=self.template.id)
        before = self.mails()
        self.card._post_points(100, "accrual", key="first")
        self.assertEqual((len(self.of(low)), len(self.of(high)), self.mails()), (0, 1, before))
        self.card._post_points(100, "accrual", key="first")
        self.card._post_points(-80, "redemption")
        self.card._post_points(40, "accrual")
        self.assertEqual((len(self.of(low)), len(self.of(high))), (1, 1))
        self.card._post_points(-40, "redemption")
        self.card._post_points(80, "accrual")
        self.assertEqual((len(self.of(low)), len(self.of(high))), (1, 2))

    def test_limit_of_another_tier(self):
        """The highest limit that is meant for the member, not that of others."""
        tier = self.env["loyalty.tier"].create({"program_id": self.club.id, "name": "Gold", "min_points": 5000})
        low = self.switch_on("points_reach", points=50, mail_template_id=self.template.id)
        high = self.switch_on("points_reach", points=90, mail_template_id=self.template.id, tier_ids=tier.ids)
        self.card._post_points(100, "accrual")
        self.assertEqual((len(self.of(low)), len(self.of(high))), (1, 0))

    def test_many_at_once(self):
        mail = self.switch_on("points_reach", points=50, mail_template_id=self.template.id)
        cards = self.card | self.make_member(self.club, name="Ben") | self.make_member(self.club, name="Cleo")
        self.env["loyalty.card"]._post_points_batch(
            [{"card_id": card.id, "points": 60, "kind": "accrual", "expires_on": None} for card in cards]
        )
        self.assertEqual(self.of(mail).account_id, cards)

    def test_nothing_where_mails_are_switched_off(self):
        mail = self.switch_on("create", mail_template_id=self.template.id)
        quiet = self.env["loyalty.card"].with_context(loyalty_no_mail=True)
        quiet.create({"program_id": self.club.id, "partner_id": self.make_partner("Ben").id})
        self.assertFalse(self.of(mail))


@tagged("post_install", "-at_install")
class TestWaking(CommunicationCase):
    def is_awake(self):
        self.env.cr.precommit.data.pop("loyalty_club.communications_awake", None)
        found = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("loyalty_club.ir_cron_communications").id)]
        )
        found.unlink()
        return len(found)

    def test_nobody_tells_anything(self):
        self.is_awake()
        self.make_sale(self.partner, [(self.service, 1)])
        self.make_member(self.club, name="Ben")
        self.assertFalse(self.is_awake())

    def test_a_purchase(self):
        self.switch_on("points_earned")
        self.is_awake()
        self.make_sale(self.partner, [(self.service, 1)])
        self.make_sale(self.partner, [(self.service, 1)])
        self.assertEqual(self.is_awake(), 1, "once in a transaction")

    def test_a_member(self):
        mail = self.switch_on("welcome")
        self.is_awake()
        self.make_member(self.club, name="Ben")
        self.assertTrue(self.is_awake())
        mail.active = False
        self.make_member(self.club, name="Cleo")
        self.assertFalse(self.is_awake())

    def test_a_tier(self):
        self.env["loyalty.tier"].create({"program_id": self.club.id, "name": "Silver", "min_points": 100})
        self.switch_on("tier_reached")
        self.is_awake()
        self.card._post_points(100, "accrual", qualifying={"points": 100}, expires_on=None)
        self.assertTrue(self.is_awake())

    def test_the_cron(self):
        """What the job does for itself: chunks, and days that were looked at."""
        mail = self.switch_on("birthday")
        self.partner.birth_date = "1990-05-20"
        kept = patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_args, **_values: 1.0)
        with self.at("2026-05-20 06:30:00"), kept:
            mail.since = "2026-01-01 00:00:00"
            self.Mail._cron_tell()
            self.env.invalidate_all()
            self.assertEqual(str(mail.looked_on), "2026-05-20")
            self.assertEqual(self.Message.search_count([("key", "=like", f"mail,{mail.id},%")]), 1)
            self.partner.birth_date = "1990-05-21"
            self.Mail._cron_tell()
            self.assertEqual(self.Message.search_count([("key", "=like", f"mail,{mail.id},%")]), 1)
