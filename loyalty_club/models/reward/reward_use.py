from odoo import fields, models
from odoo.fields import Domain


class LoyaltyRewardUse(models.Model):
    """What one document takes from the budget of a reward. Written by ``loyalty.reward._book_uses`` and
    ``_hold_uses`` only."""

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

    held_pieces = fields.Integer(readonly=True, help="Pieces that wait for the document to be confirmed.")
    held_amount = fields.Monetary(readonly=True, help="What they will cost, in the club's currency.")
    held_until = fields.Datetime(readonly=True, help="Until then nobody else gets them. Empty: nothing is held.")

    _origin_uniq = models.UniqueIndex("(reward_id, origin_model, origin_id)")
    _held_idx = models.Index("(reward_id, held_until) WHERE held_until IS NOT NULL")
    _origin_idx = models.Index("(origin_id, origin_model)")

    def _get_holds(self, origin_model, origin_ids):
        """What is held for these documents."""
        return self.search(
            Domain("origin_model", "=", origin_model)
            & Domain("origin_id", "in", list(origin_ids))
            & Domain("held_until", "!=", False)
        )

    def _release(self, origin_model, origin_ids):
        """Give up what is held for these documents."""
        self._get_holds(origin_model, origin_ids).write({"held_until": False})
