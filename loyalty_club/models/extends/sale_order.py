from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...engine.points import ZERO, exact, floor_points

COLLECTED = "loyalty_club.orders"
CHEAPER = "loyalty_club.quotations"
BOOKED = {"points_revision", "points_before_ledger", "chosen_points"}
"""What an order remembers of its points; nobody writes it."""
QUOTATIONS = ("draft", "sent")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    points_revision = fields.Integer(
        default=1, copy=False, readonly=True, help="How often the order starts to book points; cancelling ends a round."
    )

    # --- posting once, at the end of whatever changes orders ---

    @contextmanager
    def _collect_points(self):
        """Within, changes of orders are collected; when the outermost block ends, the difference is posted once."""
        data = self.env.cr.cache
        collected = data.get(COLLECTED)
        if collected is not None:
            yield
            return
        collected, cheaper = data.setdefault(COLLECTED, {}), data.setdefault(CHEAPER, set())
        try:
            with self.env["loyalty.card"]._points_by_document():
                yield
        finally:
            data.pop(COLLECTED, None)
            data.pop(CHEAPER, None)
        if cheaper:
            quotations = self.env["sale.order"].browse(cheaper).exists()
            quotations.filtered(lambda order: order.state in QUOTATIONS)._fit_reservations()
        if collected:
            orders = self.env["sale.order"].browse(collected)
            with self.env["loyalty.card"]._points_by_document():
                orders.filtered(lambda order: collected[order.id] and order.state == "sale")._update_club_points()
            orders._sync_in_turn()

    def _note_points_change(self, lines_changed=False):
        """Mark orders for posting; to be called within :meth:`_collect_points`."""
        collected = self.env.cr.cache.get(COLLECTED)
        if collected is not None:
            for order_id in self.ids:
                collected[order_id] = collected.get(order_id, False) or lines_changed

    def _note_rewards_change(self):
        """Mark quotations whose rewards may cost less at the end of :meth:`_collect_points`."""
        self.env.cr.cache.get(CHEAPER, set()).update(self.ids)

    def _sync_club_orders(self):
        """Post what payments, credit notes, deliveries or returns changed on confirmed orders of members."""
        orders = self.filtered(
            lambda order: order.state == "sale" and (order.coupon_point_ids or order.order_line.coupon_id)
        )
        if orders:
            with orders._collect_points():
                orders._note_points_change()

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if not self.env.su and any(
            order.points_revision != 1 or order.points_before_ledger or order.chosen_points for order in orders
        ):
            raise self._booked_is_not_written()
        return orders

    def _booked_is_not_written(self):
        return AccessError(self.env._("What an order remembers of its points is kept by the ledger and cannot be set."))

    def write(self, vals):
        if not self.env.su and BOOKED & vals.keys():
            raise self._booked_is_not_written()
        if not {"state", "order_line", "coupon_point_ids"} & vals.keys():
            return super().write(vals)
        with self._collect_points():
            if "state" in vals:
                self.filtered(lambda order: "sale" in (order.state, vals["state"]))._note_points_change()
            if vals.get("state") == "cancel":
                self.filtered(lambda order: order.state in QUOTATIONS)._release_points()
            return super().write(vals)

    def unlink(self):
        self._release_points()
        result = super().unlink()
        collected = self.env.cr.cache.get(COLLECTED) or {}
        for order_id in self.ids:
            collected.pop(order_id, None)
        return result

    def action_confirm(self):
        with self._collect_points():
            return super().action_confirm()

    def _action_cancel(self):
        """Stock asks for the rights of a sales manager to remove the points of the order; salespeople cancel, too."""
        with self._collect_points():
            self.sudo().coupon_point_ids.filtered("coupon_id.is_club").unlink()
            return super()._action_cancel()

    def _update_programs_and_rewards(self):
        with self._collect_points():
            kept = self._leave_accounts_of_others()
            result = super()._update_programs_and_rewards()
            self._return_to_shared_accounts(kept)
            return result

    def _add_points_for_coupon(self, coupon_points):
        if self.state != "sale":
            return super()._add_points_for_coupon(coupon_points)
        with self._collect_points():
            self._note_points_change()
            return super()._add_points_for_coupon(coupon_points)

    def _get_point_changes(self):
        """Club accounts are left out: orders post what they mean, not a net change."""
        changes = super()._get_point_changes()
        return {coupon: points for coupon, points in changes.items() if not coupon.is_club}

    # --- what stock asks while it applies programs ---

    def _program_check_compute_points(self, programs):
        clubs = programs.filtered(lambda program: program.program_type == "loyalty")
        others = programs - clubs
        result = super()._program_check_compute_points(others) if others or not clubs else {}
        return {**result, **{program: self._get_club_status(program) for program in clubs}}

    def _get_club_cards(self, program):
        """The account that this order knows already, if any; no query."""
        cards = self.coupon_point_ids.coupon_id | self.applied_coupon_ids
        return cards.sudo().filtered(lambda card: card.program_id == program)[:1]

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        if not coupon.is_club:
            return super()._get_real_points_for_coupon(coupon, post_confirm)
        self.ensure_one()
        card = coupon.sudo()._get_survivor()
        spendable = card._get_spendable(except_origin=(self._name, self.ids))[card]
        if self.state == "sale":
            cost = sum((exact(line.points_cost) for line in self.order_line if line.coupon_id == coupon), ZERO)
            return float(max(spendable + max(self._get_booked_cost(card) - cost, ZERO), ZERO))
        if card.membership_state != "active":
            spendable = ZERO
        points = floor_points(spendable + self._get_own_points(card), card.program_id.points_rounding)
        cost = sum((exact(line.points_cost) for line in self.order_line if line.coupon_id == coupon), ZERO)
        if self._is_payment_captured():
            points = max(points, self._get_held_points(card), cost)
        return float(points - cost if cost else max(points, ZERO))

    def _get_held_points(self, card):
        """Points that a payment of this order was promised, also when that time is over."""
        held = self._get_reservations().filtered(lambda reservation: reservation.card_id == card)
        return exact(sum(held.mapped("points"))) + self._get_own_points(card)

    def _update_club_points(self):
        """Recompute what confirmed orders earn after their lines changed. Where nothing is earned any more (and on
        orders that were changed while nothing was), it can only become less.
        """
        for order in self:
            for line in order.sudo().coupon_point_ids.filtered("coupon_id.is_club"):
                card = line.coupon_id._get_survivor()
                earned, result = order._get_points_now(card.program_id, card, line)
                order._remember_result(card.program_id, result)
                line._set_points(float(earned.points))

    def _move_draft_rewards(self, sources, target):
        """Quotations that use accounts which are merged into ``target`` use that one."""
        lines = self.env["sale.order.line"].sudo().search([("coupon_id", "in", sources.ids)])
        lines.filtered(lambda line: line.order_id.state in ("draft", "sent")).write({"coupon_id": target.id})
        drafts = self.sudo().search(
            [("coupon_point_ids.coupon_id", "in", sources.ids), ("state", "in", ("draft", "sent"))]
        )
        drafts.coupon_point_ids.filtered(lambda line: line.coupon_id in sources).unlink()
