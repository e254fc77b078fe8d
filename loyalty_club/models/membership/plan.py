import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.membership_due import Schedule

_DAYS = re.compile(r"\d{1,3}$")


class LoyaltyMembershipPlan(models.Model):
    """What customers pay for: periods with prices, rules of renewal and refund, and benefits while it runs."""

    _name = "loyalty.membership.plan"
    _description = "Membership Plan"
    _inherit = ["mail.thread", "image.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="Of several plans of one customer the first one's price list holds.")
    program_id = fields.Many2one(
        "loyalty.program",
        "Club",
        required=True,
        ondelete="restrict",
        index=True,
        domain=[("program_type", "=", "loyalty")],
        help="Whoever has the membership is a member of this club.",
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    color = fields.Integer()
    summary = fields.Char(translate=True, help="One sentence beside the price.")
    description = fields.Html(translate=True, sanitize_attributes=True)
    website_shown = fields.Boolean("Shown on the club's page", default=True)
    period_ids = fields.One2many("loyalty.membership.period", "plan_id", "Periods and prices", copy=True)
    membership_ids = fields.One2many("loyalty.membership", "plan_id", "Memberships")

    # --- running ---
    start_on = fields.Selection(
        [("paid", "it is paid"), ("order", "the order is confirmed")], "Starts when", default="paid", required=True
    )
    trial_days = fields.Integer("Trial", help="Days free of charge for customers who never had this plan; 0: no trial.")
    joining_fee_product_id = fields.Many2one(
        "product.product",
        "Joining fee",
        check_company=True,
        domain=[("type", "=", "service")],
        help="Sold once with the first period; its sales price is the fee.",
    )
    joining_fee = fields.Float(related="joining_fee_product_id.lst_price", string="Joining fee amount")
    auto_renew = fields.Boolean("Renews automatically", default=True, help="Members can switch it off and on.")
    invoice_days = fields.Integer(
        "Invoice before the end",
        default=3,
        help="Days before the next period begins, for members who pay by themselves.",
    )
    reminder_text = fields.Char(
        "Reminders before the end", default="14", help="Days before the last paid day, for example 14, 3."
    )
    retry_text = fields.Char(
        "Further charges", default="1, 3, 5", help="Days after the first failed charge on which it is tried again."
    )
    grace_days = fields.Integer("Grace", default=7, help="Days after the last paid day on which benefits go on.")
    refund_rule = fields.Selection(
        [
            ("none", "nothing is given back"),
            ("full", "all of it, when unused"),
            ("pro_rata", "all of it, when unused; else the days that are left"),
        ],
        "Refund",
        default="full",
        required=True,
    )
    refund_days = fields.Integer("Full refund within", default=14, help="Days after the payment.")
    change_plan_ids = fields.Many2many(
        "loyalty.membership.plan",
        "loyalty_membership_plan_change_rel",
        "plan_id",
        "other_id",
        "Members may change to",
        check_company=True,
        help="A higher price begins at once, the days that are left are deducted; a lower one with the next period.",
    )

    # --- benefits ---
    tier_id = fields.Many2one(
        "loyalty.tier",
        "At least the tier",
        ondelete="restrict",
        domain="[('program_id', '=', program_id)]",
        help="While the membership runs. Prices and delivery of the tier do not count as savings of the membership: "
        "choose them here, too, where they should.",
    )
    point_multiplier = fields.Float("Points multiplier", default=1.0, digits=(16, 2))
    pricelist_id = fields.Many2one("product.pricelist", "Price list", check_company=True, ondelete="restrict")
    free_shipping = fields.Boolean("Free delivery")
    free_shipping_minimum = fields.Monetary("From an order of")
    free_shipping_carrier_ids = fields.Many2many(
        "delivery.carrier", "loyalty_membership_plan_carrier_rel", string="By", help="Empty: by every delivery method."
    )
    welcome_points = fields.Float(digits=(16, 2), help="Once, when the first period was paid.")
    coupon_program_id = fields.Many2one(
        "loyalty.program",
        "Coupon",
        check_company=True,
        ondelete="restrict",
        domain=[("program_type", "in", ("coupons", "gift_card", "next_order_coupons"))],
        help="One for each interval of the membership.",
    )
    coupon_every = fields.Selection(
        [("period", "each paid period"), ("month", "each month")], "Coupon for", default="period", required=True
    )
    cashback_percent = fields.Float("Cash back (%)", digits=(16, 2), help="Of the purchases of a membership year.")
    cashback_cap = fields.Monetary("Cash back at most", help="For a membership year; 0: no limit.")
    cashback_as = fields.Selection(
        [("points", "Points"), ("voucher", "Voucher")], "Cash back as", default="points", required=True
    )
    cashback_points = fields.Float("Points for each unit of money", default=1.0, digits=(16, 2))
    cashback_program_id = fields.Many2one(
        "loyalty.program",
        "Voucher",
        check_company=True,
        ondelete="restrict",
        domain=[("program_type", "in", ("gift_card", "ewallet"))],
    )
    early_days = fields.Integer("Early access", help="Days before the public on which members may order a new product.")

    _numbers_check = models.Constraint(
        """CHECK (trial_days >= 0 AND invoice_days >= 0 AND grace_days >= 0 AND refund_days >= 0 AND early_days >= 0
                  AND welcome_points >= 0 AND free_shipping_minimum >= 0 AND cashback_cap >= 0
                  AND cashback_percent >= 0 AND cashback_percent <= 100 AND cashback_points >= 0)""",
        "Days, points and amounts of a plan cannot be negative, and cash back is at most 100 %.",
    )
    _multiplier_check = models.Constraint(
        "CHECK (point_multiplier >= 1)", "A plan's multiplier is at least 1: 1 gives no more points than usual."
    )

    @api.constrains("reminder_text", "retry_text")
    def _check_days(self):
        for plan in self:
            for label, text in (
                (plan._fields["reminder_text"], plan.reminder_text),
                (plan._fields["retry_text"], plan.retry_text),
            ):
                if not _read_days(text) and (text or "").strip():
                    raise ValidationError(
                        self.env._(
                            "“%(text)s” in “%(field)s” are no days. Write numbers with commas: 14, 3.",
                            text=text,
                            field=label.get_description(self.env)["string"],
                        )
                    )

    def _get_schedule(self):
        """The settings of renewal as the engine's values."""
        self.ensure_one()
        return Schedule(
            invoice_days=self.invoice_days,
            reminder_days=tuple(sorted(_read_days(self.reminder_text), reverse=True)),
            retry_days=tuple(sorted(_read_days(self.retry_text))),
            grace_days=self.grace_days,
        )


def _read_days(text):
    """Numbers of days out of ``14, 3``; empty where it is not that."""
    pieces = [piece.strip() for piece in (text or "").replace("،", ",").split(",")]
    return [int(piece) for piece in pieces] if all(_DAYS.match(piece) for piece in pieces) else []
