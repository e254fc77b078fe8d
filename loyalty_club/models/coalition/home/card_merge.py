from odoo import models


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _close_merged(self, sources, target):
        """Coupons of partners belong to the account that stays.

        Where both were given one for the same thing, both stay, and the thing stays paid for.
        """
        result = super()._close_merged(sources, target)
        Coupon = self.env["loyalty.coalition.coupon"].sudo()
        moved = Coupon.search([("account_id", "in", sources.ids)])
        if not moved:
            return result
        kept = Coupon.search([("account_id", "=", target.id), ("given_for", "!=", False)])
        known = {(coupon.offer_id, coupon.given_for) for coupon in kept}
        for coupon in moved.sorted("id"):
            thing = coupon.offer_id, coupon.given_for
            if coupon.given_for and thing in known:
                coupon.given_for = f"{coupon.given_for},merged,{coupon.id}"
            known.add(thing)
        moved.account_id = target
        return result
