"""What a plan gives on certain days."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LoyaltyMembershipPlan(models.Model):
    _inherit = "loyalty.membership.plan"

    coupon_program_id = fields.Many2one(domain=[("program_type", "=", "coupons")])
    coupon_days = fields.Integer("Coupon valid for", help="Days; 0: for ever.")
    welcome_since = fields.Date(readonly=True, copy=False, help="First periods that were paid before give no points.")
    coupon_since = fields.Date(readonly=True, copy=False, help="Days before it give no coupons.")
    cashback_since = fields.Date(readonly=True, copy=False, help="Purchases before it give no cash back.")

    _coupon_days_check = models.Constraint("CHECK (coupon_days >= 0)", "Days of a coupon cannot be negative.")

    @api.constrains("coupon_program_id", "cashback_percent", "cashback_as", "cashback_program_id", "cashback_points")
    def _check_gifts(self):
        for plan in self:
            if plan.coupon_program_id and plan.coupon_program_id.program_type != "coupons":
                raise ValidationError(
                    self.env._("“%s” has no coupons to give. Choose a program of coupons.", plan.coupon_program_id.name)
                )
            if not plan.cashback_percent:
                continue
            if plan.cashback_as == "points" and not plan.cashback_points:
                raise ValidationError(self.env._("Say how many points a unit of money of cash back is."))
            voucher = plan.cashback_program_id
            if plan.cashback_as == "voucher" and voucher.program_type not in ("gift_card", "ewallet"):
                raise ValidationError(
                    self.env._("Choose the program of gift cards (or eWallets) that pays the cash back.")
                )
            if plan.cashback_as == "voucher" and voucher.currency_id != plan.currency_id:
                raise ValidationError(
                    self.env._(
                        "“%(voucher)s” is in %(other)s. Choose one in %(currency)s.",
                        voucher=voucher.name,
                        other=voucher.currency_id.name,
                        currency=plan.currency_id.name,
                    )
                )

    def write(self, vals):
        """What is switched on later is not for days before: memberships of years do not get it all at once."""
        before = {plan: plan._get_gift_settings() for plan in self}
        result = super().write(vals)
        for plan, settings in before.items():
            today = plan.program_id._get_local_day(self.env.cr.now())
            since = {
                f"{gift}_since": today
                for gift, setting in plan._get_gift_settings().items()
                if setting and setting != settings[gift]
            }
            if since and plan.sudo().with_context(active_test=False).membership_ids:
                super(LoyaltyMembershipPlan, plan).write(since)
            if plan._get_gift_settings() != settings:
                plan._schedule_gifts()
        return result

    def _get_gift_settings(self):
        return {
            "welcome": bool(self.welcome_points),
            "coupon": bool(self.coupon_program_id) and self.coupon_every,
            "cashback": bool(self.cashback_percent),
        }

    def _schedule_gifts(self):
        """The job looks at all memberships of the plan with its next run."""
        today = self.program_id._get_local_day(self.env.cr.now())
        self.env["loyalty.membership"].sudo().search(
            [("plan_id", "=", self.id), ("state", "!=", "ended")]
        ).gift_on = today
