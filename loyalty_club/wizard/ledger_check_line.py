from odoo import fields, models


class LoyaltyLedgerCheckLine(models.TransientModel):
    _name = "loyalty.ledger.check.line"
    _description = "Ledger Check Discrepancy"
    _rec_name = "problem"

    check_id = fields.Many2one("loyalty.ledger.check", required=True, ondelete="cascade", index=True)
    card_id = fields.Many2one("loyalty.card", "Account", readonly=True, ondelete="cascade")
    program_id = fields.Many2one(related="card_id.program_id", string="Club")
    problem = fields.Char(readonly=True)
    expected = fields.Float("By its entries", digits=(16, 2), readonly=True)
    found = fields.Float(digits=(16, 2), readonly=True)

    def action_open_account(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "loyalty.card",
            "res_id": self.card_id.id,
            "view_mode": "form",
        }
