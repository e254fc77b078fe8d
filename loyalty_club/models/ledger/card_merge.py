"""One account out of two: transfers, credit by credit; every entry stays where it was booked."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.points import exact


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    @api.private
    def _merge_into(self, target):
        """Move everything of these accounts to ``target`` (same club) and archive them.

        Credits keep their last usable day, entries their qualifying values and dates; debts move, too. Later postings
        and undos for these accounts go to the survivor.

        :param target: the account that stays
        :raise UserError: accounts of different clubs
        """
        target.ensure_one()
        sources = self - target
        if any(card.program_id != target.program_id for card in sources):
            raise UserError(self.env._("Only accounts of the same club can be merged."))
        if not sources:
            return target
        self._lock_accounts((sources | target).ids)
        sources._release_pending()
        moves = self._get_moves(sources)
        self._post_points_batch([self._get_transfer_out(move, target) for move in moves])
        self._void_pending(sources)
        self._post_points_batch([self._get_transfer_in(move, target) for move in moves])
        self._close_merged(sources, target)
        target.sudo()._merge_tiers(sources)
        return target

    def _get_moves(self, sources):
        """What each entry of the sources leaves to move: points left or missing, pending points, qualifying values."""
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT e.id, e.card_id, COALESCE(e.transferred_from_id, e.id) AS root,
                       e.remaining - e.uncovered AS points, e.state,
                       CASE WHEN e.state = 'pending' AND e.reversed_id IS NULL THEN e.points + COALESCE((
                           SELECT SUM(undo.points)
                             FROM loyalty_ledger_entry undo JOIN loyalty_ledger_entry up ON up.id = undo.reversed_id
                            WHERE undo.card_id = e.card_id AND undo.state = 'pending'
                              AND COALESCE(up.reversed_id, up.id) IN (e.id, e.transferred_from_id)), 0) ELSE 0
                       END AS pending,
                       e.available_on, e.expires_on, e.posted_at, e.qualifying_at,
                       e.qualifying_points, e.qualifying_amount, e.qualifying_orders, e.description
                  FROM loyalty_ledger_entry e
                 WHERE e.card_id = ANY(%s) AND e.state != 'void'
                   AND (e.remaining > 0 OR e.uncovered > 0 OR (e.state = 'pending' AND e.reversed_id IS NULL)
                        OR e.qualifying_points != 0 OR e.qualifying_amount != 0 OR e.qualifying_orders != 0)
              ORDER BY e.id
                """,
                sources.ids,
            )
        )

    def _get_transfer_out(self, move, target):
        return {
            "card_id": move["card_id"],
            "points": -exact(move["points"]),
            "kind": "transfer",
            "key": f"transfer,{move['id']},out",
            "expires_on": None,
            "qualifying": self._get_moved_qualifying(move, -1),
            "qualifying_at": move["qualifying_at"],
            "origin": target,
            "description": self.env._("Moved to account %s", target.code),
        }

    def _get_transfer_in(self, move, target):
        pending = exact(move["pending"])
        return {
            "card_id": target.id,
            "points": pending or exact(move["points"]),
            "kind": "transfer",
            "key": f"transfer,{move['id']},in",
            "at": move["posted_at"],
            "expires_on": move["expires_on"],
            "available_on": move["available_on"] if move["state"] == "pending" else None,
            "qualifying": self._get_moved_qualifying(move, 1),
            "qualifying_at": move["qualifying_at"],
            "transferred_from_id": move["root"],
            "origin": self.browse(move["card_id"]),
            "description": move["description"],
        }

    @staticmethod
    def _get_moved_qualifying(move, sign):
        return {
            "points": sign * exact(move["qualifying_points"]),
            "amount": sign * exact(move["qualifying_amount"]),
            "orders": sign * (move["qualifying_orders"] or 0),
        }

    def _void_pending(self, sources):
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_ledger_entry SET state = 'void' WHERE card_id = ANY(%s) AND state = 'pending'",
                sources.ids,
            )
        )

    def _close_merged(self, sources, target):
        """Archive the sources; whatever points to them from drafts points to the survivor."""
        days = [card.points_expire_on for card in sources | target if card.points_expire_on]
        joined = [card.joined_on for card in sources | target if card.joined_on]
        self.env["sale.order"]._move_draft_rewards(sources, target)
        sources.flush_recordset(["active"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_card SET merged_into_id = %s, active = FALSE
                 WHERE id = ANY(%s) OR merged_into_id = ANY(%s)
                """,
                target.id,
                sources.ids,
                sources.ids,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_card SET points_expire_on = %s, joined_on = %s WHERE id = %s",
                max(days, default=None),
                min(joined, default=None),
                target.id,
            )
        )
        self.env["loyalty.card"].invalidate_model(
            ["active", "merged_into_id", "points_expire_on", "joined_on"], flush=False
        )
        self.env["loyalty.program"].invalidate_model(["coupon_ids"], flush=False)
        self.env["loyalty.reservation"].sudo()._move_to(sources, target)
