"""What other systems report, and who may not book anything."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .activity_case import ActivityMixin
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestActivityReport(ActivityMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.make_member(cls.club, name="Ada")
        cls.card.partner_id.email = "ada@example.com"
        cls.make_activity(points=5, quantity_step=10)
        cls.manager = cls.make_user("manager", login="report_manager")
        cls.api = cls.Card.with_user(cls.manager)

    def report(self, **values):
        return self.api.record_activity(**{"code": "thing", "member": self.card.code, "key": "1", **values})

    def test_reporting(self):
        result = self.report(quantity=25, at="2026-03-10 08:30:00")
        self.assertEqual(result, {"entry_ids": self.card.ledger_ids.ids, "points": 10})
        self.assertEqual(str(self.card.ledger_ids.posted_at), "2026-03-10 08:30:00")
        self.assertEqual(self.report(quantity=25), result, "the same key books nothing")
        self.assertEqual(self.report(member=" ADA@example.com ", key="2", quantity=10)["points"], 5)
        self.assertEqual(self.report(key="3", quantity=9), {"entry_ids": [], "points": 0})

    def test_reporting_many(self):
        other = self.make_member(self.club)
        events = [
            {"code": "thing", "member": card.code, "key": key, "quantity": 10}
            for card in (self.card, other)
            for key in ("1", "2", "1")
        ]
        results = self.api.record_activities(events)
        self.assertEqual([result["points"] for result in results], [5] * 6)
        self.assertEqual(results[0], results[2])
        self.assertEqual([self.points_of(card) for card in (self.card, other)], [[5, 5], [5, 5]])

    def test_a_member_of_two_clubs(self):
        other = self.make_club(name="Other")
        self.make_member(other, partner_id=self.card.partner_id.id)
        self.assertEqual(self.report(member="ada@example.com", quantity=10)["points"], 5)
        self.env["loyalty.activity"].create(
            {"name": "x", "program_id": other.id, "trigger": "custom", "code": "thing", "points": 1}
        )
        with self.assertRaisesRegex(UserError, "more than one account"):
            self.report(member="ada@example.com", key="2")

    def test_errors_are_sentences(self):
        for values, text in (
            ({"code": "nothing"}, "no activity with the code “nothing”"),
            ({"code": None}, "no activity"),
            ({"member": "nobody"}, "no account “nobody”"),
            ({"member": None}, "names no member"),
            ({"key": ""}, "has no key"),
            ({"quantity": "many"}, "not a quantity"),
            ({"quantity": -1}, "not a quantity"),
            ({"at": "yesterday"}, "not a moment"),
            ({"at": "2999-01-01 00:00:00"}, "future"),
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, text):
                self.report(**values)
        self.assertFalse(self.card.ledger_ids)

    def test_only_managers_report(self):
        values = {"code": "thing", "member": self.card.code, "key": "1"}
        for role in ("club_user", "auditor", "salesperson", "cashier", "employee", "portal"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.Card.with_user(self.make_user(role, login=f"report_{role}")).record_activity(**values)

    def test_members_of_other_companies_are_not_known(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.club.company_id = self.env.company
        self.manager.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        with self.assertRaises(UserError):
            self.report()

    def test_a_portal_user_books_nothing(self):
        user = self.make_user("portal", login="report_member")
        card = self.make_member(self.club, partner_id=user.partner_id.id)
        with self.assertRaises(AccessError):
            self.env["loyalty.activity"].with_user(user).search([]).read(["name"])
        with self.assertRaises(AccessError):
            self.env["loyalty.activity.claim"].with_user(user).create(
                {"activity_id": self.env["loyalty.activity"].search([], limit=1).id, "card_id": card.id}
            )
        for method in ("_record_activity", "_record_activities"):
            self.assertTrue(method.startswith("_"), "private: no remote call reaches it")

    def test_rights_on_activities(self):
        activity = self.env["loyalty.activity"].search([("program_id", "=", self.club.id)])
        for role in ("club_user", "auditor", "salesperson", "cashier"):
            mine = activity.with_user(self.make_user(role, login=f"rule_{role}"))
            with self.subTest(role):
                self.assertTrue(mine.read(["name", "points", "gift_display"]))
                with self.assertRaises(AccessError):
                    mine.points = 1000
        activity.with_user(self.manager).points = 6
