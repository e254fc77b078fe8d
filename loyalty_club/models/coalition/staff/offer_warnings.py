"""Pools of codes that run out."""

from odoo import api, fields, models
from odoo.tools import SQL

from ....engine.coalition import THEIRS

STOCK_ACTIVITY = "loyalty_club.mail_activity_type_coalition_stock"


class LoyaltyCoalitionOffer(models.Model):
    _name = "loyalty.coalition.offer"
    _inherit = ["loyalty.coalition.offer", "loyalty.coalition.warning"]

    is_low = fields.Boolean("Few codes left", compute="_compute_is_low", search="_search_is_low")
    low_warned = fields.Boolean(readonly=True, copy=False, help="Somebody was told that few codes are left.")

    @api.depends("available_count", "low_stock", "source", "direction")
    def _compute_is_low(self):
        for offer in self:
            has_pool = offer.direction == THEIRS and offer.source == "pool"
            offer.is_low = has_pool and offer.available_count < offer.low_stock

    def _search_is_low(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["loyalty.coalition.coupon"].flush_model(["offer_id", "state"])
        self.flush_model(["direction", "source", "low_stock"])
        low = SQL(
            """(SELECT offer.id FROM loyalty_coalition_offer offer
                 WHERE offer.direction = 'theirs' AND offer.source = 'pool' AND offer.low_stock > (
                       SELECT COUNT(*) FROM loyalty_coalition_coupon coupon
                        WHERE coupon.offer_id = offer.id AND coupon.state = 'available'))"""
        )
        return [("id", "in" if True in value else "not in", low)]

    @api.private
    def _warn(self):
        """Tell who is responsible, once, that few codes are left; again when codes were added and run out once more.
        Called by the hourly job.
        """
        watched = self.sudo().search(["|", ("is_low", "=", True), ("low_warned", "=", True)])
        low = watched.filtered(lambda offer: offer.is_low and not offer._get_obstacle())
        (watched.filtered("low_warned") - low)._end_warning("low_warned", STOCK_ACTIVITY)
        for offer in low.filtered(lambda offer: not offer.low_warned):
            user = offer.coalition_id._get_responsible()
            spoken = offer.with_context(lang=user.lang)
            text = spoken.env._(
                "%(count)s codes of “%(offer)s” are left. Upload more, or end the offer.",
                count=spoken.available_count,
                offer=spoken.name,
            )
            offer._begin_warning("low_warned", STOCK_ACTIVITY, user, text)
