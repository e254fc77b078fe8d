from odoo import fields, models


class LoyaltyMembershipReport(models.AbstractModel):
    """What every report on memberships is told apart by."""

    _name = "loyalty.membership.report"
    _description = "Figures of Memberships"

    plan_id = fields.Many2one("loyalty.membership.plan", readonly=True)
    program_id = fields.Many2one("loyalty.program", "Club", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
