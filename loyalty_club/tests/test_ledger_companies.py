from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestLedgerCompanies(ClubCase):
    """Other companies, and customers at home, see nothing of a club's ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.make_member(cls.club)
        cls.entry = cls.card._post_points(100, "accrual")
        cls.debit = cls.card._post_points(-30, "redemption")
        cls.reservation = cls.env["loyalty.reservation"].create(
            {
                "card_id": cls.card.id,
                "points": 10,
                "origin_model": "res.partner",
                "origin_id": cls.card.partner_id.id,
                "expires_at": "2099-01-01 00:00:00",
            }
        )

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        for role in ("salesperson", "cashier", "club_user", "manager", "auditor"):
            user = self.make_user(role, login=f"other_{role}", company_id=other.id)
            for record in (
                self.card,
                self.club,
                self.entry,
                self.debit.debit_allocation_ids,
                self.reservation,
            ):
                with self.subTest(role=role, model=record._name):
                    self.env.invalidate_all()
                    theirs = record.with_user(user)
                    self.assertNotIn(record, theirs.search([]))
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        theirs.read(["create_date"])
        with self.assertRaises(AccessError):
            self.card.with_user(user).points = 5

    def test_clubs_without_a_company_are_for_all(self):
        other = self.env["res.company"].create({"name": "Other"})
        club = self.make_club(company_id=False, currency_id=self.env.company.currency_id.id)
        entry = self.make_member(club)._post_points(5, "accrual")
        user = self.make_user("club_user", login="other", company_id=other.id)
        self.assertTrue(entry.with_user(user).read(["points"]))

    def test_branches_see_the_club_of_their_company(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.env.company.id})
        user = self.make_user("club_user", login="branch", company_id=branch.id)
        for record in (self.entry, self.debit.debit_allocation_ids, self.reservation, self.card):
            self.assertTrue(record.with_user(user).read(["create_date"]))

    # --- at home ---

    def test_customers_reach_nothing_directly(self):
        user = self.make_user("portal", login="home", partner_id=self.card.partner_id.id)
        for record in (self.card, self.club, self.entry, self.debit.debit_allocation_ids, self.reservation):
            self.env.invalidate_all()
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(model=record._name, operation=operation):
                    self.assertFalse(record.with_user(user).has_access(operation))
