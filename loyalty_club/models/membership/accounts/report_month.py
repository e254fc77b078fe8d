from odoo import api, fields, models
from odoo.tools import SQL, format_date


class LoyaltyMembershipMonth(models.Model):
    """Each month of each plan: who came, who left, how many there are, and what recurs."""

    _name = "loyalty.membership.month"
    _inherit = ["loyalty.membership.report"]
    _description = "Memberships by Month"
    _auto = False
    _order = "month desc, plan_id"

    month = fields.Date(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    members_before = fields.Integer("Members at the beginning", readonly=True)
    joined = fields.Integer(readonly=True)
    gone = fields.Integer("Left", readonly=True)
    members = fields.Integer("Members at the end", readonly=True)
    churn = fields.Float(
        "Churn (%)",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Who left, of those who were there at the beginning.",
    )
    recurring_change = fields.Monetary("Change of the recurring amount", readonly=True)
    recurring = fields.Monetary(
        "Recurring per month",
        readonly=True,
        help="At the end of the month; over several months their average. A renewal that the job cannot make is left"
        " out from when the paid days are over.",
    )

    @api.depends("month")
    def _compute_display_name(self):
        for row in self:
            row.display_name = format_date(self.env, row.month, date_format="LLLL y")

    @property
    def _table_query(self):
        return """
            WITH moves AS (
                SELECT plan_id, date_trunc('month', on_date)::date AS month,
                       COUNT(*) FILTER (
                           WHERE kind = 'started'
                              OR (kind = 'state' AND state_before = 'ended' AND state_after != 'ended')) AS joined,
                       COUNT(*) FILTER (WHERE kind = 'state' AND state_after = 'ended') AS gone,
                       SUM(monthly_change) AS change
                  FROM loyalty_membership_event
              GROUP BY 1, 2
            ), months AS (
                SELECT plan_id, generate_series(
                           MIN(month), date_trunc('month', now() AT TIME ZONE 'UTC'), interval '1 month')::date AS month
                  FROM moves
              GROUP BY 1
            ), sums AS (
                SELECT months.plan_id, months.month,
                       COALESCE(moves.joined, 0)::int AS joined,
                       COALESCE(moves.gone, 0)::int AS gone,
                       COALESCE(moves.change, 0) AS recurring_change,
                       SUM(COALESCE(moves.joined, 0) - COALESCE(moves.gone, 0)) OVER upto AS members,
                       SUM(COALESCE(moves.change, 0)) OVER upto AS recurring
                  FROM months LEFT JOIN moves USING (plan_id, month)
                WINDOW upto AS (PARTITION BY months.plan_id ORDER BY months.month)
            )
            SELECT row_number() OVER (ORDER BY sums.month, sums.plan_id)::int AS id, sums.month, sums.plan_id,
                   plan.program_id, plan.company_id, company.currency_id, sums.joined, sums.gone,
                   sums.members::int AS members, (sums.members - sums.joined + sums.gone)::int AS members_before,
                   sums.recurring_change, sums.recurring,
                   100.0 * sums.gone / NULLIF(sums.members - sums.joined + sums.gone, 0) AS churn
              FROM sums
              JOIN loyalty_membership_plan plan ON plan.id = sums.plan_id
              JOIN res_company company ON company.id = plan.company_id
        """

    def _read_group_select(self, aggregate_spec, query):
        """Figures of an end of month are added over plans, and averaged over months; churn is a ratio of sums."""
        name = aggregate_spec.partition(":")[0]

        def column(field):
            return self._field_to_sql(self._table, field, query)

        if name == "churn":
            return SQL("100.0 * SUM(%s) / NULLIF(SUM(%s), 0)", column("gone"), column("members_before"))
        if name in ("members", "members_before", "recurring") and aggregate_spec.endswith(":sum"):
            return SQL("1.0 * SUM(%s) / NULLIF(COUNT(DISTINCT %s), 0)", column(name), column("month"))
        return super()._read_group_select(aggregate_spec, query)
