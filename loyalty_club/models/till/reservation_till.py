"""Points promised to a till that is about to be paid."""

from datetime import timedelta

from odoo import api, models

ORDERS = "pos.order"


class LoyaltyReservation(models.Model):
    _inherit = "loyalty.reservation"

    @api.model
    def _hold_for_till(self, uuid, held):
        """Reserve points for an order of a till that has no id yet. The accounts are locked by the caller.

        :param str uuid: of the order; what it held before was given up
        :param held: {account: points (Decimal above 0)}
        """
        now = self.env.cr.now()
        self.sudo().create(
            [
                {
                    "card_id": card.id,
                    "points": float(points),
                    "origin_model": ORDERS,
                    "origin_key": uuid,
                    "expires_at": now + timedelta(minutes=card.sudo().program_id.reservation_minutes),
                }
                for card, points in held.items()
            ]
        )

    @api.model
    def _release_till(self, uuids):
        """Give up what orders of tills hold: they arrived, or will not be paid.

        :param uuids: of the orders
        """
        held = self.sudo().search([("origin_key", "in", list(uuids)), ("origin_model", "=", ORDERS)])
        if held:
            held.unlink()
