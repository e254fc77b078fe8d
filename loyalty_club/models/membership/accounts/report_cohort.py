from odoo import fields, models


class LoyaltyMembershipCohort(models.Model):
    """Of those who began in one month, how many were still there so many months later."""

    _name = "loyalty.membership.cohort"
    _inherit = ["loyalty.membership.report"]
    _description = "Memberships: who stays"
    _auto = False
    _order = "started_month desc, age"
    _rec_name = "membership_id"

    membership_id = fields.Many2one("loyalty.membership", readonly=True)
    started_month = fields.Date("Began in", readonly=True)
    age = fields.Integer("Months later", readonly=True, aggregator=None)
    kept = fields.Integer("Still there", readonly=True)
    share = fields.Float("Still there (%)", digits=(16, 1), readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return """
            SELECT membership.id * 100 + age.age AS id, membership.id AS membership_id,
                   date_trunc('month', membership.started_on)::date AS started_month, age.age,
                   membership.plan_id, membership.program_id, membership.company_id,
                   kept.kept::int AS kept, 100.0 * kept.kept::int AS share
              FROM loyalty_membership membership
        CROSS JOIN LATERAL age((now() AT TIME ZONE 'UTC')::date, membership.started_on) AS span(span)
        CROSS JOIN LATERAL generate_series(
                       0, LEAST(60, (12 * EXTRACT(YEAR FROM span.span) + EXTRACT(MONTH FROM span.span))::int)
                   ) AS age(age)
        CROSS JOIN LATERAL (
                       SELECT membership.ended_on IS NULL
                              OR membership.ended_on > membership.started_on + make_interval(months => age.age)
                   ) AS kept(kept)
        """
