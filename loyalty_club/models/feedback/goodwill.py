"""Points and coupons that make up for something."""

from odoo import fields, models


class LoyaltyFeedbackGoodwill(models.Model):
    """Points or a coupon that somebody gave for feedback, within their budget. Booked by ``_give`` alone."""

    _name = "loyalty.feedback.goodwill"
    _description = "Goodwill"
    _order = "id desc"

    feedback_id = fields.Many2one("loyalty.feedback", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="feedback_id.company_id", store=True)
    partner_id = fields.Many2one("res.partner", "Member", readonly=True, index="btree_not_null", ondelete="set null")
    account_id = fields.Many2one("loyalty.card", "Account", readonly=True, index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one("res.users", "Given by", readonly=True, required=True, index=True)
    given_at = fields.Datetime("Given on", readonly=True, required=True)
    points = fields.Float("Points", digits=(16, 2), readonly=True)
    coupon_id = fields.Many2one("loyalty.card", "Coupon", readonly=True, index="btree_not_null", ondelete="set null")
    cost = fields.Float("Of the budget", digits=(16, 2), readonly=True, help="In points.")
    reason = fields.Char(readonly=True)
    key = fields.Char(readonly=True, required=True)
    entry_id = fields.Many2one("loyalty.ledger.entry", "Ledger entry", readonly=True, ondelete="set null")
    taken_back_at = fields.Datetime("Taken back on", readonly=True)

    _key_uniq = models.UniqueIndex("(feedback_id, key)")
