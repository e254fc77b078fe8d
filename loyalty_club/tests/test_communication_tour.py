"""Staff set up what a club tells, and send a recall, in a real browser."""

from odoo.tests import HttpCase, tagged

from .news_case import NewsMixin


@tagged("post_install", "-at_install")
class TestCommunicationTour(NewsMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(name="Corner Club")
        cls.boss = cls.make_user(
            "loyalty_club.group_club_manager,sales_team.group_sale_manager",
            login="communication_boss",
            email="boss@example.com",
        )
        cls.env["loyalty.news"].search([]).active = False

    def start(self, address, tour):
        self.start_tour(address, tour, login="communication_boss", timeout=120)
        self.env.invalidate_all()

    def test_communications(self):
        self.make_member(self.club, name="Ada")
        self.start(f"/odoo/action-loyalty_club.loyalty_program_action_club/{self.club.id}", "club_communication")
        mails = self.env["loyalty.mail"].search([("program_id", "=", self.club.id)], order="id")
        self.assertEqual(
            mails.mapped(lambda mail: (mail.trigger, mail.channel, mail.days, mail.mail_template_id.name)),
            [
                ("welcome", "email", 7, "Club: welcome"),
                ("points_expiring", "email", 10, "Club: points expire soon"),
            ],
        )
        test = self.env["mail.mail"].search([("subject", "=like", "Test: %")])
        self.assertEqual(test.recipient_ids, self.boss.partner_id)
        self.assertFalse(self.env["loyalty.message"].search([("key", "=like", f"mail,{mails[0].id},%")]))

    def test_recall(self):
        self.env.company.write({"club_quiet_from": 0, "club_quiet_to": 0})
        kettle = self.make_product(30, name="Tour Kettle")
        for name, email in (("Ada", "ada@example.com"), ("Ben", "ben@example.com"), ("Nowhere", False)):
            self.make_sale(self.make_partner(name, email=email), [(kettle, 1)])
        self.start("/odoo/club-news", "club_recall")
        news = self.env["loyalty.news"].search([("subject", "=", "The lid may come off")])
        self.assertEqual((news.state, news.kind, len(news.recipient_ids)), ("sending", "recall", 3))
        news._hand_over()
        self.env["loyalty.message"]._send_due()
        self.start("/odoo/club-news", "club_recall_buyers")
        self.assertEqual((news.sent_count, news.skipped_count), (2, 1))
