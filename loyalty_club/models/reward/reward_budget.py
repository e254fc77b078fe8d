"""Budgets of rewards: pieces and money that documents take and give back."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

from ...engine.points import ZERO, exact


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    has_budget = fields.Boolean(compute="_compute_budget_left")
    budget_left = fields.Char(
        "Left",
        compute="_compute_budget_left",
        help="What is left of the budget; payments in progress hold their part of it.",
    )

    @api.depends("has_count_budget", "budget_count", "used_count", "has_amount_budget", "budget_amount", "used_amount")
    def _compute_budget_left(self):
        amounts = self._get_left()
        for reward in self:
            left = []
            if reward.has_count_budget:
                pieces = max(amounts[reward][0], 0)
                left.append(self.env._("%(left)s of %(all)s", left=pieces, all=reward.budget_count))
            if reward.has_amount_budget:
                amount = float(max(amounts[reward][1], ZERO))
                left.append(formatLang(self.env, amount, currency_obj=reward.currency_id))
            reward.has_budget = bool(left)
            reward.budget_left = ", ".join(left)

    def _get_left(self, origin=None):
        """What is left of the budgets, apart from what payments in progress hold.

        :param origin: the document that asks; what it takes or holds itself is left to it
        :return: {reward: (pieces, amount in club currency)}; of a reward without such a budget a figure means nothing
        """
        limited = self.filtered(lambda reward: reward.has_count_budget or reward.has_amount_budget)
        taken = limited._get_taken_by_others(origin and origin._name, origin.ids if origin else [])
        left = {}
        for reward in self:
            own_pieces, own_amount, held_pieces, held_amount = taken.get(reward._origin.id, (0, ZERO, 0, ZERO))
            left[reward] = (
                reward.budget_count - reward.used_count + own_pieces - held_pieces,
                exact(reward.budget_amount) - exact(reward.used_amount) + exact(own_amount) - exact(held_amount),
            )
        return left

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
            use.filtered("held_until").write({"held_until": False})
            return
        reward._take(*more, (origin_model, origin_id), force=force)
        values = {"pieces": pieces, "amount": float(amount), "held_until": False}
        if use:
            use.write(values)
        else:
            use.create({**values, "reward_id": reward.id, "origin_model": origin_model, "origin_id": origin_id})

    def _take(self, pieces, amount, origin, force):
        """Move the counters of the reward by ``pieces`` and ``amount`` (negative: given back).

        :param origin: (model, id) of the document, whose own hold is no hindrance to it
        """
        self.flush_recordset()
        self.env["loyalty.reward.use"].flush_model()
        held = self._get_held_sql(*origin)
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_reward
                   SET used_count = COALESCE(used_count, 0) + %(pieces)s,
                       used_amount = COALESCE(used_amount, 0) + %(amount)s
                 WHERE id = %(id)s AND (%(force)s
                   OR ((%(pieces)s <= 0 OR NOT COALESCE(has_count_budget, FALSE)
                        OR COALESCE(used_count, 0) + %(pieces)s + (SELECT pieces FROM %(held)s) <= budget_count)
                   AND (%(amount)s <= 0 OR NOT COALESCE(has_amount_budget, FALSE)
                        OR COALESCE(used_amount, 0) + %(amount)s + (SELECT amount FROM %(held)s)
                           <= budget_amount)))
             RETURNING id
                """,
                pieces=pieces,
                amount=amount,
                id=self.id,
                force=force,
                held=held,
            )
        )
        taken = self.env.cr.fetchone()
        self.invalidate_recordset(["used_count", "used_amount", "budget_left"], flush=False)
        if not taken:
            raise UserError(self._get_exhausted())

    def _get_exhausted(self):
        """That the budget does not suffice, as a sentence."""
        return self.env._(
            "The budget of “%(reward)s” does not suffice any more; %(left)s left. Remove the reward, or choose "
            "another one.",
            reward=self.description,
            left=self.budget_left,
        )
