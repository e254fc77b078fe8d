from odoo import fields, models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    goodwill_cost = fields.Float(
        "Goodwill: counts as",
        digits=(16, 2),
        help="Coupons of this program can be given as goodwill; one counts as so many points of the budget of whoever "
        "gives it. 0: they are not given as goodwill.",
    )
    goodwill_days = fields.Integer("Goodwill: valid for", help="Days that such a coupon can be used; 0: for ever.")

    _goodwill_check = models.Constraint(
        "CHECK (goodwill_cost >= 0 AND goodwill_days >= 0)", "Costs and days of goodwill must be 0 or more."
    )
