from odoo import api, fields, models


class LoyaltyImportPurchaseColumn(models.Model):
    """What a column of an imported file means."""

    _name = "loyalty.import.purchase.column"
    _description = "Column of an Import of Purchases"
    _order = "import_id, place"
    _rec_name = "heading"

    import_id = fields.Many2one("loyalty.import.purchase", required=True, readonly=True, ondelete="cascade", index=True)
    place = fields.Integer(required=True, readonly=True)
    heading = fields.Char("Column", readonly=True)
    samples = fields.Char("First values", readonly=True)
    target = fields.Selection(
        [
            ("ref", "Customer reference"),
            ("email", "Customer's email"),
            ("phone", "Customer's phone"),
            ("name", "Customer's name"),
            ("date", "Date"),
            ("time", "Time"),
            ("amount", "Amount"),
            ("quantity", "Quantity"),
            ("channel", "Channel or shop"),
            ("receipt", "Receipt number"),
            ("currency", "Currency"),
        ],
        "Means",
        help="Leave it empty for columns that are not needed.",
    )

    @api.depends("heading", "place")
    def _compute_display_name(self):
        for column in self:
            column.display_name = column.heading or self.env._("Column %s", column.place + 1)
