"""Orders that were confirmed before the ledger began."""

from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    points_before_ledger = fields.Json(
        copy=False,
        readonly=True,
        help="What the order had booked when the ledger began: {accrual: {account: points}, "
        "redemption: {line: [account, points]}}.",
    )

    def _get_before_ledger(self):
        return self.points_before_ledger if self.points_revision == 1 else {}
