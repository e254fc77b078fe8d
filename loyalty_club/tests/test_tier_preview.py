"""Tiers of a club with members change where it is seen before what that does."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .tier_case import TierCase


@tagged("post_install", "-at_install")
class TestTierPreview(TierCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("manager", login="tier_manager")

    def test_not_past_the_preview(self):
        self.buy(self.card, 60)
        silver, club = self.silver.with_user(self.manager), self.club.with_user(self.manager)
        for change in (
            lambda: silver.write({"min_points": 50}),
            lambda: silver.write({"sequence": 90, "min_points": 900}),
            lambda: silver.write({"active": False}),
            silver.unlink,
            lambda: silver.create({"name": "New", "program_id": club.id, "sequence": 9, "min_points": 900}),
            lambda: club.write({"tier_keep_months": 3}),
            lambda: club.write({"tier_ids": [Command.update(silver.id, {"min_points": 50})]}),
        ):
            with self.assertRaisesRegex(UserError, "“Change tiers…”"), self.cr.savepoint():
                change()
        self.assertTier(self.card, "Bronze")
        silver.write({"name": "Argent", "point_multiplier": 2, "min_points": 100})
        club.write({"tz": "Asia/Tehran"})

    def test_freely_before_there_are_members(self):
        club = self.make_club(name="New").with_user(self.manager)
        card = self.make_member(club)
        self.add_tiers(club)
        club.tier_ids[1].min_points = 50
        self.buy(card.sudo(), 50)
        self.assertTier(card, "Silver")

    def test_the_first_tiers(self):
        club = self.make_club(name="Late").with_user(self.manager)
        card = self.make_member(club, points=10)
        self.add_tiers(club)
        self.assertTier(card, "Bronze")

    def test_in_the_window(self):
        self.buy(self.card, 60)
        wizard = self.open_window(self.silver)
        wizard.line_ids[1].min_points = 50
        self.apply(wizard)
        self.assertTier(self.card, "Silver")

    def test_archived_tiers_come_back_in_the_window(self):
        self.buy(self.card, 500)
        self.apply(self.open_window(self.bronze, without=self.gold))
        self.assertTier(self.card, "Silver")
        wizard = self.open_window(self.gold)
        self.assertEqual(wizard.line_ids.mapped("name"), ["Bronze", "Silver", "Gold"])
        self.assertTier(self.card, "Silver")
        self.apply(wizard)
        self.assertTier(self.card, "Gold")

    def test_rewards_from_a_tier_on_that_is_gone_are_for_those_above(self):
        reward = self.club.reward_ids
        reward.min_tier_id = self.silver
        self.club.tier_ids = [
            Command.update(tier.id, {"sequence": sequence})
            for tier, sequence in ((self.bronze, 10), (self.silver, 20), (self.gold, 30))
        ]
        self.buy(self.card, 500)
        low = self.make_member(self.club)
        self.buy(low, 200)
        self.apply(self.open_window(self.bronze, without=self.silver))
        self.assertTier(self.card, "Gold")
        self.assertTier(low, "Bronze")
        self.assertEqual(reward._get_refusals(self.card), {})
        self.assertEqual(reward._get_refusals(low), {reward: "tier"})
        self.apply(self.open_window(self.silver))
        self.assertTier(low, "Silver")
        self.assertEqual(self.club._get_tiers(), self.bronze | self.silver | self.gold)

    def test_somebody_else_changed_the_tiers_meanwhile(self):
        self.buy(self.card, 500)
        wizard = self.open_window(self.bronze)
        wizard.action_preview()
        self.apply(self.open_window(self.bronze, without=self.gold))
        with self.assertRaisesRegex(UserError, "meanwhile"), self.cr.savepoint():
            wizard.action_apply()
        self.assertTier(self.card, "Silver")
        self.apply(wizard)
        self.assertTier(self.card, "Gold")

    def test_the_tier_of_another_club_does_not_come_in(self):
        strange = self.make_tier_club({"name": "Strange"}).tier_ids
        Preview = self.env["loyalty.tier.preview"].with_context(
            default_program_id=self.club.id, club_restored_tier_id=strange.id
        )
        self.assertEqual(Preview.create({}).line_ids.tier_id, self.bronze | self.silver | self.gold)

    def test_nobody_pretends_to_have_looked(self):
        Preview = self.env["loyalty.tier.preview"].with_context(default_program_id=self.club.id)
        with self.assertRaisesRegex(UserError, "Look at what changes first"):
            Preview.create({"is_previewed": True}).action_apply()

    def open_window(self, tier, without=None):
        action = tier.with_user(self.manager).action_change_tiers()
        with Form(self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"])) as form:
            if without:
                form.line_ids.remove([line["tier_id"] for line in form.line_ids._records].index(without.id))
        return form.record

    def apply(self, wizard):
        wizard.action_preview()
        wizard.action_apply()
