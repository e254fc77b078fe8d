"""What is told soon after it happened: a new member, points, a tier."""

from odoo.tests import tagged

from .communication_case import CommunicationCase


@tagged("post_install", "-at_install")
class TestWelcome(CommunicationCase):
    def test_staff_open_an_account(self):
        with self.at("2026-05-04 09:00:00"):
            mail = self.switch_on("welcome")
        ben = self.member_at("2026-05-04 10:00:00")
        message = self.tell_at("2026-05-04 10:05:00")
        self.assertEqual(
            message.mapped(lambda m: (m.account_id, m.partner_id, m.purpose, m.channel, m.state)),
            [(ben, ben.partner_id, "welcome", "email", "waiting")],
        )
        self.assertEqual((message.res_model, message.res_id), ("loyalty.card", ben.id))
        self.assertEqual(message.mail_template_id, self.env.ref("loyalty_club.mail_template_welcome"))
        self.assertEqual(message.key, f"mail,{mail.id},welcome,{ben.id},joined")
        self.assertFalse(self.tell_at("2026-05-05 10:05:00"), "once")

    def test_members_of_before_are_no_news(self):
        early = self.member_at("2026-05-04 08:00:00", "Early")
        with self.at("2026-05-04 09:00:00"):
            self.switch_on("welcome")
        self.assertFalse(self.tell_at("2026-05-04 09:05:00"))
        with self.at("2026-05-04 11:00:00"):
            self.make_sale(early.partner_id, [(self.service, 1)])
        self.assertFalse(self.tell_at("2026-05-04 12:00:00"), "a purchase makes no new member of a member")

    def test_first_purchase_makes_a_member(self):
        """Also on the day of the switch, with an account that the quotation opened before it."""
        guest = self.make_partner("Guest")
        with self.at("2026-05-04 08:00:00"):
            order = self.make_order(guest, [(self.service, 1)])
        with self.at("2026-05-04 09:00:00"):
            self.switch_on("welcome")
        self.assertFalse(self.tell_at("2026-05-04 09:30:00"))
        with self.at("2026-05-04 10:00:00"):
            order.action_confirm()
        self.assertEqual(self.tell_at("2026-05-04 10:05:00").partner_id, guest)

    def test_late_runs_are_made_up_for_a_week(self):
        with self.at("2026-05-04 09:00:00"):
            self.switch_on("welcome")
        old, new = self.member_at("2026-05-10 10:00:00", "Old"), self.member_at("2026-05-12 10:00:00", "New")
        self.assertEqual(self.tell_at("2026-05-19 12:00:00").account_id, new)
        self.assertNotEqual(old, new)

    def test_who_left_and_clubs_that_rest(self):
        with self.at("2026-05-04 09:00:00"):
            mail = self.switch_on("welcome")
        self.member_at("2026-05-04 10:00:00").membership_state = "left"
        self.assertFalse(self.tell_at("2026-05-04 12:00:00"))
        self.member_at("2026-05-04 11:00:00", "Cleo")
        mail.active = False
        self.assertFalse(self.tell_at("2026-05-04 12:00:00"))
        with self.at("2026-05-04 13:00:00"):
            mail.active = True
        self.assertFalse(self.tell_at("2026-05-04 14:00:00"), "switched on anew: nothing of before")

    def test_import_of_history_is_no_news(self):
        with self.at("2026-05-04 09:00:00"):
            self.switch_on("welcome")
            self.switch_on("points_earned")
        ben = self.member_at("2026-05-04 10:00:00")
        with self.at("2026-05-04 10:00:00"):
            ben._post_points(10, "accrual", key="import,1")
        self.assertFalse(self.tell_at("2026-05-04 12:00:00"))

    def test_merged_members_were_told(self):
        with self.at("2026-05-04 09:00:00"):
            self.switch_on("welcome")
        ben, cleo = self.member_at("2026-05-04 10:00:00"), self.member_at("2026-05-04 11:00:00", "Cleo")
        with self.at("2026-05-04 10:30:00"):
            ben._merge_into(cleo)
            self.assertEqual(self.tell().account_id, cleo)
        dora = self.member_at("2026-05-04 12:00:00", "Dora")
        with self.at("2026-05-04 13:00:00"):
            cleo._merge_into(dora)
            self.assertFalse(self.tell(), "Cleo was told, and Dora is Cleo")


