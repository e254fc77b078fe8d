"""What has a day: points and tiers that end, birthdays, members who have not been seen for some time."""

from datetime import date, timedelta

from odoo.tests import tagged

from .communication_case import CommunicationCase


class DaysCase(CommunicationCase):
    def days_told(self, mail, first, last, hour="06:30:00"):
        """The days of a span on which something was told by the job that runs every day: {day: messages}"""
        day, end, told = date.fromisoformat(first), date.fromisoformat(last), {}
        while day <= end:
            messages = self.tell_at(f"{day} {hour}", mail)
            if messages:
                told[str(day)] = messages
            day += timedelta(days=1)
        return told


@tagged("post_install", "-at_install")
class TestPointsExpiring(DaysCase):
    def setUp(self):
        super().setUp()
        with self.at("2026-01-01 09:00:00"):
            self.mail = self.switch_on("points_expiring", days=14)

    def earn(self, points, until, card=None):
        with self.at("2026-01-02 10:00:00"):
            (card or self.card)._post_points(points, "accrual", expires_on=date.fromisoformat(until))

    def test_so_many_days_ahead(self):
        self.earn(50, "2026-03-31")
        self.earn(20, "2026-03-31")
        told = self.days_told(self.mail, "2026-03-10", "2026-04-02")
        self.assertEqual(list(told), ["2026-03-17"])
        message = told["2026-03-17"]
        self.assertEqual((message.purpose, message.account_id, len(message)), ("expiring", self.card, 1))
        self.assertEqual(str(message.due_at), "2026-03-17 00:00:00")
        self.assertEqual(str(message.valid_until), "2026-04-01 00:00:00")
        self.assertEqual(message.key, f"mail,{self.mail.id},points_expiring,{self.card.id},2026-03-31")

    def test_points_that_were_spent(self):
        self.earn(50, "2026-03-31")
        with self.at("2026-03-01 10:00:00"):
            self.card._post_points(-50, "redemption")
        self.assertFalse(self.days_told(self.mail, "2026-03-16", "2026-03-20"))

    def test_few_points(self):
        self.mail.points = 30
        self.earn(20, "2026-03-31")
        self.assertFalse(self.days_told(self.mail, "2026-03-16", "2026-03-20"))

    def test_what_had_to_be_told_before_the_switch(self):
        self.earn(50, "2026-03-31")
        with self.at("2026-03-18 09:00:00"):
            self.mail.active = False
            self.mail.active = True
        self.assertFalse(self.days_told(self.mail, "2026-03-18", "2026-04-01"))

    def test_days_without_a_run(self):
        self.earn(50, "2026-03-31")
        self.assertEqual(len(self.tell_at("2026-03-30 06:30:00")), 1)

    def test_inactivity(self):
        self.club.write({"expiry_policy": "inactivity", "expiry_count": 3, "expiry_unit": "month"})
        with self.at("2026-01-10 10:00:00"):
            self.make_sale(self.partner, [(self.service, 1)])
        self.assertEqual(str(self.card.points_expire_on), "2026-04-10")
        self.assertEqual(list(self.days_told(self.mail, "2026-03-25", "2026-04-11")), ["2026-03-27"])

    def test_day_of_the_club(self):
        """In Tehran the day begins at 20:30 UTC of the day before."""
        self.club.tz = "Asia/Tehran"
        self.earn(50, "2026-03-31")
        self.assertFalse(self.tell_at("2026-03-16 20:29:00"))
        message = self.tell_at("2026-03-16 20:31:00")
        self.assertEqual(str(message.due_at), "2026-03-16 20:30:00")

    def test_points_that_end_on_many_days(self):
        """Once in the span of the days; the message is about all that ends within it, and nothing is told late."""
        for day in range(1, 31):
            self.earn(10, f"2026-03-{day:02}")
        told = self.days_told(self.mail, "2026-02-10", "2026-04-05")
        self.assertEqual(list(told), ["2026-02-15", "2026-03-02"])
        whats = [message.key.split(",")[-1] for message in told.values()]
        self.assertEqual(whats, ["2026-03-01", "2026-03-16"])
        with self.at("2026-02-15 06:30:00"):
            self.card.invalidate_recordset()
            self.assertEqual((str(self.card.expiring_on), self.card.expiring_points), ("2026-03-01", 10))
            self.assertEqual(self.card.expiring_more_text, "Another 140 Points expire by 03/15/2026.")

    def test_nothing_more_expires(self):
        self.earn(50, "2026-03-31")
        self.earn(50, "2026-05-31")
        with self.at("2026-03-17 06:30:00"):
            self.assertFalse(self.card.expiring_more_text)

    def test_merged_members(self):
        ben = self.member_at("2026-01-02 09:00:00")
        self.earn(50, "2026-03-31")
        self.earn(50, "2026-03-31", ben)
        self.assertEqual(len(self.tell_at("2026-03-17 06:30:00")), 2)
        with self.at("2026-03-18 06:30:00"):
            ben._merge_into(self.card)
            self.mail.looked_on = False
            self.assertFalse(self.tell())


