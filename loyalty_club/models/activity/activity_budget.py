"""Budgets of activities: what all members together may get of a rule.

As with rewards, counters on the rule are moved under its lock, after the accounts were locked; what is taken back is
given back to the budget. Rules without a budget keep no counters: theirs is counted when one is set.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.activities import Award
from ...engine.points import ZERO, exact

BUDGETS = ("budget_points", "budget_count")


class LoyaltyActivity(models.Model):
    _inherit = "loyalty.activity"

    budget_points = fields.Float(
        "Budget",
        digits=(16, 2),
        tracking=True,
        help="Points that all members together get at most; 0: no budget. What is taken back can be given again. "
        "Nobody gets less than the whole: the rest of a budget that is too small for it stays.",
    )
    budget_count = fields.Integer(
        "All members at most", tracking=True, help="How often it is given at most, to all together; 0: no limit."
    )
    spent_points = fields.Float("Used of the budget", digits=(16, 2), readonly=True, copy=False)
    spent_count = fields.Integer("Given", readonly=True, copy=False)
    has_budget = fields.Boolean(compute="_compute_budget")
    is_used_up = fields.Boolean("Used up", compute="_compute_budget", search="_search_is_used_up")

    _budget_check = models.Constraint(
        "CHECK (budget_points >= 0 AND budget_count >= 0)", "A budget cannot be negative. Write 0 for no budget."
    )

    @api.depends("budget_points", "budget_count", "spent_points", "spent_count", "points", "quantity_step")
    def _compute_budget(self):
        for activity in self:
            activity.has_budget = bool(activity.budget_points or activity.budget_count)
            once = ZERO if activity.quantity_step else exact(activity.points)
            activity.is_used_up = activity.has_budget and not activity._has_left(
                once or exact("0.01"), exact(activity.spent_points), activity.spent_count
            )

    @api.model
    def _search_is_used_up(self, operator, value):
        if operator != "in":
            return NotImplemented
        limited = self.sudo().search(["|", ("budget_points", ">", 0), ("budget_count", ">", 0)])
        return [("id", "in", limited.filtered("is_used_up").ids)]

    def _has_left(self, points, spent_points, spent_count):
        """Whether the budget suffices for one more payment of ``points``."""
        if self.budget_count and spent_count >= self.budget_count:
            return False
        return not (points and self.budget_points) or spent_points + points <= exact(self.budget_points)

    # --- counters ---

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.update(spent_points=0, spent_count=0)
        return super().create(vals_list)

    def write(self, vals):
        """Only payments move the counters; a first budget counts what was paid before."""
        vals = {name: value for name, value in vals.items() if name not in ("spent_points", "spent_count")}
        unlimited = self.filtered(lambda activity: not activity.has_budget)
        result = super().write(vals)
        unlimited.filtered("has_budget")._recount_budget()
        return result

    def _recount_budget(self):
        """Counters from the ledger: what was paid, less what was undone of it."""
        if not self:
            return
        entries = self.env["loyalty.ledger.entry"].sudo().search(
            [("activity_id", "in", self.ids), ("kind", "=", "accrual")]
        )  # fmt: skip
        figures = entries._get_budget_figures()
        moves = dict.fromkeys(self.ids, (ZERO, 0))
        for activity_id, (points, count) in figures.items():
            moves[activity_id] = (points, count)
        self._lock_budgets()
        self._move_budgets(moves, absolute=True)

    def _lock_budgets(self):
        """Lock the counters in the order of their ids; of two payments at once the second starts over.

        :return: {activity id: (points used, times given)}
        """
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, COALESCE(spent_points, 0), COALESCE(spent_count, 0)
                  FROM loyalty_activity WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
                """,
                self.ids,
            )
        )
        return {activity_id: (exact(points), count) for activity_id, points, count in rows}

    def _move_budgets(self, moves, absolute=False):
        """Add to the counters of locked activities in one statement.

        :param moves: {activity id: (points, times)}
        :param bool absolute: set them instead
        """
        moves = {activity_id: move for activity_id, move in moves.items() if absolute or any(move)}
        if not moves:
            return
        kept = SQL("0") if absolute else SQL("1")
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_activity a
                   SET spent_points = %(kept)s * COALESCE(a.spent_points, 0) + v.points,
                       spent_count = %(kept)s * COALESCE(a.spent_count, 0) + v.times
                  FROM (VALUES %(moves)s) AS v (id, points, times) WHERE a.id = v.id
                """,
                kept=kept,
                moves=SQL(", ").join(
                    SQL("(%s, %s::numeric, %s)", activity_id, points, count)
                    for activity_id, (points, count) in moves.items()
                ),
            )
        )
        self.browse(moves).invalidate_recordset(["spent_points", "spent_count", "is_used_up"], flush=False)


class LoyaltyLedgerEntry(models.Model):
    _inherit = "loyalty.ledger.entry"

    def _get_budget_figures(self):
        """What these entries of activities are worth now, by activity.

        :return: {activity id: (points that are not undone, entries that are not wholly undone)}
        """
        left, figures = self._get_reversible_points(), {}
        for entry in self:
            stands = left[entry] > 0 if entry.points else not entry._is_undone()
            points, count = figures.get(entry.activity_id.id, (ZERO, 0))
            figures[entry.activity_id.id] = (points + exact(left[entry]), count + stands)
        return figures

    def _is_undone(self):
        """Whether an entry of 0 points, which gave a coupon, is undone and was not restored."""
        return any(not reversal.reversal_ids for reversal in self.reversal_ids)


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _take_budgets(self, payments):
        """Take payments from the budgets of their activities; those that a budget does not suffice for are not paid.

        :return: the payments to book
        """
        limited = self.env["loyalty.activity"].union(
            *(payment.terms.activity for payment in payments if payment.terms.has_budget)
        )
        if not limited:
            return payments
        self.sudo()._lock_accounts([payment.member.id for payment in payments])  # accounts before budgets, always
        used = limited._lock_budgets()
        moves, booked = {}, []
        for payment in payments:
            activity, points = payment.terms.activity, payment.award.points
            if payment.terms.has_budget:
                spent, times = used[activity.id]
                if not activity._has_left(points, spent, times):
                    payment.award = Award(ZERO, payment.award.due, "budget")
                    continue
                used[activity.id] = (spent + points, times + 1)
                moved, count = moves.get(activity.id, (ZERO, 0))
                moves[activity.id] = (moved + points, count + 1)
            booked.append(payment)
        limited._move_budgets(moves)
        return booked

    def _post_reversals(self, values_list):
        """What is undone is free for others again; what is restored is taken again, whatever is left."""
        entries = self.env["loyalty.ledger.entry"].sudo().union(*(values["entry"].sudo() for values in values_list))
        paid = (entries | entries.reversed_id).filtered(
            lambda entry: entry.kind == "accrual" and entry.activity_id.has_budget
        )
        before = paid._get_budget_figures() if paid else {}
        reversals = super()._post_reversals(values_list)
        if paid:
            paid.activity_id._lock_budgets()
            after = paid._get_budget_figures()
            moves = {
                activity_id: (after[activity_id][0] - points, after[activity_id][1] - count)
                for activity_id, (points, count) in before.items()
            }
            paid.activity_id._move_budgets(moves)
        return reversals