@tagged("post_install", "-at_install")
class TestPointsEarned(CommunicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.since = "2026-05-04 09:00:00"

    def buy(self, moment, quantity=1):
        with self.at(moment):
            return self.make_sale(self.partner, [(self.service, quantity)])

    def test_with_an_order(self):
        self.buy("2026-05-04 08:00:00")
        with self.at(self.since):
            mail = self.switch_on("points_earned")
        order = self.buy("2026-05-04 10:00:00")
        message = self.tell_at("2026-05-04 10:05:00")
        entry = self.Entry.search([("origin_model", "=", "sale.order"), ("origin_id", "=", order.id)])
        self.assertEqual((message.purpose, message.account_id), ("points", self.card))
        self.assertEqual((message.res_model, message.res_id), ("loyalty.ledger.entry", entry.id))
        self.assertEqual(message.valid_until.isoformat(), "2026-05-07T10:00:00")
        self.assertFalse(self.tell_at("2026-05-04 11:00:00"))
        self.assertEqual(mail.template_models, "loyalty.card,loyalty.ledger.entry")

    def test_small_ones_and_what_was_given_back(self):
        with self.at(self.since):
            self.switch_on("points_earned", points=150)
        self.buy("2026-05-04 10:00:00")
        self.assertFalse(self.tell_at("2026-05-04 10:05:00"))
        order = self.buy("2026-05-04 11:00:00", 2)
        with self.at("2026-05-04 11:01:00"):
            order._action_cancel()
        self.assertFalse(self.tell_at("2026-05-04 11:05:00"))
        self.buy("2026-05-04 12:00:00", 2)
        self.assertEqual(len(self.tell_at("2026-05-04 12:05:00")), 1)

    def test_points_that_wait_are_told_once(self):
        self.club.hold_days = 14
        with self.at(self.since):
            self.switch_on("points_earned")
        self.buy("2026-05-04 10:00:00")
        self.assertEqual(len(self.tell_at("2026-05-04 10:05:00")), 1)
        with self.at("2026-05-19 10:00:00"):
            self.card._release_pending()
            self.assertFalse(self.tell())

    def test_only_for_tiers(self):
        tiers = self.env["loyalty.tier"].create(
            [
                {"program_id": self.club.id, "name": "Bronze", "sequence": 1},
                {"program_id": self.club.id, "name": "Silver", "sequence": 2, "min_points": 250},
            ]
        )
        with self.at(self.since):
            self.switch_on("points_earned", tier_ids=[(6, 0, tiers[1].ids)])
        self.buy("2026-05-04 10:00:00")
        self.assertFalse(self.tell_at("2026-05-04 10:05:00"))
        self.buy("2026-05-04 11:00:00", 2)
        self.assertEqual(self.card.tier_id, tiers[1])
        self.assertEqual(len(self.tell_at("2026-05-04 11:05:00")), 2)

    def test_template_of_the_account(self):
        """A template for loyalty cards is rendered on the account."""
        with self.at(self.since):
            self.switch_on("points_earned", mail_template_id=self.env.ref("loyalty_club.mail_template_welcome").id)
        self.buy("2026-05-04 10:00:00")
        message = self.tell_at("2026-05-04 10:05:00")
        self.assertEqual((message.res_model, message.res_id), ("loyalty.card", self.card.id))


@tagged("post_install", "-at_install")
class TestTierReached(CommunicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tiers = [("Bronze", 0), ("Silver", 100), ("Gold", 200)]
        cls.bronze, cls.silver, cls.gold = cls.env["loyalty.tier"].create(
            [
                {"program_id": cls.club.id, "name": name, "sequence": number, "min_points": points}
                for number, (name, points) in enumerate(tiers)
            ]
        )

    def buy(self, moment, quantity=1):
        with self.at(moment):
            return self.make_sale(self.partner, [(self.service, quantity)])

    def test_the_highest_one(self):
        with self.at("2026-05-04 09:00:00"):
            self.switch_on("tier_reached", channel="sms")
        self.buy("2026-05-04 10:00:00", 2)
        message = self.tell_at("2026-05-04 10:05:00")
        self.assertEqual((message.purpose, message.channel, len(message)), ("tier", "sms", 1))
        self.assertEqual(message.sms_template_id, self.env.ref("loyalty_club.sms_template_tier_reached"))
        self.assertFalse(self.tell_at("2026-05-04 11:00:00"))

    def test_reached_before(self):
        self.buy("2026-05-04 08:00:00")
        with self.at("2026-05-04 09:00:00"):
            self.switch_on("tier_reached")
        self.assertFalse(self.tell_at("2026-05-04 10:05:00"))

    def test_lost_and_reached_again(self):
        with self.at("2026-05-04 09:00:00"):
            self.switch_on("tier_reached")
        order = self.buy("2026-05-04 10:00:00")
        self.assertEqual(len(self.tell_at("2026-05-04 10:05:00")), 1)
        with self.at("2026-05-05 10:00:00"):
            order._action_cancel()
            self.assertEqual(self.card.tier_id, self.bronze)
            self.assertFalse(self.tell())
        self.buy("2026-05-06 10:00:00")
        self.assertEqual(self.card.tier_id, self.silver)
        self.assertFalse(self.tell_at("2026-05-06 10:05:00"), "told two days ago")

    def test_lost_before_it_was_told(self):
        with self.at("2026-05-04 09:00:00"):
            self.switch_on("tier_reached")
        order = self.buy("2026-05-04 10:00:00")
        with self.at("2026-05-04 10:01:00"):
            order._action_cancel()
        self.assertFalse(self.tell_at("2026-05-04 10:05:00"))
