"""What the form of an offer shows and opens."""

from odoo import api, models
from odoo.exceptions import UserError

from ....engine.coalition import OURS, THEIRS


class LoyaltyCoalitionOffer(models.Model):
    _inherit = "loyalty.coalition.offer"

    def _open_coupons(self, context):
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_coalition_coupon_action")
        return {**action, "domain": [("offer_id", "in", self.ids)], "context": context}

    def action_open_available(self):
        return self._open_coupons({"search_default_available": 1})

    def action_open_issued(self):
        return self._open_coupons({"search_default_not_available": 1})

    def action_open_redeemed(self):
        return self._open_coupons({"search_default_redeemed": 1})

    def action_upload_codes(self):
        """A new upload of codes of this offer."""
        self.ensure_one()
        if self.direction != THEIRS or self.source != "pool":
            raise UserError(self.env._("“%s” has no codes of the partner that could be uploaded.", self.name))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Upload codes"),
            "res_model": "loyalty.coalition.upload",
            "view_mode": "form",
            "context": {"default_offer_id": self.id},
        }

    def action_export_codes(self):
        """Ask how many coupons the partner gets as a file."""
        self.ensure_one()
        if self.direction != OURS:
            raise UserError(self.env._("“%s” is an offer of the partner.", self.name))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export codes"),
            "res_model": "loyalty.coalition.export",
            "view_mode": "form",
            "target": "new",
            "context": {"default_offer_id": self.id},
        }

    @api.private
    def _check_manager(self):
        """:raise AccessError: this user does not manage these offers"""
        self.check_access("write")
