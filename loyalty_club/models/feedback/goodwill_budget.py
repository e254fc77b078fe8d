from odoo import fields, models


class LoyaltyGoodwillBudget(models.Model):
    """How many points a user may give away in a month."""

    _name = "loyalty.goodwill.budget"
    _description = "Goodwill Budget"
    _rec_name = "user_id"
    _order = "user_id, id"

    user_id = fields.Many2one("res.users", "User", required=True, ondelete="cascade", domain="[('share', '=', False)]")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    points = fields.Float("Points per month", digits=(16, 2), required=True)
    month = fields.Date(readonly=True, copy=False, help="The month that what was used belongs to.")
    used = fields.Float(digits=(16, 2), readonly=True, copy=False, help="In that month.")

    _user_uniq = models.UniqueIndex("(user_id, company_id)", "This user has a budget in this company already.")
    _points_check = models.Constraint("CHECK (points >= 0)", "A budget must be 0 or more.")
