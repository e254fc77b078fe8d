"""Members claim, staff accept or refuse."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .activity_case import ActivityMixin
from .common import ClubCase
from .screen_case import ScreenMixin


@tagged("post_install", "-at_install")
class TestActivityClaims(ScreenMixin, ActivityMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls.make_activity("social_follow", limit_count=2, limit_period="month")
        cls.card = cls.make_member(cls.club, name="Ada")
        cls.Claim = cls.env["loyalty.activity.claim"]
        cls.make_staff()

    def make_claim(self, **values):
        return self.Claim.create({"activity_id": self.activity.id, "card_id": self.card.id, "note": "@ada", **values})

    def test_accepting_books_once(self):
        claim = self.make_claim()
        claim.with_user(self.users["club_user"]).action_accept()
        self.assertEqual((claim.state, claim.decided_by, claim.points), ("accepted", self.users["club_user"], 10))
        self.assertEqual((claim.entry_id.origin_model, claim.entry_id.origin_id), (claim._name, claim.id))
        claim.with_user(self.users["manager"]).action_accept()
        claim.action_refuse("Too late")
        self.assertEqual((claim.state, self.points_of()), ("accepted", [10]))
        self.assertLedger()

    def test_many_at_once_within_the_limit(self):
        claims = self.make_claim() | self.make_claim() | self.make_claim()
        claims.action_accept()
        self.assertEqual(set(claims.mapped("state")), {"accepted"})
        self.assertEqual(self.points_of(), [10, 10])
        self.assertEqual(len(claims.filtered(lambda claim: not claim.entry_id)), 1)

    def test_the_day_of_the_claim_counts(self):
        old = self.make_claim(claimed_at=self.cr.now() - timedelta(days=40))
        old.action_accept()
        self.assertEqual(old.entry_id.posted_at, old.claimed_at)

    def test_refusing_needs_a_reason(self):
        claim = self.make_claim()
        action = claim.action_refuse()
        self.assertEqual((action["res_model"], claim.state), ("loyalty.activity.refuse", "submitted"))
        with Form(self.env[action["res_model"]].with_context(**action["context"])) as form:
            form.reason = "Not visible"
        form.save().action_refuse()
        self.assertEqual((claim.state, claim.reason), ("refused", "Not visible"))
        claim.action_accept()
        self.assertEqual((claim.state, self.points_of()), ("refused", []))

    def test_who_does_not_earn_is_not_accepted(self):
        claim = self.make_claim()
        self.card.membership_state = "suspended"
        with self.assertRaisesRegex(UserError, "Refuse the claim"):
            claim.action_accept()
        claim.action_refuse("Suspended")

    def test_claims_of_a_merged_member(self):
        claim, kept = self.make_claim(), self.make_member(self.club)
        self.card._merge_into(kept)
        claim.action_accept()
        self.assertEqual((claim.entry_id.card_id, kept.points), (kept, 10))

    def test_a_decided_claim_does_not_change(self):
        claim = self.make_claim()
        claim.action_accept()
        with self.assertRaisesRegex(UserError, "decided"):
            claim.quantity = 5
        with self.assertRaisesRegex(UserError, "Archive"):
            claim.unlink()
        claim.active = False

    def test_account_of_another_club(self):
        with self.assertRaisesRegex(ValidationError, "account of that club"):
            self.make_claim(card_id=self.make_member(self.make_club(name="Other")).id)

    def test_rights(self):
        claim = self.make_claim()
        for role in self.users:
            self.assertTrue(claim.with_user(self.users[role]).read(["note", "display_name", "points"]))
        with self.assertRaises(AccessError):
            claim.with_user(self.users["auditor"]).action_accept()
        with self.assertRaises(AccessError):
            claim.with_user(self.users["club_user"]).quantity = 1000
        with self.assertRaises(AccessError):
            self.make_claim().with_user(self.users["club_user"]).unlink()
        with self.assertRaisesRegex(UserError, "buttons"):
            claim.with_user(self.users["manager"]).state = "accepted"
        values = {"activity_id": self.activity.id, "card_id": self.card.id}
        manager = self.Claim.with_user(self.users["manager"]).with_context(default_state="accepted")
        self.assertEqual(manager.create({**values, "state": "accepted"}).state, "submitted")
        for role in ("salesperson", "cashier", "employee", "portal"):
            with self.subTest(role), self.assertRaises(AccessError):
                claim.with_user(self.make_user(role, login=f"claim_{role}")).read(["note"])

    def test_screens(self):
        for role in self.staff:
            for record in (self.make_claim(), self.activity, self.club):
                view = "loyalty.loyalty_program_view_form" if record == self.club else None
                self.assertTrue(self.read_screen(record, role, view))
        self.assertActions(
            ["loyalty_activity_action", "loyalty_activity_claim_action", "loyalty_ledger_entry_action_activities"]
        )
        self.make_claim()
        self.club.invalidate_recordset()
        self.assertTrue(self.club.claim_count)
        self.assertEqual(self.Claim.search(self.club.action_open_claims()["domain"]).program_id, self.club)

    def test_every_trigger_is_explained(self):
        for trigger, _label in self.activity._fields["trigger"].selection:
            with self.subTest(trigger):
                self.assertTrue(self.env["loyalty.activity"].new({"trigger": trigger}).trigger_help)

    def test_what_an_activity_gives_in_words(self):
        self.club.portal_point_name = "stars"
        activity = self.make_activity("balance", points=25, quantity_step=1000, limit_points=1500, limit_period="month")
        self.assertEqual(activity.gift_display, "25 stars for each 1,000 of the balance")
        self.assertEqual(activity.limit_display, "1,500 points a month")
