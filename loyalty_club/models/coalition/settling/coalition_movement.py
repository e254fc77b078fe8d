from odoo import api, fields, models


class LoyaltyCoalitionMovement(models.Model):
    _inherit = "loyalty.coalition.movement"

    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of the company")
    company_amount = fields.Monetary(
        "In company currency",
        compute="_compute_company_amount",
        store=True,
        currency_field="company_currency_id",
        help="By the rate of its day.",
    )

    @api.depends("amount", "coalition_id")
    def _compute_company_amount(self):
        for movement in self:
            company = movement.company_id
            movement.company_amount = movement.currency_id._convert(
                movement.amount, company.currency_id, company, movement._get_day()
            )

    def _get_day(self):
        """The club's day (a date) of this movement: of the rate, in the statement, and of the month of the results."""
        self.ensure_one()
        return self.coalition_id.program_id._get_local_day(self.at)


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of the company")
    revenue = fields.Monetary(
        compute="_compute_revenue",
        store=True,
        currency_field="company_currency_id",
        help="Of our coupons: the orders they brought, without taxes, in the currency of the company.",
    )

    @api.depends("order_amount", "direction", "redeemed_at")
    def _compute_revenue(self):
        for coupon in self:
            company = coupon.company_id
            amount = coupon.order_amount if coupon.direction == "ours" else 0.0
            day = coupon.coalition_id.program_id._get_local_day(coupon.redeemed_at or self.env.cr.now())
            coupon.revenue = coupon.currency_id._convert(amount, company.currency_id, company, day) if amount else 0.0
