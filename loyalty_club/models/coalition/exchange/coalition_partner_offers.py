"""Choosing among the offers that a partner's computer names."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ....engine.partner_offers import read_offers


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    def action_fetch_offers(self):
        """Ask the partner what it offers for our members, and show it to choose from."""
        self.ensure_one()
        self.check_access("write")
        try:
            offers = read_offers(self._ask_partner("GET", "offers"))
        except ValueError as problem:
            raise UserError(
                self.env._("The answer of %s is not in the form of the API.", self.sudo().name)
            ) from problem
        lines = [Command.create(self._prepare_offer_line(offer)) for offer in offers]
        window = self.env["loyalty.coalition.offers"].create({"coalition_id": self.id, "line_ids": lines})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Offers of %s", self.sudo().name),
            "res_model": window._name,
            "res_id": window.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _prepare_offer_line(self, offer):
        """Values of what the window shows of an offer (``engine.partner_offers.PartnerOffer``)."""
        return {
            "reference": offer.reference,
            "name": offer.name,
            "value_text": offer.value,
            "conditions": offer.conditions,
            "problem": offer.problem,
            "date_from": offer.date_from,
            "date_to": offer.date_to,
            "valid_days": offer.valid_days,
            "valid_until": offer.valid_until,
        }
