"""Settings of point rules: what is refused, what caps mean, who may do what."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestRules(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.club.rule_ids
        cls.tier = cls.env["loyalty.tier"].create({"program_id": cls.club.id, "name": "Gold", "min_points": 100})

    def assertRefused(self, values, words):  # noqa: N802
        with self.assertRaisesRegex(ValidationError, words), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.rule.write(values)
            self.env.flush_all()

    def test_a_cap_is_a_number_above_zero_or_nothing(self):
        for name in ("max_points_per_order", "max_points_per_unit", "limit_points"):
            with self.subTest(name):
                self.assertFalse(self.rule[f"use_{name}"])
                self.rule.write({name: 150})
                self.assertTrue(self.rule[f"use_{name}"])
                self.assertRefused({name: 0}, "no points at all")
                self.assertRefused({name: -1}, "no points at all")
                self.assertRefused({name: 0, f"use_{name}": True}, "no points at all")
                self.rule.write({name: False})
                self.assertFalse(self.rule[f"use_{name}"])

    def test_a_cap_of_zero_is_refused_on_creation(self):
        values = {"program_id": self.club.id, "reward_point_mode": "money"}
        with self.assertRaisesRegex(ValidationError, "Write a number above 0"):
            self.env["loyalty.rule"].create({**values, "max_points_per_order": 0})
        rule = self.env["loyalty.rule"].create({**values, "max_points_per_order": 0, "use_max_points_per_order": False})
        self.assertFalse(rule.use_max_points_per_order)
        self.assertTrue(self.env["loyalty.rule"].create({**values, "limit_points": 5}).use_limit_points)
        self.assertFalse(self.env["loyalty.rule"].create({**values, "limit_points": False}).use_limit_points)

    def test_what_cannot_be_is_refused(self):
        self.assertRefused({"date_from": "2026-02-01", "date_to": "2026-01-01"}, "begin before it ends")
        self.assertRefused({"hour_from": 25}, "whole day")
        self.assertRefused({"hour_to": 24.5}, "whole day")
        self.assertRefused({"hour_from": 8, "hour_to": 8}, "whole day")
        self.assertRefused({"amount_step": -1}, "every cent")
        self.assertRefused(
            {f"weekday_{day}": False for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}, "day"
        )
        self.assertRefused({f"channel_{name}": False for name in ("sale", "pos", "website")}, "at least one channel")

    def test_tiers_of_another_club_are_refused(self):
        other = self.make_club(name="Other")
        tier = self.env["loyalty.tier"].create({"program_id": other.id, "name": "Theirs", "min_points": 1})
        self.assertRefused({"tier_ids": [Command.set(tier.ids)]}, "tiers of its own club")

    def test_a_tier_that_a_rule_asks_for_stays(self):
        self.rule.tier_ids = self.tier
        with self.assertRaisesRegex(UserError, "only for this tier"):
            self.tier.unlink()
        self.rule.tier_ids = False
        self.tier.unlink()

    def test_the_form_keeps_no_cap_and_takes_one(self):
        with Form(self.rule, "loyalty.loyalty_rule_view_form") as form:
            form.name = "Base"
        self.assertFalse(self.rule.use_max_points_per_unit)
        with Form(self.rule, "loyalty.loyalty_rule_view_form") as form:
            form.use_max_points_per_unit = True
            form.max_points_per_unit = 150
        self.assertEqual(self.rule._get_engine_rule().max_per_unit, 150)
        with self.assertRaises(ValidationError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            with Form(self.rule, "loyalty.loyalty_rule_view_form") as form:
                form.max_points_per_unit = 0
            self.env.flush_all()

    def test_other_programs_create_rules_as_before(self):
        program = self.make_stock_program(
            "promotion", rule_ids=[Command.create({"minimum_qty": 2, "reward_point_mode": "unit"})]
        )
        self.assertEqual(program.rule_ids[-1].minimum_qty, 2)

    def test_copies_keep_their_caps(self):
        self.rule.write({"max_points_per_unit": 150, "limit_points": 1000, "limit_period": "month"})
        copied = self.club.copy().rule_ids
        self.assertTrue(copied.use_max_points_per_unit and copied.use_limit_points)
        self.assertEqual((copied.max_points_per_unit, copied.limit_points), (150, 1000))

    def test_names_and_conditions_in_words(self):
        self.assertIn("for every", self.rule.display_name)
        self.assertFalse(self.rule.club_conditions)
        self.rule.write(
            {
                "amount_step": 10, "max_points_per_unit": 150, "channel_pos": False, "weekday_sun": False,
                "hour_from": 17, "hour_to": 19.5, "tier_ids": [Command.set(self.tier.ids)], "is_bonus": True,
                "date_from": "2026-01-01", "limit_points": 500, "limit_period": "month", "first_purchase_only": True,
            }
        )  # fmt: skip
        for words in ("bonus", "10", "Online shop", "Saturday", "17:00–19:30", "Gold", "from 01/01/2026", "150 a unit",
                      "500 a month", "first purchase"):  # fmt: skip
            self.assertIn(words, self.rule.club_conditions)
        self.assertNotIn("Sunday", self.rule.club_conditions)
        self.rule.name = "Happy hour"
        self.assertEqual(self.rule.display_name, "Happy hour")

    def test_managers_write_rules_and_others_read_them(self):
        manager, user = self.make_user("manager"), self.make_user("club_user")
        self.rule.with_user(manager).write({"limit_points": 10})
        self.assertTrue(self.rule.with_user(user).club_conditions)
        with self.assertRaises(AccessError):
            self.rule.with_user(user).write({"limit_points": 20})

    def test_the_till_gets_the_fields(self):
        fields = self.env["loyalty.rule"]._load_pos_data_fields(self.env["pos.config"])
        known = self.env["loyalty.rule"]._fields
        self.assertFalse([name for name in fields if name not in known])
        for name in ("channel_pos", "weekday_mon", "hour_from", "tier_ids", "limit_points", "use_limit_points",
                     "amount_step", "is_bonus", "pos_payment_method_ids"):  # fmt: skip
            self.assertIn(name, fields)
