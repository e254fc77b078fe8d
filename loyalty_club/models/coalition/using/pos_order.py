"""Coupons of partners at the till."""

from odoo import models

from ...till.pos_order import PAID


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _sync_points(self):
        """Called when orders are paid, refunded or credited."""
        result = super()._sync_points()
        orders = self.sudo()
        (orders | orders.lines.refunded_orderline_id.order_id)._sync_partner_coupons()
        return result

    def validate_coupon_programs(self, point_changes, new_codes):
        answer = super().validate_coupon_programs(point_changes, new_codes)
        programs = self.env["loyalty.coalition.offer"]._get_shared_programs()
        if not answer["successful"] or not programs:
            return answer
        cards = self.env["loyalty.card"].sudo().browse([int(card_id) for card_id in point_changes]).exists()
        ended = cards.filtered(lambda card: not card.active and card.program_id.id in programs)
        if not ended:
            return answer
        codes = ", ".join(ended.mapped("code"))
        message = self.env._("The coupon %s is not valid any more. Remove it, then pay.", codes)
        return {"successful": False, "payload": {"message": message, "removed_coupons": ended.ids}}

    # --- what ``loyalty.points.document`` asks ---

    def _get_coupon_lines(self, programs):
        lines = self.lines if self.state in PAID else self.lines.browse()
        return lines.filtered(
            lambda line: (
                line.coupon_id.program_id.id in programs
                and line.reward_id
                and line.qty > 0
                and not line.refunded_orderline_id
                and not line._is_settled()
            )
        )

    def _get_share_for_coupons(self):
        return self._get_kept_share("order", None) if self._get_goods() else 0

    def _get_lines_of_value(self):
        return self._get_purchase_lines().filtered(
            lambda line: line.reward_id.reward_type != "shipping" and not line.reward_id.program_id.is_payment_program
        )

    def _get_moment_of_use(self):
        return self._get_purchase_moment()

    def _get_order_number(self):
        return self.pos_reference or self.name

    def _get_ids_in(self, model):
        if model == "sale.order":
            return self.lines.sale_order_origin_id.ids
        return super()._get_ids_in(model)
