"""What is promised to a till that is about to be paid."""

from datetime import timedelta

from odoo import api, models

ORDERS = "pos.order"
HOLD = 1
"""Budgets are held for ``pos.order,<uuid>``: the order has no id yet."""


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
    def _hold_budgets_for_till(self, uuid, wanted):
        """The same for the budgets of rewards.

        :param wanted: {reward: (pieces, amount in club currency)}
        :raise UserError: a budget does not suffice
        """
        limited = {reward: use for reward, use in wanted.items() if reward.has_budget}
        if limited:
            self.env["loyalty.reward"].sudo()._hold_uses(f"{ORDERS},{uuid}", {HOLD: limited})

    @api.model
    def _release_till(self, uuids):
        """Give up what orders of tills hold, points and budgets: they arrived, or will not be paid.

        :param uuids: of the orders
        """
        uuids = list(uuids)
        held_budgets = (
            self.env["loyalty.reward.use"]
            .sudo()
            .search([("origin_model", "in", [f"{ORDERS},{uuid}" for uuid in uuids]), ("held_until", "!=", False)])
        )
        if held_budgets:
            held_budgets.unlink()
        held = self.sudo().search([("origin_key", "in", uuids), ("origin_model", "=", ORDERS)])
        if held:
            held.unlink()
