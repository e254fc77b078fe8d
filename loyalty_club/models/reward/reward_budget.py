"""Budgets of rewards: pieces and money that documents take and give back."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

from ...engine.points import ZERO, exact


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    has_budget = fields.Boolean(compute="_compute_budget_left")
    budget_left = fields.Char("Left", compute="_compute_budget_left", help="What is left of the budget.")

    @api.depends("has_count_budget", "budget_count", "used_count", "has_amount_budget", "budget_amount", "used_amount")
    def _compute_budget_left(self):
        for reward in self:
            left = []
            if reward.has_count_budget:
                pieces = max(reward.budget_count - reward.used_count, 0)
                left.append(self.env._("%(left)s of %(all)s", left=pieces, all=reward.budget_count))
            if reward.has_amount_budget:
                amount = max(reward.budget_amount - reward.used_amount, 0.0)
                left.append(formatLang(self.env, amount, currency_obj=reward.currency_id))
            reward.has_budget = bool(left)
            reward.budget_left = ", ".join(left)

    def _get_use(self, origin):
        """What the document takes of this reward's budget now (superuser mode; may be empty)."""
        self.ensure_one()
        return (
            self.env["loyalty.reward.use"]
            .sudo()
            .search([("reward_id", "=", self.id), ("origin_model", "=", origin._name), ("origin_id", "=", origin.id)])
        )

    def _book_uses(self, origin_model, wanted, force=False):
        """Let documents take what they use from the budgets, or give back what they no longer use.

        A document is compared with what it took before, so calling again changes nothing. The counters are updated in
        one statement each, guarded by the budget: of two processes that want the last piece one fails and starts over.
        To be called after points were posted: accounts are always locked before rewards.

        :param str origin_model: model of the documents
        :param wanted: {document id: {reward: (pieces, amount in club currency)}}; what is not in it is given back
        :param bool force: take it even where the budget does not suffice (the money is taken already)
        :raise UserError: the budget does not suffice
        """
        Use = self.env["loyalty.reward.use"].sudo()
        known = {
            (use.origin_id, use.reward_id): use
            for use in Use.search([("origin_model", "=", origin_model), ("origin_id", "in", list(wanted))])
        }
        target = {
            (origin_id, reward.sudo()): values
            for origin_id, rewards in wanted.items()
            for reward, values in rewards.items()
            if reward.has_budget or (origin_id, reward.sudo()) in known
        }
        for key in sorted(known.keys() | target.keys(), key=lambda key: (key[1].id, key[0])):
            self._book_use(origin_model, key, known.get(key) or Use, target.get(key, (0, ZERO)), force)

    def _book_use(self, origin_model, key, use, wanted, force):
        origin_id, reward = key
        pieces, amount = wanted[0], exact(wanted[1])
        more = (pieces - use.pieces, amount - exact(use.amount))
        if not any(more):
            return
        reward._take(*more, force=force)
        values = {"pieces": pieces, "amount": float(amount)}
        if use:
            use.write(values)
        else:
            use.create({**values, "reward_id": reward.id, "origin_model": origin_model, "origin_id": origin_id})

    def _take(self, pieces, amount, force):
        """Move the counters of the reward by ``pieces`` and ``amount`` (negative: given back)."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_reward
                   SET used_count = COALESCE(used_count, 0) + %(pieces)s,
                       used_amount = COALESCE(used_amount, 0) + %(amount)s
                 WHERE id = %(id)s AND (%(force)s
                   OR ((%(pieces)s <= 0 OR NOT COALESCE(has_count_budget, FALSE)
                        OR COALESCE(used_count, 0) + %(pieces)s <= budget_count)
                   AND (%(amount)s <= 0 OR NOT COALESCE(has_amount_budget, FALSE)
                        OR COALESCE(used_amount, 0) + %(amount)s <= budget_amount)))
             RETURNING id
                """,
                pieces=pieces,
                amount=amount,
                id=self.id,
                force=force,
            )
        )
        taken = self.env.cr.fetchone()
        self.invalidate_recordset(["used_count", "used_amount", "budget_left"], flush=False)
        if not taken:
            raise UserError(
                self.env._(
                    "The budget of “%(reward)s” does not suffice any more; %(left)s left. Remove the reward, or choose "
                    "another one.",
                    reward=self.description,
                    left=self.budget_left,
                )
            )
