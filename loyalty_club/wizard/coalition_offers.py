"""Offers of a partner's computer, to choose from instead of typing them."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class LoyaltyCoalitionOffers(models.TransientModel):
    """What a partner offers for our members: chosen ones become offers here."""

    _name = "loyalty.coalition.offers"
    _inherit = "loyalty.readable.window"
    _description = "Offers of a Partner"

    coalition_id = fields.Many2one("loyalty.coalition.partner", "Partner", required=True, readonly=True)
    line_ids = fields.One2many("loyalty.coalition.offers.line", "window_id", "Offers")

    def action_take(self):
        """Make an offer here of each that was chosen; one that is here already is brought up to date. Clicking twice
        makes nothing twice.

        :return: the action that opens them
        """
        self.ensure_one()
        self.coalition_id.check_access("write")
        chosen = self.line_ids.filtered("is_chosen")
        if not chosen:
            raise UserError(self.env._("Choose at least one offer of the list."))
        self.env.cr.execute("UPDATE loyalty_coalition_partner SET id = id WHERE id = %s", [self.coalition_id.id])
        here = chosen._find_offers()
        offers = self.env["loyalty.coalition.offer"]
        for line in chosen:
            offer = here.get(line.reference)
            if offer:
                offer.write(line._prepare_terms())
            offers |= offer or offers
        new = chosen.filtered(lambda line: line.reference not in here)
        offers |= offers.create([line._prepare_offer() for line in new])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Offers"),
            "res_model": "loyalty.coalition.offer",
            "view_mode": "form" if len(offers) == 1 else "list,form",
            "res_id": offers.id if len(offers) == 1 else False,
            "domain": [("id", "in", offers.ids)],
        }


class LoyaltyCoalitionOffersLine(models.TransientModel):
    """One offer as the partner's computer tells of it."""

    _name = "loyalty.coalition.offers.line"
    _inherit = "loyalty.readable.window"
    _description = "Offer of a Partner"

    window_id = fields.Many2one("loyalty.coalition.offers", required=True, readonly=True, ondelete="cascade")
    is_chosen = fields.Boolean("Take it")
    reference = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    value_text = fields.Char("Value", readonly=True)
    conditions = fields.Text(readonly=True)
    problem = fields.Char("Not now", readonly=True, help="Why the partner gives out no coupons of it now.")
    date_from = fields.Date("Given out from", readonly=True)
    date_to = fields.Date("Given out until", readonly=True)
    valid_days = fields.Integer("Valid", readonly=True)
    valid_until = fields.Date("Usable until", readonly=True)
    is_known = fields.Boolean("Here already", compute="_compute_is_known")

    @api.depends("reference", "window_id")
    def _compute_is_known(self):
        here = self._find_offers()
        for line in self:
            line.is_known = line.reference in here

    def _find_offers(self):
        """{reference at the partner: our offer of it}, archived ones included; one query"""
        offers = self.env["loyalty.coalition.offer"].with_context(active_test=False)
        found = offers.search(
            [
                ("coalition_id", "in", self.window_id.coalition_id.ids),
                ("direction", "=", "theirs"),
                ("source", "=", "remote"),
                ("remote_reference", "in", self.mapped("reference")),
            ]
        )
        return {offer.remote_reference: offer for offer in found}

    def _prepare_terms(self):
        """What the partner decides of an offer."""
        return {
            "value_text": self.value_text,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "valid_days": self.valid_days,
            "valid_until": self.valid_until,
        }

    def _prepare_offer(self):
        return {
            **self._prepare_terms(),
            "coalition_id": self.window_id.coalition_id.id,
            "name": self.name,
            "conditions": plaintext2html(self.conditions) if self.conditions else False,
            "direction": "theirs",
            "source": "remote",
            "remote_reference": self.reference,
        }
