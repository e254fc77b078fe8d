from odoo import api, fields, models


class SaleOrderCouponPoints(models.Model):
    """Stock keeps here what an order gives to an account; a club adds how it came to that number."""

    _inherit = "sale.order.coupon.points"

    club_result = fields.Json(
        readonly=True,
        copy=False,
        help="What the rules gave and why, how much each line contributed, and the tier and moment of the purchase.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._add_result(vals) for vals in vals_list])
        lines._check_not_by_hand({"points"} if any(lines.mapped("points")) else ())
        return lines

    def write(self, vals):
        changed = {"points", "club_result", "coupon_id", "order_id"} & vals.keys()
        self._check_not_by_hand(changed - ({"points"} if not vals.get("points") else set()))
        if "points" not in vals or "club_result" in vals:
            return super().write(vals)
        for line in self:
            result = line._find_result(line.order_id, line.coupon_id, vals["points"])
            super(SaleOrderCouponPoints, line).write({**vals, "club_result": result})
        return True

    def _check_not_by_hand(self, changed):
        """What orders give to members is found by the rules; with rights to orders alone nobody writes it.

        :raise AccessError: outside of superuser mode
        """
        if changed and not self.env.su and any(line.coupon_id.is_club for line in self.sudo()):
            raise self.env["sale.order"]._booked_is_not_written()

    def _add_result(self, vals):
        order = self.env["sale.order"].browse(vals.get("order_id"))
        card = self.env["loyalty.card"].browse(vals.get("coupon_id"))
        return {"club_result": self._find_result(order, card, vals.get("points")), **vals}

    @staticmethod
    def _find_result(order, card, points):
        card = card.sudo()
        return order._get_last_result(card.program_id.id, points or 0.0) if card.is_club else None

    def _set_points(self, points):
        """Write the points and how they came about, where either changed."""
        self.ensure_one()
        result = self._find_result(self.order_id, self.coupon_id, points)
        if self.points != points or self.club_result != result:
            self.write({"points": points, "club_result": result})

    def _forget_first(self):
        """Whether it is the first purchase is to be found out again."""
        for line in self:
            result = line.club_result
            if result and result["situation"]["first"]:
                line.club_result = {**result, "situation": {**result["situation"], "first": None}}
