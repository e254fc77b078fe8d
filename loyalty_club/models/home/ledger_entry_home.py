"""What members see of their entries."""

from odoo import models
from odoo.fields import Domain


class LoyaltyLedgerEntry(models.Model):
    _inherit = "loyalty.ledger.entry"

    def _get_home_filters(self):
        """The filters of the page of points, in their order.

        :return: {name: (label, domain)}
        """
        _ = self.env._
        return {
            "all": (_("All"), Domain("state", "!=", "void")),
            "earned": (_("Earned"), Domain("state", "=", "posted") & Domain("points", ">", 0)),
            "spent": (
                _("Spent"),
                Domain("state", "=", "posted") & Domain("points", "<", 0) & Domain("kind", "!=", "expiration"),
            ),
            "expired": (_("Expired"), Domain("kind", "=", "expiration")),
            "pending": (_("Not usable yet"), Domain("state", "=", "pending")),
        }

    def _get_portal_description(self):
        """What a member reads about the entry."""
        self.ensure_one()
        return self.description or self._get_home_kind()

    def _get_home_kind(self):
        """What happened to the points, in a member's words."""
        self.ensure_one()
        _ = self.env._
        return {
            "accrual": _("Earned"),
            "redemption": _("Spent"),
            "expiration": _("Expired"),
            "reversal": _("Given back") if self.points > 0 else _("Taken back"),
            "adjustment": _("Corrected by the shop"),
            "transfer": _("Moved from another account") if self.points > 0 else _("Moved to another account"),
            "opening": _("Points from before"),
        }[self.kind]

    def _get_order_portal_urls(self):
        """{entry: address of its order in the customer account}, of orders of the visitor; one query."""
        ids = [entry.origin_id for entry in self if entry.origin_model == "sale.order"]
        orders = (
            self.env["sale.order"].sudo().search([("id", "in", ids), ("partner_id", "=", self.env.user.partner_id.id)])
            if ids
            else ()
        )
        own = {order.id for order in orders}
        return {
            entry: f"/my/orders/{entry.origin_id}"
            for entry in self
            if entry.origin_model == "sale.order" and entry.origin_id in own
        }

    def _has_home_explanation(self):
        """Whether there is more to say than the entry's own line."""
        self.ensure_one()
        return bool(self.explanation_html or self.activity_explanation or self.reversed_id)
