import uuid

from odoo import api, fields, models


class LoyaltyFeedbackGive(models.TransientModel):
    """What the member gets for what went wrong."""

    _name = "loyalty.feedback.give"
    _inherit = "loyalty.readable.window"
    _description = "Give Goodwill"

    feedback_id = fields.Many2one("loyalty.feedback", required=True, readonly=True)
    company_id = fields.Many2one(related="feedback_id.company_id")
    partner_id = fields.Many2one(related="feedback_id.partner_id")
    account_id = fields.Many2one(related="feedback_id.account_id")
    given = fields.Selection([("points", "Points"), ("coupon", "Coupon")], "Kind", required=True, default="points")
    points = fields.Float(digits=(16, 2))
    coupon_program_id = fields.Many2one(
        "loyalty.program",
        "Coupon",
        domain="[('program_type', '=', 'coupons'), ('goodwill_cost', '>', 0),"
        " ('company_id', 'in', [False, company_id])]",
    )
    message = fields.Text(
        help="The member reads it as an answer, with what was given. Empty: the member is not written to."
    )
    budget = fields.Float("Left of your budget", digits=(16, 2), compute="_compute_budget")
    given_before = fields.Char(compute="_compute_budget")
    key = fields.Char(default=lambda self: uuid.uuid4().hex, readonly=True)

    @api.depends("feedback_id")
    def _compute_budget(self):
        for window in self:
            company = window.feedback_id.company_id
            window.budget = self.env["loyalty.goodwill.budget"]._find(self.env.user, company).left
            before = window.feedback_id.goodwill_ids.filtered(lambda goodwill: not goodwill.taken_back_at)
            window.given_before = ", ".join(goodwill._get_words() for goodwill in before)

    def action_give(self):
        """Give it; a second click on the same window gives nothing more."""
        self.ensure_one()
        is_coupon = self.given == "coupon"
        self.feedback_id._give_goodwill(
            points=0 if is_coupon else self.points,
            coupon_program=self.coupon_program_id if is_coupon else None,
            message=(self.message or "").strip(),
            key=f"window,{self.key}",
        )
        return {"type": "ir.actions.act_window_close"}
