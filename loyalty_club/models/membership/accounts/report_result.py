from odoo import fields, models


class LoyaltyMembershipResult(models.Model):
    """For each plan the fees that came in against what its benefits were worth."""

    _name = "loyalty.membership.result"
    _inherit = ["loyalty.membership.report"]
    _description = "Membership Fees and Benefits"
    _auto = False
    _order = "on_date desc, id desc"
    _rec_name = "kind"

    on_date = fields.Date("Day", readonly=True)
    membership_id = fields.Many2one("loyalty.membership", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    kind = fields.Selection("_get_kinds", readonly=True)
    fee = fields.Monetary("Fees", readonly=True, help="Paid, less what was given back; without taxes.")
    cost = fields.Monetary("Benefits", readonly=True, help="What the customers saved by the plan.")
    result = fields.Monetary(readonly=True, help="Fees less benefits.")

    def _get_kinds(self):
        kinds = self.env["loyalty.membership.benefit"]._fields["kind"]._description_selection(self.env)
        return [("fee", self.env._("Fee")), *kinds]

    @property
    def _table_query(self):
        return """
            SELECT entry.id, entry.on_date, entry.membership_id, entry.plan_id, plan.program_id, plan.company_id,
                   company.currency_id, entry.kind, entry.fee, entry.cost, entry.fee - entry.cost AS result
              FROM (
                SELECT 2 * id AS id, COALESCE(paid_on, date_from) AS on_date, membership_id, plan_id, 'fee' AS kind,
                       COALESCE(amount, 0) - COALESCE(refunded_amount, 0) AS fee, 0 AS cost
                  FROM loyalty_membership_term
                 WHERE state IN ('paid', 'refunded') AND kind != 'trial'
             UNION ALL
                SELECT 2 * id + 1, on_date, membership_id, plan_id, kind, 0, COALESCE(amount, 0)
                  FROM loyalty_membership_benefit
              ) entry
              JOIN loyalty_membership_plan plan ON plan.id = entry.plan_id
              JOIN res_company company ON company.id = plan.company_id
        """
