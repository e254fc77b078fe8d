from odoo import fields, models


class PosOrder(models.Model):
    _inherit = "pos.order"

    club_claim = fields.Json(
        readonly=True,
        copy=False,
        help="What the till says of the order: points of each club, and the rules whose code was entered.",
    )
