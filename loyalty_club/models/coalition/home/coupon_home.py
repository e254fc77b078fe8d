"""Coupons of partners as their members read them."""

import base64
import io

import qrcode

from odoo import api, models


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    def _describe_to_member(self):
        """Those that can be used first, the next to end at the top.

        :return: list of dicts: ``coupon`` (superuser mode), ``usable``, ``state`` (what members read), ``qr`` (of the
            code, where it is usable: a PNG picture in base64, as text)
        """
        labels, found = self._get_member_states(), []
        for coupon in self.sudo():
            over = coupon.state == "issued" and coupon.expires_on and coupon.expires_on < coupon.offer_id._get_today()
            label = labels["expired" if over else coupon.state]
            usable = coupon.state == "issued" and not over
            found.append(
                {
                    "coupon": coupon,
                    "usable": usable,
                    "state": label,
                    "qr": usable and coupon._get_qr(),
                    "order": (not usable, str(coupon.expires_on or "9999"), -coupon.id),
                }
            )
        return sorted(found, key=lambda one: one["order"])

    def _get_qr(self):
        picture = io.BytesIO()
        qrcode.make(self.code, box_size=8, border=2).save(picture, "PNG")
        return base64.b64encode(picture.getvalue()).decode()

    @api.model
    def _get_member_states(self):
        """{state: what members read}"""
        _ = self.env._
        return {
            "issued": _("Usable"),
            "redeemed": _("Used"),
            "expired": _("Run out"),
            "cancelled": _("Cancelled"),
            "disputed": _("Being checked"),
        }
