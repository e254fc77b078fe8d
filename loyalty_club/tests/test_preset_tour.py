"""From a preset to a member who rises, in a real browser."""

from odoo.tests import HttpCase, tagged

from .common import ClubMixin


@tagged("-at_install", "post_install")
class TestPresetTour(ClubMixin, HttpCase):
    def test_a_club_from_a_preset_two_sales_and_silver(self):
        partner = self.make_partner("Tour Member")
        self.make_product(price=300.0, name="Tour Sofa")
        self.make_user("loyalty_club.group_club_manager,sales_team.group_sale_manager", login="club_tour")
        self.start_tour("/odoo/new-club", "club_preset", login="club_tour", timeout=120)
        club = self.env["loyalty.program"].search([("program_type", "=", "loyalty"), ("active", "=", True)])
        self.assertEqual(club.tier_ids.mapped("name"), ["Bronze", "Silver", "Gold"])

        quotation = "/odoo/action-sale.action_quotations/new"
        self.start_tour(quotation, "club_preset_first_sale", login="club_tour", timeout=120)
        self.start_tour(quotation, "club_preset_second_sale", login="club_tour", timeout=120)

        card = self.Card.search([("program_id", "=", club.id), ("partner_id", "=", partner.id)])
        self.assertEqual(card.tier_id.name, "Silver")
        self.assertLedger(card)
