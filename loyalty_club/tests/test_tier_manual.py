from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .tier_case import TierCase


@tagged("post_install", "-at_install")
class TestTierManual(TierCase):
    def set_tier(self, tier, until, card=None, reason="Guest of honour"):
        (card or self.card)._set_tier(tier, date.fromisoformat(until), reason)

    def test_up_to_its_day(self):
        with self.at("2026-01-10 12:00:00"):
            self.set_tier(self.gold, "2026-03-31")
            self.assertTier(self.card, "Gold", date(2026, 1, 10), date(2026, 3, 31))
            self.assertEqual(self.card.tier_manual_until, date(2026, 3, 31))
            self.assertRecordValues(
                self.card.tier_change_ids, [{"reason": "manual", "note": "Guest of honour", "direction": "up"}]
            )
        with self.at("2026-03-31 12:00:00"):
            self.assertEqual(self.Card._review_tiers(), 0)
        with self.at("2026-04-01 12:00:00"):
            self.assertEqual(self.Card._review_tiers(), 1)
        self.assertTier(self.card, "Bronze")
        self.assertFalse(self.card.tier_manual_until)
        self.assertHistory(self.card, [("Bronze", "Gold", "manual"), ("Gold", "Bronze", "manual_end")])

    def test_then_the_one_that_was_qualified_for_meanwhile(self):
        with self.at("2026-01-10 12:00:00"):
            self.set_tier(self.gold, "2026-03-31")
        with self.at("2026-02-10 12:00:00"):
            self.buy(self.card, 100)
            self.assertTier(self.card, "Gold")
        with self.at("2026-04-01 12:00:00"):
            self.Card._review_tiers()
            self.assertTier(self.card, "Silver", date(2026, 2, 10), date(2027, 2, 10))

    def test_a_purchase_that_reaches_a_higher_tier_ends_it(self):
        with self.at("2026-01-10 12:00:00"):
            self.set_tier(self.silver, "2026-03-31")
            self.buy(self.card, 500)
            self.assertTier(self.card, "Gold", date(2026, 1, 10), date(2027, 1, 10))
            self.assertFalse(self.card.tier_manual_until)
            self.assertHistory(self.card, [("Bronze", "Silver", "manual"), ("Silver", "Gold", "reached")])

    def test_a_lower_tier_set_by_hand_holds_against_what_was_qualified_for_before(self):
        with self.at("2026-01-10 12:00:00"):
            self.buy(self.card, 500)
        with self.at("2026-02-10 12:00:00"):
            self.set_tier(self.bronze, "2026-03-31", reason="Abuse of vouchers")
            self.buy(self.card, 10)
            self.assertTier(self.card, "Bronze")
        with self.at("2026-04-01 12:00:00"):
            self.Card._review_tiers()
            self.assertTier(self.card, "Gold", date(2026, 1, 10), date(2027, 1, 10))
            self.assertEqual(self.card.tier_change_ids[0].reason, "manual_end")

    def test_a_refund_does_not_touch_it(self):
        entry = self.buy(self.card, 100)
        self.set_tier(self.gold, "2099-12-31")
        entry._reverse()
        self.assertTier(self.card, "Gold")

    def test_ended_before_its_day(self):
        self.buy(self.card, 100)
        self.set_tier(self.gold, "2099-12-31")
        self.card.with_user(self.make_user("manager")).action_end_manual_tier()
        self.assertTier(self.card, "Silver")
        self.assertFalse(self.card.tier_manual_until)
        self.assertEqual(self.card.tier_change_ids[0].reason, "manual_end")

    def test_set_for_longer(self):
        self.set_tier(self.gold, "2098-12-31")
        self.set_tier(self.gold, "2099-12-31", reason="One more year")
        self.assertTier(self.card, "Gold", expires_on=date(2099, 12, 31))
        self.assertEqual(self.card.tier_change_ids.mapped("note"), ["One more year", "Guest of honour"])

    def test_bad_input(self):
        other = self.make_tier_club({"name": "Elsewhere"}).tier_ids
        with self.assertRaisesRegex(UserError, "no tier of this club"):
            self.set_tier(other, "2099-12-31")
        with self.assertRaisesRegex(UserError, "day from today on"):
            self.set_tier(self.gold, "2020-12-31")
        with self.assertRaisesRegex(UserError, "Say why"):
            self.set_tier(self.gold, "2099-12-31", reason="  ")

    def test_the_window(self):
        action = self.card.with_user(self.make_user("manager")).action_set_tier()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.env.ref("base.user_admin"))
            .with_context(**action["context"])
            .create({"tier_id": self.gold.id, "until": "2099-12-31", "reason": "Test"})
        )
        self.assertEqual((wizard.card_id, wizard.program_id), (self.card, self.club))
        wizard.action_set()
        self.assertTier(self.card, "Gold")

    # --- who may ---

    def test_managers_only(self):
        for role in ("club_user", "auditor", "salesperson", "cashier", "employee"):
            user = self.make_user(role)
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self.card.with_user(user)._set_tier(self.gold.with_user(user), date(2099, 12, 31), "Me")
                with self.assertRaises(AccessError):
                    self.card.with_user(user).action_end_manual_tier()
                with self.assertRaises(AccessError):
                    self.env["loyalty.tier.set"].with_user(user).create({})

    def test_nobody_writes_the_tier(self):
        manager = self.make_user("manager")
        card = self.card.with_user(manager)
        for name, value in (("tier_id", self.gold.id), ("tier_expires_on", "2099-01-01"), ("tier_rise_from", False)):
            with self.subTest(name=name), self.assertRaises(AccessError):
                card.write({name: value})
        with self.assertRaises(AccessError):
            card.create({"program_id": self.club.id, "tier_id": self.gold.id})
        with self.assertRaises(AccessError):
            card.with_context(default_tier_id=self.gold.id).create({"program_id": self.club.id})

    def test_nobody_writes_the_history(self):
        self.buy(self.card, 100)
        change = self.card.tier_change_ids
        for user in (self.env.user, self.make_user("manager")):
            for function in (
                lambda change: change.write({"reason": "manual"}),
                lambda change: change.unlink(),
                lambda change: change.create({"card_id": self.card.id, "reason": "manual"}),
            ):
                with self.assertRaises(UserError):
                    function(change.with_user(user))

    def test_who_reads(self):
        self.buy(self.card, 100)
        for role in ("club_user", "auditor", "manager", "salesperson", "cashier"):
            with self.subTest(role=role):
                user = self.make_user(role)
                self.assertEqual(self.silver.with_user(user).name, "Silver")
                self.assertEqual(self.card.tier_change_ids.with_user(user).reason, "reached")
        for role in ("employee", "portal"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.silver.with_user(self.make_user(role)).read(["name"])

    def test_only_managers_change_tiers(self):
        for role in ("club_user", "auditor", "salesperson"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.silver.with_user(self.make_user(role)).name = "Mine"
        self.silver.with_user(self.make_user("manager")).min_points = 50

    def test_tiers_of_another_company_are_not_seen(self):
        company = self.env["res.company"].create({"name": "Other company"})
        club = self.make_tier_club({"name": "Elsewhere"})
        self.club.company_id = self.env.company
        club.company_id = company
        self.env.flush_all()
        user = self.make_user("manager", login="club_manager_one_company")
        seen = self.env["loyalty.tier"].with_user(user).search([("program_id", "in", (club | self.club).ids)])
        self.assertEqual(seen, self.club.tier_ids)
