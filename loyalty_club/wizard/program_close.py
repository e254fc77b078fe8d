from odoo import api, fields, models
from odoo.exceptions import AccessError


class LoyaltyProgramClose(models.TransientModel):
    _name = "loyalty.program.close"
    _inherit = "loyalty.readable.window"
    _description = "Close Club"

    program_id = fields.Many2one("loyalty.program", required=True, readonly=True)
    last_day = fields.Date(
        "Last day to spend", required=True, default=lambda self: fields.Date.add(fields.Date.today(), months=3)
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    member_count = fields.Integer(related="program_id.member_count")
    outstanding_points = fields.Float(related="program_id.outstanding_points")
    outstanding_value = fields.Monetary(related="program_id.outstanding_value")
    pending_points = fields.Float(related="program_id.pending_points")
    already_expiring = fields.Float(
        digits=(16, 2), compute="_compute_already_expiring", help="Points whose own last day comes before that."
    )

    @api.depends("program_id", "last_day")
    def _compute_already_expiring(self):
        for wizard in self:
            [[points]] = (
                self.env["loyalty.ledger.entry"]
                .sudo()
                ._read_group(
                    [
                        ("program_id", "=", wizard.program_id.id),
                        ("remaining", ">", 0),
                        ("expires_on", "<", wizard.last_day),
                    ],
                    [],
                    ["remaining:sum"],
                )
            )
            wizard.already_expiring = points or 0.0

    def action_close(self):
        self.ensure_one()
        if not self.env.user.has_group("loyalty_club.group_club_manager"):
            raise AccessError(self.env._("Only club managers may close a club."))
        self.program_id.sudo()._close_club(self.last_day)
        return {"type": "ir.actions.act_window_close"}
