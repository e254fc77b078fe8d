from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.membership_dates import period_days

FIXED = ("plan_id", "product_id", "count", "unit")
MONTHS = {"day": 12 / 365, "week": 12 * 7 / 365, "month": 1, "year": 12}


class LoyaltyMembershipPeriod(models.Model):
    """How long a plan is bought for, by which product: a month for 12.95, a year for 98."""

    _name = "loyalty.membership.period"
    _description = "Membership Period"
    _order = "plan_id, sequence, id"
    _check_company_auto = True

    plan_id = fields.Many2one("loyalty.membership.plan", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    count = fields.Integer("Length", default=1, required=True)
    unit = fields.Selection(
        [("day", "Days"), ("week", "Weeks"), ("month", "Months"), ("year", "Years")],
        default="month",
        required=True,
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain=[("type", "=", "service"), ("sale_ok", "=", True)],
    )
    price = fields.Float(
        compute="_compute_price",
        inverse="_inverse_price",
        digits="Product Price",
        help="The sales price of the product: there is one truth, and price lists apply to it.",
    )
    months = fields.Float(compute="_compute_months", help="Length in months, for figures per month.")

    _count_check = models.Constraint("CHECK (count > 0)", "A period is at least one day, week, month or year.")
    _product_uniq = models.UniqueIndex("(product_id) WHERE active", "This product sells another period already.")
    _length_uniq = models.UniqueIndex(
        "(plan_id, count, unit) WHERE active", "The plan has a period of this length already."
    )

    @api.constrains("product_id")
    def _check_product(self):
        for period in self:
            product = period.product_id
            if product.type != "service":
                raise ValidationError(
                    self.env._("“%s” is no service: a period is sold by a service of its own.", product.display_name)
                )
            if product.lst_price < 0:
                raise ValidationError(self.env._("The price of a period cannot be negative."))

    def write(self, vals):
        """Members renew what they bought: its length and product stay."""
        names = [name for name in FIXED if name in vals]
        changed = self.filtered(
            lambda period: any(
                self._fields[name].convert_to_write(period[name], period) != vals[name] for name in names
            )
        )
        if changed._is_bought():
            raise UserError(
                self.env._("This period was bought already: its length and product stay. Archive it and add another.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_bought(self):
        if self._is_bought():
            raise UserError(self.env._("This period was bought already: archive it instead."))

    def _is_bought(self):
        """Whether one of these periods was ever bought, or is to be renewed."""
        if not self:
            return False
        Membership, Term = self.env["loyalty.membership"].sudo(), self.env["loyalty.membership.term"].sudo()
        renewed = ["|", ("period_id", "in", self.ids), ("next_period_id", "in", self.ids)]
        return bool(Membership.search(renewed, limit=1) or Term.search([("period_id", "in", self.ids)], limit=1))

    @api.depends("product_id.lst_price")
    def _compute_price(self):
        for period in self:
            period.price = period.product_id.lst_price

    def _inverse_price(self):
        for period in self:
            if period.price < 0:
                raise ValidationError(self.env._("The price of a period cannot be negative."))
            period.product_id.lst_price = period.price

    @api.depends("count", "unit")
    def _compute_months(self):
        for period in self:
            period.months = period.count * MONTHS[period.unit or "month"]

    @api.depends("count", "unit", "plan_id.name")
    def _compute_display_name(self):
        for period in self:
            period.display_name = f"{period.plan_id.name}: {period._tell_length()}"

    def _tell_length(self):
        """ "1 month", "3 years", in the language of the reader."""
        self.ensure_one()
        one, many = {
            "day": (self.env._("1 day"), self.env._("%s days")),
            "week": (self.env._("1 week"), self.env._("%s weeks")),
            "month": (self.env._("1 month"), self.env._("%s months")),
            "year": (self.env._("1 year"), self.env._("%s years")),
        }[self.unit]
        return one if self.count == 1 else many % self.count

    def _get_days(self, anchor, number):
        """First and last day of the period ``number`` counted from ``anchor``."""
        self.ensure_one()
        return period_days(anchor, number, self.count, self.unit)
