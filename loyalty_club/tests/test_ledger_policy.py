from odoo.exceptions import UserError
from odoo.tests import tagged

from .expiry_case import ExpiryCase


@tagged("post_install", "-at_install")
class TestLedgerExpiryChange(ExpiryCase):
    """What a new setting means for points that exist."""

    def test_switching_on_starts_one_full_period(self):
        with self.noon("2020-01-10"):
            entry = self.earn(100)
        with self.noon("2026-03-10"):
            self.policy("after_earning", 1, "year")
            self.assertEqual(entry.expires_on, self.day("2027-03-10"))
            self.assertEqual(self.card.expiring_on, self.day("2027-03-10"))

    def test_shortening_starts_one_full_period(self):
        self.policy("after_earning", 2, "year")
        with self.noon("2026-01-10"):
            entry = self.earn(100)
        with self.noon("2026-03-10"):
            self.policy("after_earning", 1, "month")
            self.assertEqual(entry.expires_on, self.day("2026-04-10"))

    def test_lengthening_never_takes_days_away(self):
        self.policy("after_earning", 1, "month")
        with self.noon("2026-01-10"):
            entry = self.earn(100)
            bonus = self.earn(5, expires_on=self.day("2030-01-01"))
            never = self.earn(7, expires_on=None)
        with self.noon("2026-02-01"):
            self.policy("after_earning", 2, "month")
        self.assertEqual(entry.expires_on, self.day("2026-03-10"))
        self.assertEqual(bonus.expires_on, self.day("2030-01-01"))
        self.assertFalse(never.expires_on, "never is longer than any period")

    def test_lengthening_counts_from_the_release(self):
        for tz in ("America/New_York", "Asia/Tehran"):
            with self.subTest(tz=tz):
                self.club = self.make_club(tz=tz)
                self.policy("after_earning", 1, "month")
                card = self.make_member(self.club)
                with self.noon("2026-01-01"):
                    entry = self.earn(100, card=card, available_on=self.day("2026-01-10"))
                with self.noon("2026-01-10"):
                    card._release_pending()
                    self.assertEqual(entry.expires_on, self.day("2026-02-10"))
                    self.policy("after_earning", 2, "month")
                self.assertEqual(entry.expires_on, self.day("2026-03-10"))

    def test_switching_off(self):
        self.policy("after_earning", 1, "month")
        with self.noon("2026-01-10"):
            entry = self.earn(100)
            self.policy("none")
        self.assertFalse(entry.expires_on)
        self.assertEqual(self.expire("2030-01-01"), 0)

    def test_from_credits_to_inactivity_and_back(self):
        self.policy("after_earning", 1, "month")
        with self.noon("2026-01-10"):
            entry = self.earn(100)
        with self.noon("2026-01-20"):
            self.policy("inactivity", 3, "month")
            self.assertRecordValues(self.card, [{"points_expire_on": self.day("2026-04-20")}])
            self.assertFalse(entry.expires_on)
        with self.noon("2026-02-20"):
            self.policy("after_earning", 1, "month")
            self.assertFalse(self.card.points_expire_on)
            self.assertEqual(entry.expires_on, self.day("2026-03-20"))

    def test_lengthening_inactivity(self):
        self.policy("inactivity", 3, "month")
        gift = self.make_member(self.club)
        with self.noon("2026-01-10"):
            self.earn(100)
            self.earn(100, "adjustment", card=gift)
        with self.noon("2026-02-20"):
            self.policy("inactivity", 6, "month")
        self.assertEqual(self.card.points_expire_on, self.day("2026-07-10"))
        self.assertEqual(gift.points_expire_on, self.day("2026-07-10"), "a gift is all that ever happened there")
        with self.noon("2026-02-21"):
            self.policy("inactivity", 1, "month")
        self.assertEqual(self.card.points_expire_on, self.day("2026-03-21"))

    def test_what_is_spent_or_expired_keeps_its_day(self):
        self.policy("after_earning", 1, "month")
        with self.noon("2026-01-10"):
            spent = self.earn(100)
            self.earn(-100, "redemption")
            self.policy("after_earning", 1, "year")
        self.assertEqual(spent.expires_on, self.day("2026-02-10"))

    def test_the_same_settings_again_change_nothing(self):
        self.policy("after_earning", 1, "month")
        with self.noon("2026-01-10"):
            entry = self.earn(100)
        with self.noon("2026-01-20"):
            self.policy("after_earning", 1, "month")
        self.assertEqual(entry.expires_on, self.day("2026-02-10"))

    def test_the_wizard_says_what_will_happen(self):
        self.policy("after_earning", 2, "month")
        with self.noon("2026-01-10"):
            entry = self.earn(100)
            wizard = self.env["loyalty.program.expiry.change"].with_context(active_id=self.club.id).create({})
            self.assertEqual((wizard.effect, wizard.points), ("same", 100))
            with self.assertRaises(UserError):
                wizard.action_apply()
            wizard.expiry_count = 4
            self.assertEqual(wizard.effect, "extend")
            wizard.expiry_policy = "none"
            self.assertEqual(wizard.effect, "clear")
            wizard.write({"expiry_policy": "after_earning", "expiry_count": 1})
            self.assertEqual((wizard.effect, wizard.last_day), ("restart", self.day("2026-02-10")))
            wizard.action_apply()
        self.assertEqual(entry.expires_on, self.day("2026-02-10"))


