from odoo import fields, models


class LoyaltyCoalitionSettlement(models.Model):
    """What a partner and we owe each other for a period: each movement stands in one settlement at most."""

    _name = "loyalty.coalition.settlement"
    _description = "Coalition Settlement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(required=True, readonly=True, copy=False, default="/", index="trigram")
    coalition_id = fields.Many2one(
        "loyalty.coalition.partner", "Partner", required=True, ondelete="restrict", index=True, check_company=True
    )
    company_id = fields.Many2one(related="coalition_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="coalition_id.currency_id", store=True)
    date_from = fields.Date("From")
    date_to = fields.Date("Until", required=True)
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        group_expand=True,
    )
    movement_ids = fields.One2many("loyalty.coalition.movement", "settlement_id", "Movements", readonly=True)
    move_id = fields.Many2one(
        "account.move", "Invoice or bill", readonly=True, copy=False, ondelete="restrict", index="btree_not_null"
    )
