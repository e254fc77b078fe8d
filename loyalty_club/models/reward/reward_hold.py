"""Budgets that payments in progress have been promised: nobody else gets them until the payment ends or times out."""

from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.points import exact


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    def _hold_uses(self, origin_model, wanted):
        """Hold what documents are going to take from the budgets, for the reservation time of the club.

        The rewards are locked and updated first, so that of two processes that want the last piece one starts over.
        What the documents held before is given up. To be called after accounts were locked.

        :param str origin_model: model of the documents
        :param wanted: {document id: {reward: (pieces, amount in club currency)}}
        :raise UserError: the budget does not suffice
        """
        Use = self.env["loyalty.reward.use"].sudo()
        Use._release(origin_model, wanted)
        wanted = {key: {reward.sudo(): use for reward, use in uses.items()} for key, uses in wanted.items()}
        rewards = self.sudo().browse(sorted({reward.id for uses in wanted.values() for reward in uses}))
        rewards = rewards.filtered("has_budget")
        if not rewards:
            return
        rewards._lock_budgets()
        domain = [
            ("origin_model", "=", origin_model),
            ("origin_id", "in", list(wanted)),
            ("reward_id", "in", rewards.ids),
        ]
        known = {(use.origin_id, use.reward_id): use for use in Use.search(domain)}
        fresh = []
        for origin_id, uses in wanted.items():
            for reward in rewards.filtered(uses.__contains__):
                values = reward._prepare_hold(*uses[reward])
                use = known.get((origin_id, reward))
                if use:
                    use.write(values)
                else:
                    origin = {"origin_model": origin_model, "origin_id": origin_id}
                    fresh.append({**values, **origin, "reward_id": reward.id})
        Use.create(fresh)
        rewards._check_held()

    def _prepare_hold(self, pieces, amount):
        minutes = self.program_id.reservation_minutes
        until = self.env.cr.now().replace(microsecond=0) + timedelta(minutes=minutes)
        return {"held_pieces": pieces, "held_amount": float(amount), "held_until": until}

    def _lock_budgets(self):
        """Who waited for a reward that changed meanwhile starts over with what is true then."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_reward SET used_count = COALESCE(used_count, 0)
                 WHERE id IN (SELECT id FROM loyalty_reward WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)
                """,
                self.ids,
            )
        )
        self.invalidate_recordset(["used_count", "used_amount", "budget_left"], flush=False)

    def _check_held(self):
        """
        :raise UserError: more is held and given than there is
        """
        for reward, (pieces, amount) in self._get_left().items():
            if (reward.has_count_budget and pieces < 0) or (reward.has_amount_budget and amount < 0):
                reward.invalidate_recordset(["budget_left"], flush=False)
                raise UserError(reward._get_exhausted())

    def _get_taken_by_others(self, origin_model, origin_ids):
        """What documents take of these budgets themselves, and what is held for all the others now.

        :return: {reward id: (own pieces, own amount, pieces held for others, amount held for others)}
        """
        if not self.ids:
            return {}
        Use = self.env["loyalty.reward.use"]
        Use.flush_model()
        own = SQL(
            "(COALESCE(origin_model = %s, FALSE) AND origin_id = ANY(%s::int[]))", origin_model or None, origin_ids
        )
        others = SQL("(NOT %s AND COALESCE(held_until > %s, FALSE))", own, self.env.cr.now())
        rows = self.env.execute_query(
            SQL(
                """
                SELECT reward_id,
                       COALESCE(SUM(pieces) FILTER (WHERE %(own)s), 0),
                       COALESCE(SUM(amount) FILTER (WHERE %(own)s), 0),
                       COALESCE(SUM(held_pieces) FILTER (WHERE %(others)s), 0),
                       COALESCE(SUM(held_amount) FILTER (WHERE %(others)s), 0)
                  FROM loyalty_reward_use
                 WHERE reward_id = ANY(%(rewards)s)
                   AND (held_until > %(now)s OR origin_id = ANY(%(ids)s::int[]) AND origin_model = %(model)s)
              GROUP BY reward_id
                """,
                own=own,
                others=others,
                rewards=self.ids,
                now=self.env.cr.now(),
                ids=origin_ids,
                model=origin_model or None,
            )
        )
        return {
            reward_id: (pieces, exact(amount), held, exact(money)) for reward_id, pieces, amount, held, money in rows
        }

    def _get_held_sql(self, origin_model, origin_id):
        """A sub-select of one row: ``pieces`` and ``amount`` that are held now for other documents."""
        return SQL(
            """(SELECT COALESCE(SUM(held_pieces), 0) AS pieces, COALESCE(SUM(held_amount), 0) AS amount
                  FROM loyalty_reward_use
                 WHERE reward_id = %s AND held_until > %s AND (origin_model, origin_id) != (%s, %s)) AS held""",
            self.id,
            self.env.cr.now(),
            origin_model,
            origin_id,
        )
