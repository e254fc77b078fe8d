from odoo import api, fields, models
from odoo.exceptions import UserError


class LoyaltyLedgerAllocation(models.Model):
    """Which credit paid for which debit. Written by the ledger only, never changed."""

    _name = "loyalty.ledger.allocation"
    _description = "Points Ledger Allocation"
    _order = "id"
    _rec_name = "credit_id"

    credit_id = fields.Many2one("loyalty.ledger.entry", required=True, readonly=True, ondelete="restrict", index=True)
    debit_id = fields.Many2one("loyalty.ledger.entry", required=True, readonly=True, ondelete="restrict", index=True)
    points = fields.Float(
        digits=(16, 2), required=True, readonly=True, help="Negative: given back, because the debit was undone."
    )
    expires_on = fields.Date(related="credit_id.expires_on")
    credit_posted_at = fields.Datetime(related="credit_id.posted_at", string="Booked in")
    debit_posted_at = fields.Datetime(related="debit_id.posted_at", string="Booked out")
    credit_kind = fields.Selection(related="credit_id.kind", string="Kind of credit")
    debit_kind = fields.Selection(related="debit_id.kind", string="Kind of debit")

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("Allocations are made by posting points, not created by hand."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("Allocations cannot be changed."))

    def unlink(self):  # pylint: disable=method-required-super
        raise UserError(self.env._("Allocations cannot be deleted."))
