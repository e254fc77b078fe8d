"""Points that a payment in progress has been promised."""

from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

from ...engine.points import ZERO, exact

PENDING_PAYMENT_DAYS = 7


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_promised_points(self):
        """{account: points} that the rewards on the order cost."""
        self.ensure_one()
        promised = {}
        for line in self.order_line:
            if line.coupon_id.is_club and line.points_cost:
                card = line.coupon_id._get_survivor()
                promised[card] = promised.get(card, ZERO) + exact(line.points_cost)
        return promised

    def _reserve_points(self):
        """Hold the points that the rewards of these quotations cost, until the payment ends or times out.

        What the order earns itself cannot be held; only the rest is.

        :raise UserError: the points are no longer there
        """
        Reservation = self.env["loyalty.reservation"].sudo()
        for order in self.sudo().filtered(lambda order: order.state in ("draft", "sent")):
            promised = order._get_promised_points()
            if not promised:
                continue
            self.env["loyalty.card"].sudo()._lock_accounts([card.id for card in promised])
            Reservation.search([("origin_model", "=", order._name), ("origin_id", "=", order.id)]).unlink()
            for card, points in promised.items():
                order._reserve_on(card, points)
            self.env["loyalty.card"].sudo()._touch([card.id for card in promised])

    def _reserve_on(self, card, points):
        own = self._get_own_points(card)
        available = card._get_spendable()[card] + own
        if points > available:
            raise UserError(
                self.env._(
                    "Your reward costs %(wanted)s, but only %(available)s are available now. "
                    "Remove the reward from the cart, then pay again.",
                    wanted=card._format_points(float(points)),
                    available=card._format_points(float(max(available, ZERO))),
                )
            )
        held = points - own
        if held > 0:
            minutes = card.program_id.reservation_minutes
            self.env["loyalty.reservation"].sudo().create(
                {
                    "card_id": card.id,
                    "points": float(held),
                    "origin_model": self._name,
                    "origin_id": self.id,
                    "expires_at": self.env.cr.now() + timedelta(minutes=minutes),
                }
            )

    def _extend_reservations(self):
        """A payment that takes days (a bank transfer) keeps its points for days."""
        self._get_reservations().write({"expires_at": self._get_extended_until()})

    def _get_extended_until(self):
        return self.env.cr.now().replace(microsecond=0) + timedelta(days=PENDING_PAYMENT_DAYS)

    def _get_reservations(self):
        return (
            self.env["loyalty.reservation"]
            .sudo()
            .search([("origin_model", "=", self._name), ("origin_id", "in", self.ids)])
        )

    def _release_points(self):
        """Give up the reservations of these orders."""
        cards = self.sudo().order_line.coupon_id.filtered("is_club")
        if cards:
            self._get_reservations().unlink()

    def _fit_reservations(self):
        """Give up what is held for rewards that left these quotations, or cost less now."""
        for reservation in self.sudo()._get_reservations():
            order = self.sudo().browse(reservation.origin_id)
            promised = order._get_promised_points().get(reservation.card_id._get_survivor(), ZERO)
            if promised <= ZERO:
                reservation.unlink()
            elif promised < exact(reservation.points):
                reservation.points = float(promised)

    def _get_own_points(self, card):
        """Points that the order itself earns and may spend at once (Decimal)."""
        program = card.program_id
        if program.earn_on != "order" or program.hold_days or not card._may_earn():
            return ZERO
        return sum(
            (exact(line.points) for line in self.sudo().coupon_point_ids if line.coupon_id._get_survivor() == card),
            ZERO,
        )
