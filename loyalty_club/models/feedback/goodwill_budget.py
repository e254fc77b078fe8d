"""How much a user may give away in a month."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

from ..own_values import leave_out_own

OWN = {"month", "used"}


class LoyaltyGoodwillBudget(models.Model):
    """So many points a user may give away in a month; a coupon counts as its program says."""

    _name = "loyalty.goodwill.budget"
    _description = "Goodwill Budget"
    _rec_name = "user_id"
    _order = "user_id, id"

    user_id = fields.Many2one(
        "res.users", required=True, ondelete="cascade", domain="[('share', '=', False)]", index=True
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    points = fields.Float("Points per month", digits=(16, 2), required=True)
    month = fields.Date(readonly=True, copy=False, help="The month that what was used belongs to.")
    used = fields.Float(digits=(16, 2), readonly=True, copy=False, default=0, help="In that month.")
    used_now = fields.Float("Used this month", digits=(16, 2), compute="_compute_left")
    left = fields.Float("Left this month", digits=(16, 2), compute="_compute_left")

    _user_uniq = models.UniqueIndex("(user_id, company_id)", "This user has a budget in this company already.")
    _points_check = models.Constraint("CHECK (points >= 0)", "A budget must be 0 or more.")

    @api.depends("points", "month", "used")
    def _compute_left(self):
        for budget in self:
            month = self._get_month(budget.company_id)
            budget.used_now = budget.used if budget.month and budget.month >= month else 0
            budget.left = max(budget.points - budget.used_now, 0)

    @api.model_create_multi
    def create(self, vals_list):
        model, vals_list = leave_out_own(self, vals_list, OWN)
        return super(LoyaltyGoodwillBudget, model).create(vals_list)

    def write(self, vals):
        if OWN & vals.keys():
            raise UserError(self.env._("What was used is counted, not written. Change the points per month."))
        return super().write(vals)

    @api.model
    def _get_month(self, company, moment=None):
        """The first day of the month of ``moment`` (naive UTC; now) where the company is."""
        return company._get_feedback_day(moment).replace(day=1)

    @api.model
    def _find(self, user, company):
        """The budget of a user in a company; may be empty (superuser mode)."""
        return self.sudo().search([("user_id", "=", user.id), ("company_id", "=", company.id)], limit=1)

    @api.model
    def _take(self, user, company, points):
        """Take points of a user's budget of this month: one guarded statement, so that of two windows that want the
        last points one is refused.

        :raise UserError: there is no budget, or not enough is left of it
        """
        budget_sudo = self._find(user, company)
        if not budget_sudo:
            raise UserError(self.env._("You have no budget for goodwill. Ask a club manager for one."))
        if not budget_sudo._move(points):
            raise UserError(
                self.env._(
                    "Your goodwill budget has %(left)s points left this month, and this takes %(wanted)s. Give less, "
                    "or ask a club manager.",
                    left=formatLang(self.env, budget_sudo.left, digits=0),
                    wanted=formatLang(self.env, points, digits=0),
                )
            )

    @api.model
    def _give_back(self, user, company, points, given_at):
        """What was taken back is there again, in the month it was given in."""
        budget_sudo = self._find(user, company)
        if budget_sudo and self._get_month(company, given_at) == self._get_month(company):
            budget_sudo._move(-points)

    def _move(self, points):
        """:return: whether the budget had that much"""
        self.ensure_one()
        self.flush_recordset()
        month = self._get_month(self.company_id)
        moved = self.env.execute_query(
            SQL(
                """
                UPDATE loyalty_goodwill_budget b
                   SET used = GREATEST(spent.points + %(points)s, 0), month = GREATEST(month, %(month)s)
                  FROM (SELECT id, CASE WHEN month >= %(month)s THEN COALESCE(used, 0) ELSE 0 END AS points
                          FROM loyalty_goodwill_budget WHERE id = %(id)s FOR NO KEY UPDATE) spent
                 WHERE b.id = spent.id AND (%(points)s <= 0 OR spent.points + %(points)s <= b.points)
             RETURNING b.id
                """,
                points=points,
                month=month,
                id=self.id,
            )
        )
        self.invalidate_recordset(flush=False)
        return bool(moved)
