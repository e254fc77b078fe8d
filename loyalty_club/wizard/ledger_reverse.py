from odoo import api, fields, models
from odoo.exceptions import AccessError


class LoyaltyLedgerReverse(models.TransientModel):
    _name = "loyalty.ledger.reverse"
    _inherit = "loyalty.readable.window"
    _description = "Reverse Ledger Entry"

    entry_id = fields.Many2one("loyalty.ledger.entry", required=True, readonly=True)
    card_id = fields.Many2one(related="entry_id.card_id")
    entry_points = fields.Float(related="entry_id.points", string="Points of the entry")
    max_points = fields.Float("Can be reversed", digits=(16, 2), compute="_compute_max_points")
    points = fields.Float(
        "Points to reverse",
        digits=(16, 2),
        compute="_compute_points",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    reason = fields.Char(required=True)

    @api.depends("entry_id")
    def _compute_max_points(self):
        left = self.entry_id._get_reversible_points()
        for wizard in self:
            wizard.max_points = left.get(wizard.entry_id, 0.0)

    @api.depends("entry_id")
    def _compute_points(self):
        for wizard in self:
            wizard.points = wizard.max_points

    def action_reverse(self):
        self.ensure_one()
        if not self.env.user.has_group("loyalty_club.group_club_manager"):
            raise AccessError(self.env._("Only club managers may reverse entries. Ask a manager to do it."))
        whole = self.points == self.max_points
        self.entry_id.sudo()._reverse(None if whole else self.points, description=self.reason)
        return {"type": "ir.actions.act_window_close"}
