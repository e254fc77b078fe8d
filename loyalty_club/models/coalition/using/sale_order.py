"""Coupons of partners on sales orders and in the shop."""

from odoo import models

from ...extends.sale_order import QUOTATIONS


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _after_sync(self, traces):
        """Called whenever an order is confirmed, cancelled, changed, billed, credited or returned."""
        super()._after_sync(traces)
        self._sync_partner_coupons()

    def _action_cancel(self):
        """Stock gives coupons of a cancelled order back; one that was used elsewhere meanwhile stays used."""
        programs = self.env["loyalty.coalition.offer"]._get_shared_programs()
        cards = self.sudo()._get_coupon_lines(programs).coupon_id if programs else None
        result = super()._action_cancel()
        if cards:
            self.env["loyalty.coalition.coupon"].sudo().search([("card_id", "in", cards.ids)])._spend_card()
        return result

    def _update_programs_and_rewards(self):
        """Coupons of partners that were cancelled, or are disputed, leave quotations, as expired ones do in stock. What
        is paid already is confirmed as it is.
        """
        ended = self.sudo()._get_ended_coupons()
        if ended and self._is_payment_captured():
            return None
        if ended:
            self.sudo()._drop_coupons(ended)
        return super()._update_programs_and_rewards()

    def _get_ended_coupons(self):
        programs = self.env["loyalty.coalition.offer"]._get_shared_programs()
        cards = self.order_line.coupon_id if programs and self.state in QUOTATIONS else self.env["loyalty.card"]
        return cards.filtered(lambda card: not card.active and card.program_id.id in programs)

    def _drop_coupons(self, cards):
        self.order_line.filtered(lambda line: line.coupon_id in cards).unlink()
        for card in cards:
            self._tell_coupon_problem(
                self.env._("The coupon %s is not valid any more and was taken off the order.", card.code)
            )

    # --- what ``loyalty.points.document`` asks ---

    def _get_coupon_lines(self, programs):
        lines = self.filtered(lambda order: order.state == "sale").order_line
        return lines.filtered(
            lambda line: line.coupon_id.program_id.id in programs and line.reward_id and line.product_uom_qty > 0
        )

    def _get_share_for_coupons(self):
        return self._get_kept_share("order", None) if self._get_point_weights(None) else 0

    def _get_lines_of_value(self):
        return self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_delivery
                and not line.is_downpayment
                and line.reward_id.reward_type != "shipping"
                and not line.reward_id.program_id.is_payment_program
            )
        )

    def _get_taken_off(self, line):
        """A free product costs nothing here: what it would have cost was taken off."""
        if line.reward_id.reward_type != "product":
            return super()._get_taken_off(line)
        taxes = line.tax_ids.compute_all(line.price_unit, self.currency_id, line.product_uom_qty, line.product_id)
        return taxes["total_excluded"] - line.price_subtotal

    def _get_ids_in(self, model):
        if model == "pos.order":
            return self.order_line.pos_order_line_ids.order_id.ids
        return super()._get_ids_in(model)
