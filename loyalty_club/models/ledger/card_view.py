"""What the screens of an account show and open beyond the ledger itself."""

from odoo import api, fields, models


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    club_order_count = fields.Integer("Orders", compute="_compute_club_order_count")

    @api.model
    def default_get(self, fields_list):
        """Where there is one club only, new members are its members."""
        values = super().default_get(fields_list)
        if self.env.context.get("default_is_club") and not values.get("program_id"):
            clubs = self.env["loyalty.program"].search([("program_type", "=", "loyalty")], limit=2)
            if len(clubs) == 1:
                values["program_id"] = clubs.id
        return values

    @api.depends("partner_id.name")
    def _compute_display_name(self):
        """An account of a club is called by its member: a code says nothing to staff."""
        accounts = self.filtered(lambda card: card.is_club and card.partner_id)
        super(LoyaltyCard, self - accounts)._compute_display_name()
        for card in accounts:
            card.display_name = f"{card.partner_id.display_name} ({card.program_id.name})"
        for card in self.filtered(lambda card: not card.id and not card.program_id):
            card.display_name = False

    def _compute_club_order_count(self):
        """Sales orders that booked something on each account."""
        rows = (
            self.env["loyalty.ledger.entry"]
            .sudo()
            ._read_group(
                [("card_id", "in", self.ids), ("origin_model", "=", "sale.order")],
                ["card_id"],
                ["origin_id:count_distinct"],
            )
        )
        counts = {card.id: count for card, count in rows}
        for card in self:
            card.club_order_count = counts.get(card.id, 0)
