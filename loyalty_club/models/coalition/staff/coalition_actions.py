"""What the form of a partner shows and opens."""

from odoo import api, fields, models


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    offer_count = fields.Integer("Number of offers", compute="_compute_offer_count")
    issued_count = fields.Integer("Given out", compute="_compute_coupon_counts")
    redeemed_count = fields.Integer("Used", compute="_compute_coupon_counts")
    disputed_count = fields.Integer("Disputed", compute="_compute_coupon_counts")
    customer_count = fields.Integer(
        "New customers", compute="_compute_customer_count", help="Who came to us with a coupon of this partner."
    )

    @api.depends("offer_ids")
    def _compute_offer_count(self):
        counts = dict(
            self.env["loyalty.coalition.offer"]._read_group(
                [("coalition_id", "in", self.ids)], ["coalition_id"], ["__count"]
            )
        )
        for coalition in self:
            coalition.offer_count = counts.get(coalition._origin, 0)

    @api.depends("offer_ids.coupon_ids.state")
    def _compute_coupon_counts(self):
        groups = self.env["loyalty.coalition.coupon"]._read_group(
            [("coalition_id", "in", self.ids), ("state", "not in", ("available", "cancelled"))],
            ["coalition_id", "state"],
            ["__count"],
        )
        counts = {(coalition.id, state): count for coalition, state, count in groups}
        for coalition in self:
            key = coalition._origin.id
            coalition.redeemed_count = counts.get((key, "redeemed"), 0)
            coalition.disputed_count = counts.get((key, "disputed"), 0)
            coalition.issued_count = sum(
                counts.get((key, state), 0) for state in ("issued", "redeemed", "expired", "disputed")
            )

    def _compute_customer_count(self):
        counts = dict(
            self.env["res.partner"]
            .sudo()
            ._read_group([("club_coalition_id", "in", self.ids)], ["club_coalition_id"], ["__count"])
        )
        for coalition in self:
            coalition.customer_count = counts.get(coalition.sudo(), 0)

    def _open(self, name, **values):
        """The window action ``name`` with what belongs to these partners."""
        action = self.env["ir.actions.act_window"]._for_xml_id(f"loyalty_club.{name}")
        return {
            **action,
            "domain": [("coalition_id", "in", self.ids)],
            "context": {"default_coalition_id": self.id if len(self) == 1 else False},
            **values,
        }

    def action_open_offers(self):
        return self._open("loyalty_coalition_offer_action")

    def action_open_coupons(self):
        return self._open("loyalty_coalition_coupon_action", context={"search_default_not_available": 1})

    def action_open_disputed(self):
        return self._open("loyalty_coalition_coupon_action", context={"search_default_disputed": 1})

    def action_open_movements(self):
        return self._open("loyalty_coalition_movement_action", context={})

    def action_open_customers(self):
        """Customers who came through this partner."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New customers"),
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "views": [
                (self.env.ref("loyalty_club.res_partner_view_list_coalition").id, "list"),
                (False, "kanban"),
                (False, "form"),
            ],
            "domain": [("club_coalition_id", "in", self.ids)],
        }
