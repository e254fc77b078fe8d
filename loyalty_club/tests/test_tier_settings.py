from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .tier_case import TierCase

APPLY = "odoo.addons.loyalty_club.models.tier.program_tier_apply"


@tagged("post_install", "-at_install")
class TestTierSettings(TierCase):
    # --- what is refused ---

    def test_a_threshold_below_the_tier_beneath(self):
        with self.assertRaisesRegex(ValidationError, "“Gold” asks for less than “Silver”.*500.*600"):
            self.silver.min_points = 600
        with self.assertRaisesRegex(ValidationError, "Raise the one, lower the other"):
            self.gold.min_points = 99

    def test_overlapping_tiers(self):
        with self.assertRaisesRegex(ValidationError, "Whoever reaches “Silver” has reached “Gold”"):
            self.gold.min_points = 100

    def test_only_the_lowest_asks_for_nothing(self):
        with self.assertRaisesRegex(ValidationError, "Only the lowest tier may ask for nothing"):
            self.gold.min_points = 0

    def test_unordered_tiers(self):
        with self.assertRaisesRegex(ValidationError, "asks for nothing"):
            self.bronze.sequence = 99
        with self.assertRaisesRegex(ValidationError, "asks for less"):
            self.make_tier_club({"name": "High", "min_orders": 50}, {"name": "Low", "min_orders": 10})

    def test_several_thresholds_change_together(self):
        """On the way from one valid ladder to the other it may be out of order."""
        self.club.write(
            {
                "tier_ids": [
                    Command.update(self.silver.id, {"min_points": 600}),
                    Command.update(self.gold.id, {"min_points": 1000}),
                ]
            }
        )
        self.assertEqual(self.club.tier_ids.mapped("min_points"), [0, 600, 1000])

    def test_what_the_database_refuses(self):
        for record, values in (
            (self.silver, {"min_points": -1}),
            (self.silver, {"min_orders": -1}),
            (self.silver, {"point_multiplier": 0}),
            (self.club, {"tier_period_months": 0}),
            (self.club, {"tier_keep_months": -1}),
            (self.club, {"tier_keep": "period_end"}),
            (self.club, {"tier_keep": "next_period_end"}),
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                record.write(values)
                self.env.flush_all()

    def test_months_that_do_not_matter_may_be_zero(self):
        self.club.write(
            {"tier_period": "lifetime", "tier_keep": "forever", "tier_period_months": 0, "tier_keep_months": 0}
        )

    def test_a_welcome_program_that_is_archived(self):
        coupons = self.make_stock_program("coupons", name="Present")
        coupons.active = False
        with self.assertRaisesRegex(ValidationError, "archived. Restore it, or choose another one"):
            self.gold.welcome_program_id = coupons
        coupons.active = True
        self.gold.welcome_program_id = coupons
        with self.assertRaisesRegex(UserError, "welcome coupon of the tier “Gold”"):
            coupons.active = False

    def test_a_club_is_no_welcome_coupon(self):
        with self.assertRaisesRegex(ValidationError, "gives no coupons"):
            self.gold.welcome_program_id = self.make_club(name="Other")

    def test_tiers_belong_to_clubs_and_stay_there(self):
        with self.assertRaisesRegex(ValidationError, "is no club"):
            self.make_stock_program("coupons").write({"tier_ids": [Command.create({"name": "Tier"})]})
        with self.assertRaisesRegex(UserError, "cannot move to another club"):
            self.gold.program_id = self.make_club(name="Other")

    def test_a_tier_with_members_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.bronze.unlink()
        self.gold.unlink()
        self.assertFalse(self.gold.exists())

    # --- what a change does ---

    def test_a_lower_threshold_lifts_members_at_once(self):
        self.buy(self.card, 60)
        self.silver.min_points = 50
        self.assertTier(self.card, "Silver")
        self.assertHistory(self.card, [("Bronze", "Silver", "settings")])

    def test_a_higher_threshold_takes_the_tier(self):
        self.buy(self.card, 100)
        self.silver.min_points = 101
        self.assertTier(self.card, "Bronze")
        self.assertEqual(self.card.tier_change_ids[0].reason, "settings")

    def test_a_longer_period(self):
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.card, 100)
            self.club.tier_keep_months = 24
            self.assertTier(self.card, "Silver", date(2026, 1, 10), date(2028, 1, 10))
            self.club.tier_keep = "forever"
            self.assertFalse(self.card.tier_expires_on)
            self.assertHistory(self.card, [("Bronze", "Silver", "reached")])

    def test_an_archived_tier_has_no_members(self):
        self.buy(self.card, 500)
        self.gold.active = False
        self.assertTier(self.card, "Silver")
        self.gold.active = True
        self.assertTier(self.card, "Gold")

    def test_the_first_tiers_of_a_club_with_members(self):
        club = self.make_club(name="Late")
        card, other = self.make_member(club), self.make_member(club)
        self.buy(card, 100)
        self.add_tiers(club)
        self.assertTier(card, "Silver")
        self.assertTier(other, "Bronze")
        self.assertHistory(other, [])
        self.assertHistory(card, [("Bronze", "Silver", "reached")])

    def test_a_club_that_gives_its_tiers_up(self):
        self.buy(self.card, 100)
        self.club.tier_ids.active = False
        self.assertTier(self.card, None)
        self.assertFalse(self.club.has_tiers)

    def test_other_changes_do_not_look_at_members(self):
        with patch.object(type(self.club), "_apply_tiers") as apply:
            self.gold.write({"name": "Or", "point_multiplier": 2, "color": 3})
            self.club.name = "Other name"
            self.silver.min_points = 100
            apply.assert_not_called()
            self.silver.min_points = 120
            apply.assert_called_once()

    def test_big_clubs_are_done_by_the_job(self):
        cards = self.Card.union(*(self.make_member(self.club) for _number in range(5)))
        for card in cards:
            self.buy(card, 60)
        with patch(f"{APPLY}.AT_ONCE", 2), patch(f"{APPLY}.CHUNK", 2):
            self.silver.min_points = 50
            self.assertEqual(cards.tier_id, self.bronze)
            self.assertTrue(self.club.tier_apply)
            with self.enter_registry_test_mode():
                cron = self.env.ref("loyalty_club.ir_cron_review_tiers")
                cron.with_user(self.env.ref("base.user_root")).method_direct_trigger()
        self.assertFalse(self.club.tier_apply)
        self.assertEqual(cards.tier_id, self.silver)

    # --- looking before ---

    def open_preview(self):
        return Form(self.env["loyalty.tier.preview"].with_context(default_program_id=self.club.id))

    def test_preview(self):
        self.buy(self.card, 60)
        other = self.make_member(self.club)
        self.buy(other, 100)
        with self.open_preview() as form, form.line_ids.edit(1) as line:
            line.min_points = 50
        wizard = form.record
        with self.assertRaisesRegex(UserError, "Look at what changes first"):
            wizard.action_apply()
        wizard.action_preview()
        moves = [(move.from_name, move.to_name, move.direction, move.member_count) for move in wizard.move_ids]
        self.assertEqual(sorted(moves), [("Bronze", "Silver", "up", 1), ("Silver", "Silver", "same", 1)])
        self.assertEqual((wizard.member_count, wizard.moving_count), (2, 1))
        self.assertTier(self.card, "Bronze")
        self.assertEqual(self.silver.min_points, 100, "nothing is saved yet")
        wizard.action_apply()
        self.assertTier(self.card, "Silver")
        self.assertEqual(self.silver.min_points, 50)

    def test_who_would_fall_may_keep_the_tier_for_a_while(self):
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.card, 100)
            with self.open_preview() as form:
                with form.line_ids.edit(1) as line:
                    line.min_points = 200
                form.keep_until = "2026-06-30"
            wizard = form.record
            wizard.action_preview()
            self.assertFalse(wizard.moving_count)
            wizard.action_apply()
            self.assertTier(self.card, "Silver", date(2026, 1, 10), date(2026, 6, 30))
        with self.at("2026-07-01 12:00:00"):
            self.Card._review_tiers()
            self.assertTier(self.card, "Bronze")

    def test_preview_with_a_new_tier_and_without_one(self):
        self.buy(self.card, 1000)
        with self.open_preview() as form:
            form.line_ids.remove(1)
            with form.line_ids.new() as line:
                line.name, line.min_points = "Platinum", 1000
        wizard = form.record
        wizard.action_preview()
        self.assertEqual(wizard.move_ids.mapped("to_name"), ["Platinum"])
        wizard.action_apply()
        self.assertTier(self.card, "Platinum")
        self.assertFalse(self.silver.active)

    def test_a_change_makes_the_preview_old(self):
        with self.open_preview() as form:
            form.tier_keep_months = 6
        form.record.action_preview()
        with Form(form.record) as again:
            again.tier_keep_months = 7
        self.assertFalse(form.record.is_previewed)

    def test_preview_refuses_what_saving_would_refuse(self):
        for values, text in (
            ({"tier_keep": "period_end"}, "calendar year"),
            ({"tier_period_months": 0}, "at least 1"),
            ({"tier_keep_months": 0}, "at least 1"),
        ):
            wizard = self.env["loyalty.tier.preview"].with_context(default_program_id=self.club.id).create(values)
            with self.subTest(values=values), self.assertRaisesRegex(ValidationError, text):
                wizard.action_preview()
        wizard = self.env["loyalty.tier.preview"].with_context(default_program_id=self.club.id).create({})
        wizard.line_ids[2].min_points = 50
        with self.assertRaisesRegex(ValidationError, "“Gold” asks for less than “Silver”"):
            wizard.action_preview()

    def test_big_clubs_are_estimated(self):
        for _number in range(7):
            self.buy(self.make_member(self.club), 100)
        with patch(f"{APPLY}.SAMPLE", 4):
            moves, count, estimated = self.club._preview_tiers(self.club._get_ladder())
        self.assertEqual((count, estimated), (8, True))
        self.assertAlmostEqual(sum(moves.values()), 8, delta=1)
