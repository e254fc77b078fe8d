"""Customers who came with a coupon of a partner are invited to the club after their purchase."""

from odoo import models

from ....engine.coalition import OURS, REDEEMED
from ...shop.sale_shop_earning import isolate


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_club_outcome(self, viewer):
        found = super()._get_club_outcome(viewer)
        coupon = self._get_coupon_of_partner()
        club = coupon.coalition_id.program_id
        if not coupon or not club.portal_visible or club in viewer.sudo()._get_own_accounts().program_id:
            return found
        if club._get_account(self.sudo().partner_id).joined_on:
            return found  # a member, whose order somebody else looks at
        words = {"partner": isolate(coupon.coalition_id.name), "club": isolate(club.name)}
        welcome = self.env._("Welcome! A coupon of %(partner)s brought you to us.", **words)
        known = next((outcome for outcome in found if outcome["program"] == club), None)
        if known and not known["is_member"]:
            known["lines"].insert(0, welcome)
        elif not known and club._get_join_url():
            line = self.env._("Join %(club)s, and we have more for you.", **words)
            nothing = {"balance": "", "tier": self.env["loyalty.tier"], "is_member": False}
            found.append({"program": club, "lines": [welcome, line], "join_url": club._get_join_url(), **nothing})
        return found

    def _get_coupon_of_partner(self):
        """The coupon from a partner that this order used; may be empty (superuser mode)."""
        coupons = self.env["loyalty.coalition.coupon"].sudo()
        if not self.env["loyalty.coalition.offer"]._get_shared_programs():
            return coupons
        used = [("origin_model", "=", self._name), ("origin_id", "=", self.id)]
        return coupons.search([*used, ("direction", "=", OURS), ("state", "=", REDEEMED)], limit=1)
