"""What memberships save on sales orders."""

from dataclasses import replace

from odoo import fields, models

from ....engine.earning_values import ONE
from ...earning.program_earning import number

AT_HAND = ("fixed", "base_on_rule")
"""Delivery methods whose price is known here; others ask a carrier over the network."""


class ChooseDeliveryCarrier(models.TransientModel):
    _inherit = "choose.delivery.carrier"

    def button_confirm(self):
        """The window has asked the carrier for the price: what it said is kept."""
        result = super().button_confirm()
        if not self.delivery_price:
            self.order_id._note_delivery_saved(self.carrier_id, self.display_price)
        return result


class SaleOrder(models.Model):
    _inherit = "sale.order"

    delivery_saved = fields.Monetary(
        readonly=True, copy=False, help="What the chosen delivery would have cost without a membership."
    )

    def action_confirm(self):
        """Who confirms again buys anew: with the memberships and prices of that day."""
        known = self._get_with_savings()
        result = super().action_confirm()
        (self - known)._get_documents_of_members()._sync_savings()
        known._get_documents_of_members()._sync_savings(anew=True, on_date=True)
        return result

    def _get_with_savings(self):
        """Those for which savings are noted."""
        if not self.env["loyalty.membership.period"]._get_by_product():  # nobody sells memberships
            return self.browse()
        noted = [("origin_model", "=", self._name), ("origin_id", "in", self.ids)]
        rows = self.env["loyalty.membership.benefit"].sudo()._read_group(noted, ["origin_id"])
        return self.filtered(lambda order: order.id in {origin_id for (origin_id,) in rows})

    def _update_club_points(self):
        """Called when lines of confirmed orders were changed."""
        super()._update_club_points()
        self._get_documents_of_members()._sync_savings(anew=True)

    def _action_cancel(self):
        result = super()._action_cancel()
        self._get_documents_of_members()._sync_savings()
        return result

    def _sync_club_orders(self):
        """Payments, credit notes, deliveries and returns: also of orders that earn no points."""
        result = super()._sync_club_orders()
        self.filtered(lambda order: order.state == "sale")._get_documents_of_members()._sync_savings()
        return result

    def _set_delivery_method(self, delivery_method, rate=None):
        """The shop has just asked the carrier for the price: what it said is kept."""
        if delivery_method and not rate and self._has_deliverable_products():
            rate = delivery_method.rate_shipment(self)
        result = super()._set_delivery_method(delivery_method, rate=rate)
        saved = 0.0
        if rate and rate.get("success") and not rate["price"]:
            saved = rate.get("carrier_price") or 0.0
        self._note_delivery_saved(delivery_method, saved)
        return result

    def set_delivery_line(self, carrier, amount):
        """Another delivery: what the one before would have cost says nothing of it."""
        result = super().set_delivery_line(carrier, amount)
        for order in self:
            order._note_delivery_saved(carrier, 0.0)
        return result

    def _note_delivery_saved(self, carrier, saved):
        """Keep what a delivery that is free would have cost (money of the order), where it is free by a membership and
        not by the amount of the order, or by a tier, already.
        """
        if not (saved > 0 and self._get_plan_of_free_delivery(carrier)) or self._is_free_without_plan(carrier):
            saved = 0.0
        if self.delivery_saved != saved:
            self.sudo().delivery_saved = saved

    def _is_free_without_plan(self, carrier):
        partner = self.sudo().partner_id
        if partner.with_company(self.company_id)._get_benefit_tiers("free_shipping").get(partner.id):
            return True
        if not carrier.free_over or carrier.delivery_type == "base_on_rule":
            return False
        amount = carrier._compute_currency(self, self._compute_amount_total_without_delivery(), "pricelist_to_company")
        return amount >= carrier.amount

    # --- what ``loyalty.points.document`` asks ---

    def _get_documents_of_members(self):
        return self.sudo().filtered("membership_situation")

    def _get_memberships_used(self):
        partner = self.partner_id
        found = (
            self.env["loyalty.membership"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", (partner | partner.commercial_partner_id).ids),
                    ("plan_id", "in", self.membership_situation["plans"]),
                ],
                order="id desc",
            )
        )
        return found.sorted(lambda one: (one.plan_id.sequence, one.plan_id.id, one.state == "ended"))

    def _get_share_of_savings(self):
        return self._get_kept_share("order", None) if self.state == "sale" else 0.0

    def _find_savings(self, memberships):
        return [*super()._find_savings(memberships), *self._find_free_delivery()]

    def _find_free_delivery(self):
        plan_id, carrier = self.membership_situation.get("delivery"), self.carrier_id
        lines = self.order_line.filtered("is_delivery")
        if not plan_id or not lines:
            return []
        saved = self.delivery_saved
        if carrier.delivery_type in AT_HAND:
            with self.env["loyalty.membership"]._without_memberships():
                rate = carrier.with_company(self.company_id).rate_shipment(self)
            saved = rate["price"] - sum(lines.mapped("price_unit")) if rate.get("success") else 0.0
        return [("shipping", plan_id, self._in_company_money(saved), 0.0)]

    def _find_more_points(self, memberships):
        found = []
        for line in self.coupon_point_ids.filtered("club_result"):
            situation = line.club_result.get("situation") or {}
            if not situation.get("plan"):
                continue
            card = line.coupon_id._get_survivor()
            remembered = self._get_situation(card.program_id, card)
            tier = self.env["loyalty.tier"].sudo().browse(remembered.tier or ()).exists()
            usual = number(tier.point_multiplier) if tier else ONE
            earned, _situation = self._get_earned(card.program_id, card, replace(remembered, multiplier=usual))
            more = max(line.points - float(earned.points), 0.0)
            found.append(("points", situation["plan"], self._get_value_of_points(card.program_id, more), more))
        return found

    def _get_lines_with_prices(self):
        lines = self.order_line.filtered(
            lambda line: line.product_id and not line.reward_id and not line.is_delivery and not line.is_downpayment
        )
        fees = lines.product_id._get_membership_fees()
        return lines.filtered(lambda line: line.product_id not in fees and line.product_uom_qty > 0)

    def _get_reward_lines(self):
        return self.order_line.filtered("is_reward_line")

    def _read_line(self, line):
        return line.product_uom_qty, line.product_uom_id, line.price_total
