"""Offers that companies of one database make to each other."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ....engine.coalition import OURS


class LoyaltyCoalitionOffer(models.Model):
    _inherit = "loyalty.coalition.offer"

    peer_choice = fields.Selection(
        "_get_peer_choices",
        "Offer of the company",
        compute="_compute_peer_choice",
        readonly=False,
        help="Offers that another company of this database makes to yours.",
    )

    @api.model
    def _get_peer_choices(self):
        """Offers which other companies make to one of the user's companies: their contract is with that company."""
        offers_sudo = self.sudo().search(
            [
                ("direction", "=", OURS),
                ("coalition_id.partner_id", "in", self.env.companies.sudo().partner_id.ids),
                ("coalition_id.state", "!=", "ended"),
            ]
        )
        return [(str(offer.id), f"{offer.company_id.name}: {offer.name}") for offer in offers_sudo]

    @api.depends("peer_offer_id")
    def _compute_peer_choice(self):
        known = {value for value, _label in self._get_peer_choices()}
        for offer in self:
            value = str(offer.sudo().peer_offer_id.id)
            offer.peer_choice = value if value in known else False

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._get_chosen(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._get_chosen(vals))

    @staticmethod
    def _get_chosen(vals):
        """Values with the offer that was chosen; before they are stored, because constraints ask for it."""
        if "peer_choice" not in vals:
            return vals
        choice = vals["peer_choice"]
        chosen = {"peer_offer_id": int(choice)} if choice and choice.isdecimal() else {"peer_offer_id": False}
        return {**{name: value for name, value in vals.items() if name != "peer_choice"}, **chosen}

    @api.constrains("peer_offer_id", "coalition_id", "source", "direction")
    def _check_peer_contract(self):
        """Who gives the coupons is who settles them."""
        for offer in self.sudo().filtered("peer_offer_id"):
            other = offer.peer_offer_id.company_id.partner_id
            if offer.coalition_id.partner_id.commercial_partner_id != other.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "The coupons of “%(offer)s” are those of %(company)s: choose the contract with that company.",
                        offer=offer.name,
                        company=other.name,
                    )
                )

    @api.constrains("peer_offer_id", "coalition_id", "source", "direction")
    def _check_peer(self):
        for offer in self.sudo().filtered("peer_offer_id"):
            peer = offer.peer_offer_id
            us = offer.company_id.partner_id
            if peer.direction != OURS or peer.coalition_id.partner_id.commercial_partner_id != us:
                raise ValidationError(
                    self.env._(
                        "The offer behind “%(offer)s” must be one that another company makes to %(company)s.",
                        offer=offer.name,
                        company=offer.company_id.name,
                    )
                )

    def _prepare_given(self, account, key, last_day=None):
        """Coupons of another company of this database follow its terms: it makes the offer."""
        values = super()._prepare_given(account, key, last_day)
        if self.source != "company":
            return values
        theirs = self.sudo().peer_offer_id._prepare_issued()
        source, rate = self.peer_offer_id.currency_id, theirs["rate"]
        if theirs["terms"] in ("fixed", "issued") and source != self.currency_id:
            company, day = self.peer_offer_id.company_id, self.peer_offer_id._get_today()
            rate = source._convert(rate, self.currency_id, company, day)
        return {**values, "terms": theirs["terms"], "rate": rate, "payer": theirs["payer"]}

    def _take_peer_code(self, account):
        """Usable as long as the company says whose coupon it is."""
        coupon = super()._take_peer_code(account)
        coupon.expires_on = coupon.peer_id.expires_on
        return coupon
