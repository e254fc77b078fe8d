"""The address that members send to friends; link_tracker counts who opens it."""

import base64
import io

import qrcode

from odoo import fields, models

from .card_referral import READERS

REFERRAL_PATH = "/club/r/"


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    referral_tracker_id = fields.Many2one(
        "link.tracker", copy=False, readonly=True, ondelete="set null", index="btree_not_null", groups=READERS
    )
    referral_clicks = fields.Integer("Clicks", related="referral_tracker_id.count", groups=READERS)

    def _get_referral_url(self):
        """The address for friends; it works until the code is renewed."""
        self.ensure_one()
        return f"{self.program_id.get_base_url()}{REFERRAL_PATH}{self._get_referral_code()}"

    def _get_referral_qr(self):
        """The address as a QR code: a PNG picture in base64, as text."""
        picture = io.BytesIO()
        qrcode.make(self._get_referral_url(), box_size=8, border=2).save(picture, "PNG")
        return base64.b64encode(picture.getvalue()).decode()

    def _count_referral_click(self, address, country_code=None):
        """Somebody opened the link for friends.

        :param str address: the visitor's, as link_tracker keeps it
        """
        self.ensure_one()
        tracker_sudo = self.sudo()._get_referral_tracker()
        self.env["link.tracker.click"].sudo().add_click(tracker_sudo.code, ip=address, country_code=country_code)

    def _get_referral_tracker(self):
        """The link tracker of the account; made when it is needed first."""
        if not self.referral_tracker_id:
            self.referral_tracker_id = self.env["link.tracker"].search_or_create(
                [
                    {
                        "url": f"{self.program_id.get_base_url()}/club?ref={self._get_referral_code()}",
                        "title": self.env._(
                            "%(club)s: friends of %(number)s", club=self.program_id.name, number=self.code
                        ),
                        "label": self.referral_code,
                    }
                ]
            )
        return self.referral_tracker_id
