"""What partners' computers see of offers, and get of them."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import html2plaintext

from ....engine.coalition import OURS
from .coalition_request import ApiError


class LoyaltyCoalitionOffer(models.Model):
    _inherit = "loyalty.coalition.offer"

    @api.private
    def _get_public(self):
        """The offer as a dict of JSON values, seen from the partner: ``yours`` are the partner's coupons."""
        self.ensure_one()
        obstacle = self._get_obstacle()
        is_ours = self.direction == OURS
        left = self.available_count
        if is_ours:
            left = max(self.max_issued - self.issued_count, 0) if self.max_issued else None
        return {
            "reference": self.reference,
            "your_reference": self.remote_reference or None,
            "direction": "ours" if is_ours else "yours",
            "name": self.name,
            "value": self.value_text or None,
            "conditions": html2plaintext(self.conditions or "").strip() or None,
            "open": not obstacle,
            "reason": obstacle,
            "date_from": self.date_from.isoformat() if self.date_from else None,
            "date_to": self.date_to.isoformat() if self.date_to else None,
            "valid_days": self.valid_days or None,
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
            "currency": self.currency_id.name,
            "issued": self.issued_count,
            "redeemed": self.redeemed_count,
            "left": left,
        }

    @api.private
    def _issue_by_api(self, customer_ref):
        """One coupon of ours for the partner's customer.

        :return: the coupon
        :raise ApiError: none is given out now
        """
        try:
            return self._issue(customer_ref or None)
        except AccessError:
            raise
        except UserError as error:
            is_empty = self.max_issued and self.issued_count >= self.max_issued
            raise ApiError(409, "none_left" if is_empty else "not_offered", str(error)) from None
