"""Each occasion from what really happened to the mail or text message that Odoo sends, by the day and the hour."""

from datetime import date

from odoo.tests import tagged

from .communication_case import EndCase


class OccasionCase(EndCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls.make_reader("Ben")

    def switch_on_at(self, moment, trigger, **values):
        with self.at(moment):
            return self.switch_on(trigger, **values)

    def buy(self, moment, quantity=1, partner=None):
        with self.at(moment):
            return self.make_sale(partner or self.reader, [(self.service, quantity)])

    def rows(self, *moments):
        """Run both jobs at each of these moments: [(moment, "recipient: subject or text")] of what Odoo has to send."""
        found = []
        for moment in moments:
            Mails, Texts = self.env["mail.mail"].sudo(), self.env["sms.sms"].sudo()
            mails, texts = Mails.search([]), Texts.search([])
            with self.at(moment):
                self.Mail._tell_due()
                self.Message._send_due()
            self.env.invalidate_all()
            for mail in (Mails.search([]) - mails).sorted("id"):
                found.append((moment, f"{mail.recipient_ids.name}: {mail.subject}"))
            for text in (Texts.search([]) - texts).sorted("id"):
                found.append((moment, f"{text.partner_id.name}: {text.body.splitlines()[0].split(' http')[0]}"))
        return found

    def says(self, *moments):
        return [words for _moment, words in self.rows(*moments)]

    def when(self, *moments):
        return [moment for moment, _words in self.rows(*moments)]


@tagged("post_install", "-at_install")
class TestEventsToTheEnd(OccasionCase):
    def test_welcome(self):
        """The first purchase makes Ben a member."""
        self.switch_on_at("2026-05-04 08:00:00", "welcome")
        self.switch_on_at("2026-05-04 08:00:00", "welcome", channel="sms")
        self.assertEqual(self.says("2026-05-04 08:05:00"), [])
        self.buy("2026-05-04 09:00:00")
        mail, text = self.says("2026-05-04 09:05:00")
        self.assertEqual(mail, "Ben: Welcome to Club")
        self.assertRegex(text, "^Ben: Welcome to Club! Your member number is ")
        self.buy("2026-05-04 10:00:00")
        self.assertEqual(self.says("2026-05-04 10:05:00", "2026-05-05 10:05:00"), [])

    def test_points_earned(self):
        """When the invoice is paid, not before; and with what is really on the account."""
        self.club.earn_on = "invoice_paid"
        self.switch_on_at("2026-05-04 08:00:00", "points_earned")
        self.switch_on_at("2026-05-04 08:00:00", "points_earned", channel="sms")
        order = self.buy("2026-05-04 09:00:00", 2)
        self.assertEqual(self.says("2026-05-04 09:05:00"), [])
        with self.at("2026-05-06 09:00:00"):
            self.pay(self.invoice(order))
        self.assertEqual(
            self.says("2026-05-06 09:05:00", "2026-05-06 10:05:00"),
            ["Ben: 200 Points more in Club", "Ben: Club: you have earned 200 Points."],
        )

    def test_tier_reached(self):
        self.make_tiers()
        self.switch_on_at("2026-05-04 08:00:00", "tier_reached")
        self.buy("2026-05-04 09:00:00")
        self.assertEqual(self.says("2026-05-04 09:05:00"), [])
        self.buy("2026-05-05 09:00:00")
        self.assertEqual(self.says("2026-05-05 09:05:00", "2026-05-06 09:05:00"), ["Ben: You are Silver now"])

    def make_tiers(self):
        self.club.write({"tier_period": "calendar_year", "tier_keep": "next_period_end", "tier_downgrade": "qualified"})
        tiers = [{"name": "Bronze", "sequence": 1}, {"name": "Silver", "sequence": 2, "min_points": 200}]
        self.env["loyalty.tier"].create([{"program_id": self.club.id, **tier} for tier in tiers])

    def test_tier_about_to_end(self):
        """Bought in 2025, so it lasts to the end of 2026, unless enough is bought in 2026."""
        self.make_tiers()
        self.switch_on_at("2025-05-04 08:00:00", "tier_ending", days=30)
        self.buy("2025-05-05 09:00:00", 2)
        keeps = self.make_reader("Cleo")
        self.buy("2025-05-05 09:00:00", 2, keeps)
        self.buy("2026-05-05 09:00:00", 2, keeps)
        days = ("2026-11-30 09:00:00", "2026-12-01 09:00:00", "2026-12-02 09:00:00", "2026-12-31 09:00:00")
        self.assertEqual(self.rows(*days), [(days[1], "Ben: Silver until 12/31/2026")])


@tagged("post_install", "-at_install")
class TestDaysToTheEnd(OccasionCase):
    def test_points_that_expire(self):
        """Three months after a purchase, by the rule of the club; what was spent meanwhile is gone."""
        self.club.write({"expiry_policy": "after_earning", "expiry_count": 3, "expiry_unit": "month"})
        self.switch_on_at("2026-01-01 08:00:00", "points_expiring", days=14)
        self.buy("2026-01-31 09:00:00", 2)
        card = self.Card.search([("program_id", "=", self.club.id), ("partner_id", "=", self.reader.id)])
        with self.at("2026-03-01 09:00:00"):
            card._post_points(-50, "redemption")
        (last_day,) = set(card.ledger_ids.filtered("remaining").mapped("expires_on"))
        self.assertEqual(last_day, date(2026, 4, 30))
        days = ("2026-04-15 09:00:00", "2026-04-16 09:00:00", "2026-04-17 09:00:00")
        self.assertEqual(self.rows(*days), [(days[1], "Ben: 150 Points: use them by 04/30/2026")])

    def test_born_on_a_leap_day(self):
        """On 28 February in common years, and once a year."""
        self.reader.birth_date = "1992-02-29"
        self.buy("2026-01-01 09:00:00")
        self.switch_on_at("2026-01-02 08:00:00", "birthday", channel="sms")
        common = [f"2027-{day} 09:00:00" for day in ("02-27", "02-28", "03-01", "03-02")]
        leap = [f"2028-{day} 09:00:00" for day in ("02-27", "02-28", "02-29", "03-01")]
        self.assertEqual(self.when(*common, *leap), [common[1], leap[2]])

    def test_birthday_at_the_hour_of_the_member(self):
        """The day is the club's; the quiet hours are those of the member's clock: 8 in Los Angeles is 15 UTC."""
        self.env.company.write({"club_quiet_from": 21, "club_quiet_to": 8})
        self.reader.write({"birth_date": "1990-05-20", "tz": "America/Los_Angeles"})
        self.buy("2026-01-01 09:00:00")
        self.switch_on_at("2026-01-02 08:00:00", "birthday")
        moments = [f"2026-05-{moment}:00" for moment in ("19 23:30", "20 00:30", "20 09:00", "20 14:59", "20 15:00")]
        self.assertEqual(self.rows(*moments), [(moments[-1], "Ben: Happy birthday, Ben")])

    def test_inactive(self):
        self.switch_on_at("2026-01-01 08:00:00", "inactive", days=60)
        self.buy("2026-02-10 09:00:00")
        days = ("2026-04-10 09:00:00", "2026-04-11 09:00:00", "2026-04-12 09:00:00")
        self.assertEqual(self.rows(*days), [(days[1], "Ben: We have not seen you for a while")])

    def test_in_the_language_of_each(self):
        """Mina reads Persian, from right to left, with the unit beside its number."""
        self.env["res.lang"]._activate_lang("fa_IR")
        mina = self.make_reader("Mina", lang="fa_IR", phone="+32470999999")
        template = self.Mail._get_usual_template("points_earned", "sms")
        template.with_context(lang="fa_IR").body = "گرفتید: {{ object.card_id._say_points(object.points) }}"
        self.switch_on_at("2026-05-04 08:00:00", "points_earned", channel="sms")
        self.switch_on_at("2026-05-04 08:00:00", "points_earned")
        for partner in (self.reader, mina):
            self.buy("2026-05-04 09:00:00", partner=partner)
        said = self.says("2026-05-04 09:05:00")
        self.assertIn("Ben: Club: you have earned 100 Points.", said)
        self.assertIn("Mina: گرفتید: \u2068100 Points\u2069", said)
        mail = self.Message.search([("partner_id", "=", mina.id), ("channel", "=", "email")]).mail_id
        self.assertIn('dir="rtl"', mail.body_html)
        self.assertRegex(mail.body_html, r"<bdi>\s*100 Points\s*</bdi>")


@tagged("post_install", "-at_install")
class TestWhoIsTold(OccasionCase):
    def test_clubs_of_one_company(self):
        """Each club tells its own members; who is in both hears of both."""
        other = self.make_club(name="Wine Club")
        self.switch_on_at("2026-05-04 08:00:00", "welcome")
        with self.at("2026-05-04 08:00:00"):
            self.Mail.create({"program_id": other.id, "trigger": "welcome"})
        cleo = self.make_reader("Cleo")
        with self.at("2026-05-04 09:00:00"):
            for club, partner in ((self.club, self.reader), (other, self.reader), (other, cleo)):
                self.make_member(club, partner_id=partner.id)
        self.assertEqual(
            sorted(self.says("2026-05-04 09:05:00")),
            ["Ben: Welcome to Club", "Ben: Welcome to Wine Club", "Cleo: Welcome to Wine Club"],
        )

    def test_archived_club(self):
        """Nothing is looked for any more, and what waits is given up."""
        self.switch_on_at("2026-05-04 08:00:00", "welcome")
        with self.at("2026-05-04 09:00:00"):
            self.make_member(self.club, partner_id=self.reader.id)
            self.Mail._tell_due()
            self.make_member(self.club, partner_id=self.make_reader("Cleo").id)
            self.club.active = False
        self.assertEqual(self.says("2026-05-04 09:05:00"), [])
        message = self.Message.search([])
        self.assertEqual((message.partner_id, message.state, message.reason), (self.reader, "skipped", "gone"))

    def test_suspended_and_left(self):
        """Whoever is suspended or leaves before it was sent is not told, with the reason."""
        self.switch_on_at("2026-05-04 08:00:00", "welcome")
        with self.at("2026-05-04 09:00:00"):
            for state in ("suspended", "left"):
                card = self.make_member(self.club, partner_id=self.make_reader(state).id)
                self.Mail._tell_due()
                card.membership_state = state
                late = self.make_member(self.club, partner_id=self.make_reader(f"{state} before").id)
                late.membership_state = state
        self.assertEqual(self.says("2026-05-04 09:05:00"), [])
        found = {(message.partner_id.name, message.reason) for message in self.Message.search([])}
        self.assertEqual(found, {("suspended", "suspended"), ("left", "left")})
