"""Back office in a real browser."""

from odoo.tests import HttpCase, tagged

from .common import ClubMixin


@tagged("-at_install", "post_install")
class TestBackofficeTour(ClubMixin, HttpCase):
    def test_sell_see_points_adjust_reverse(self):
        club = self.make_club(portal_point_name="points")
        partner = self.make_partner("Tour Member")
        self.make_product(price=100.0, name="Tour Book")
        self.make_user("loyalty_club.group_club_manager,sales_team.group_sale_manager", login="club_tour")

        self.start_tour("/odoo/action-sale.action_quotations/new", "club_backoffice", login="club_tour", timeout=120)

        card = self.Card.search([("program_id", "=", club.id), ("partner_id", "=", partner.id)])
        self.assertEntries(
            card,
            [
                ("accrual", "posted", 100.0, 0.0),
                ("adjustment", "posted", 30.0, 30.0),
                ("reversal", "posted", -100.0, 0.0),
            ],
        )
        adjustment, reversal = card.ledger_ids.sorted("id")[1:]
        self.assertEqual(adjustment.description, "Gift of the house")
        self.assertEqual(adjustment.create_uid.login, "club_tour")
        self.assertEqual(reversal.description, "The book came back")
        self.assertLedger(card)
