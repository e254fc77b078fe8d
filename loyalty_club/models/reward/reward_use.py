from odoo import fields, models


class LoyaltyRewardUse(models.Model):
    """What one document takes from the budget of a reward. Written by ``loyalty.reward._book_uses`` only."""

    _name = "loyalty.reward.use"
    _description = "Use of a Reward's Budget"
    _order = "id desc"
    _rec_name = "reward_id"

    reward_id = fields.Many2one("loyalty.reward", required=True, readonly=True, ondelete="cascade")
    program_id = fields.Many2one(related="reward_id.program_id", string="Club")
    company_id = fields.Many2one(related="reward_id.company_id", store=True)
    currency_id = fields.Many2one(related="reward_id.currency_id")
    origin_model = fields.Char(required=True, readonly=True)
    origin_id = fields.Many2oneReference("Document", model_field="origin_model", required=True, readonly=True)
    pieces = fields.Integer(readonly=True, help="Pieces that the document takes now, after returns.")
    amount = fields.Monetary(readonly=True, help="What they cost, in the club's currency.")

    _origin_uniq = models.UniqueIndex("(reward_id, origin_model, origin_id)")
    _origin_idx = models.Index("(origin_id, origin_model)")