@tagged("post_install", "-at_install")
class TestTierEnding(DaysCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write({"tier_period": "calendar_year", "tier_keep": "next_period_end", "tier_downgrade": "qualified"})
        cls.bronze, cls.silver = cls.env["loyalty.tier"].create(
            [
                {"program_id": cls.club.id, "name": "Bronze", "sequence": 1},
                {"program_id": cls.club.id, "name": "Silver", "sequence": 2, "min_points": 100},
            ]
        )

    def setUp(self):
        super().setUp()
        with self.at("2026-01-01 09:00:00"):
            self.mail = self.switch_on("tier_ending", days=30)
        with self.at("2026-02-01 09:00:00"):
            self.make_sale(self.partner, [(self.service, 1)])

    def test_ends(self):
        self.assertEqual((self.card.tier_id, str(self.card.tier_expires_on)), (self.silver, "2027-12-31"))
        told = self.days_told(self.mail, "2027-11-28", "2027-12-05")
        self.assertEqual(list(told), ["2027-12-01"])
        self.assertEqual(told["2027-12-01"].purpose, "tier_ending")

    def test_is_kept(self):
        with self.at("2027-05-01 09:00:00"):
            self.make_sale(self.partner, [(self.service, 1)])
        self.assertFalse(self.days_told(self.mail, "2027-11-28", "2027-12-05"))

    def test_never_lost(self):
        with self.at("2027-05-01 09:00:00"):
            self.club.sudo().tier_downgrade = "never"
        self.assertFalse(self.days_told(self.mail, "2027-11-28", "2027-12-05"))


@tagged("post_install", "-at_install")
class TestBirthday(DaysCase):
    def setUp(self):
        super().setUp()
        self.partner.birth_date = "1990-05-20"
        with self.at("2026-01-01 09:00:00"):
            self.mail = self.switch_on("birthday")

    def test_on_the_day_every_year(self):
        told = self.days_told(self.mail, "2026-05-18", "2026-05-24")
        self.assertEqual(list(told), ["2026-05-20"])
        message = told["2026-05-20"]
        self.assertEqual((message.purpose, str(message.due_at)), ("birthday", "2026-05-20 00:00:00"))
        self.assertEqual(str(message.valid_until), "2026-05-23 00:00:00", "not in the week after")
        self.assertEqual(list(self.days_told(self.mail, "2027-05-18", "2027-05-24")), ["2027-05-20"])

    def test_a_late_run(self):
        self.assertFalse(self.tell_at("2026-05-23 06:30:00"))
        self.partner.birth_date = "1990-05-22"
        self.mail.looked_on = False
        self.assertEqual(len(self.tell_at("2026-05-24 06:30:00")), 1)

    def test_leap_day(self):
        self.partner.birth_date = "1992-02-29"
        self.assertEqual(len(self.days_told(self.mail, "2026-02-26", "2026-03-04")), 1)
        self.assertEqual(list(self.days_told(self.mail, "2028-02-26", "2028-03-04")), ["2028-02-29"])

    def test_another_date_of_birth_in_the_same_year(self):
        self.tell_at("2026-05-20 06:30:00")
        self.partner.birth_date = "1990-06-20"
        self.assertFalse(self.tell_at("2026-06-20 06:30:00"))

    def test_switched_on_a_day_later(self):
        with self.at("2026-05-21 09:00:00"):
            self.mail.active = False
            self.mail.active = True
            self.assertFalse(self.tell())


@tagged("post_install", "-at_install")
class TestInactive(DaysCase):
    def setUp(self):
        super().setUp()
        with self.at("2026-01-01 09:00:00"):
            self.mail = self.switch_on("inactive", days=60)

    def buy(self, moment):
        with self.at(moment):
            return self.make_sale(self.partner, [(self.service, 1)])

    def test_after_the_last_purchase(self):
        self.buy("2026-02-01 10:00:00")
        self.buy("2026-02-10 10:00:00")
        told = self.days_told(self.mail, "2026-03-30", "2026-04-20")
        self.assertEqual(list(told), ["2026-04-11"])
        message = told["2026-04-11"]
        self.assertEqual((message.purpose, str(message.due_at)), ("inactive", "2026-04-11 00:00:00"))

    def test_a_reward_is_something_too(self):
        self.buy("2026-02-10 10:00:00")
        with self.at("2026-03-01 10:00:00"):
            self.card._post_points(-50, "redemption")
        self.assertEqual(list(self.days_told(self.mail, "2026-04-10", "2026-05-01")), ["2026-04-30"])

    def test_a_present_for_the_birthday_is_not(self):
        rule = self.env["loyalty.activity"].create(
            {"name": "Birthday", "program_id": self.club.id, "trigger": "birthday", "points": 10}
        )
        self.buy("2026-02-10 10:00:00")
        with self.at("2026-03-01 10:00:00"):
            self.card._post_points(10, "accrual", activity=rule)
        self.assertEqual(list(self.days_told(self.mail, "2026-04-10", "2026-05-01")), ["2026-04-11"])

    def test_joined_and_never_came(self):
        ben = self.member_at("2026-02-10 10:00:00")
        told = self.days_told(self.mail, "2026-04-10", "2026-04-20")
        self.assertEqual([(day, message.account_id) for day, message in told.items()], [("2026-04-11", ben)])

    def test_turn_was_before_the_switch(self):
        self.buy("2026-02-10 10:00:00")
        with self.at("2026-04-12 09:00:00"):
            self.mail.active = False
            self.mail.active = True
        self.assertFalse(self.days_told(self.mail, "2026-04-12", "2026-04-20"))

    def test_again_after_another_time(self):
        self.buy("2026-02-10 10:00:00")
        self.assertEqual(len(self.tell_at("2026-04-11 06:30:00")), 1)
        self.buy("2026-05-10 10:00:00")
        self.assertEqual(list(self.days_told(self.mail, "2026-07-05", "2026-07-15")), ["2026-07-09"])

    def test_merged_members(self):
        """Ben's account is quiet, but Ben is the customer who bought last week."""
        ben = self.member_at("2026-01-05 10:00:00")
        with self.at("2026-02-10 10:00:00"):
            ben._post_points(5, "accrual")
        self.buy("2026-04-01 10:00:00")
        with self.at("2026-04-02 10:00:00"):
            ben._merge_into(self.card)
        self.assertFalse(self.days_told(self.mail, "2026-04-05", "2026-04-20"))
