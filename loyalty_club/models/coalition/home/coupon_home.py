"""Coupons of partners as their members read them."""

from urllib.parse import urlencode

from odoo import api, models


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    def _describe_to_member(self):
        """Those that can be used first, the next to end at the top.

        :return: list of dicts: ``coupon`` (superuser mode), ``usable``, ``state`` (what members read), ``color``
            (Bootstrap's), ``qr`` (address of the picture)
        """
        labels, found = self._get_member_states(), []
        for coupon in self.sudo():
            over = coupon.state == "issued" and coupon.expires_on and coupon.expires_on < coupon.offer_id._get_today()
            label, color = labels["expired" if over else coupon.state]
            usable = coupon.state == "issued" and not over
            picture = {"barcode_type": "QR", "value": coupon.code, "width": 320, "height": 320}
            found.append(
                {
                    "coupon": coupon,
                    "usable": usable,
                    "state": label,
                    "color": color,
                    "qr": f"/report/barcode/?{urlencode(picture)}",
                    "order": (not usable, str(coupon.expires_on or "9999"), -coupon.id),
                }
            )
        return sorted(found, key=lambda one: one["order"])

    @api.model
    def _get_member_states(self):
        """{state: (what members read, Bootstrap's colour)}"""
        _ = self.env._
        return {
            "issued": (_("Usable"), "success"),
            "redeemed": (_("Used"), "secondary"),
            "expired": (_("Run out"), "light"),
            "cancelled": (_("Cancelled"), "light"),
            "disputed": (_("Being checked"), "warning"),
        }