@tagged("post_install", "-at_install")
class TestLedgerClosing(ExpiryCase):
    def close(self, day):
        wizard = self.env["loyalty.program.close"].create({"program_id": self.club.id, "last_day": self.day(day)})
        wizard.action_close()
        return wizard

    def test_closing_lets_spend_until_the_day_and_then_ends_the_rest(self):
        self.club.point_value = 0.5
        with self.noon("2026-01-10"):
            never, late = self.earn(100), self.earn(50, expires_on=self.day("2027-01-01"))
            soon = self.earn(30, expires_on=self.day("2026-02-01"))
            wizard = self.close("2026-03-31")
            self.assertEqual((wizard.outstanding_points, wizard.outstanding_value), (180, 90))
            self.assertEqual(wizard.already_expiring, 30)
        self.assertEqual(
            [entry.expires_on for entry in (never, late, soon)],
            [self.day("2026-03-31"), self.day("2026-03-31"), self.day("2026-02-01")],
        )
        with self.noon("2026-03-31"):
            self.card._expire_points()
            self.earn(-20, "redemption")
            self.assertEqual(self.card.points, 130)
        self.expire("2026-04-01")
        self.assertEqual(self.card.points, 0)
        self.assertLedger()

    def test_a_closed_club_earns_nothing(self):
        with self.noon("2026-01-10"):
            self.close("2026-03-31")
            self.assertFalse(self.card._may_earn())
            self.make_sale(self.card.partner_id, [(self.make_product(), 1)])
        self.assertEqual(self.card.points, 0)

    def test_what_comes_back_or_is_released_later_ends_with_the_club(self):
        with self.noon("2026-01-10"):
            self.earn(100, expires_on=self.day("2026-02-01"))
            debit = self.earn(-60, "redemption")
            pending = self.earn(10, available_on=self.day("2026-03-20"))
            self.close("2026-03-31")
        with self.noon("2026-03-20"):
            self.card._release_pending()
            back = debit._reverse()
            gift = self.earn(5, "adjustment")
        self.assertEqual({entry.expires_on for entry in (pending, back, gift)}, {self.day("2026-03-31")})
        self.expire("2026-04-01")
        self.assertEqual(self.card.points, 0)
        self.assertLedger()

    def test_lengthening_does_not_outlive_the_club(self):
        self.policy("after_earning", 1, "month")
        with self.noon("2026-01-10"):
            entry = self.earn(100)
            self.close("2026-03-01")
            self.policy("after_earning", 3, "month")
            self.assertEqual(entry.expires_on, self.day("2026-03-01"))
            self.policy("none")
            self.assertEqual(entry.expires_on, self.day("2026-03-01"))

    def test_a_day_that_is_over_is_refused(self):
        with self.noon("2026-01-10"), self.assertRaises(UserError):
            self.close("2026-01-09")

    def test_the_club_is_archived_once_nothing_is_left(self):
        with self.noon("2026-01-10"):
            self.earn(100)
            self.close("2026-01-31")
        with self.noon("2026-02-01"):
            self.env["loyalty.program"]._archive_closed()
            self.assertTrue(self.club.active)
            self.card._expire_points()
            self.env["loyalty.program"]._archive_closed()
            self.assertFalse(self.club.active)
