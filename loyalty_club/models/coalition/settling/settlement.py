from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...own_values import without_defaults


class LoyaltyCoalitionSettlement(models.Model):
    """What a partner and we owe each other up to a day: each movement stands in one settlement at most."""

    _name = "loyalty.coalition.settlement"
    _description = "Coalition Settlement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(required=True, readonly=True, copy=False, default="/", index="trigram")
    coalition_id = fields.Many2one(
        "loyalty.coalition.partner", "Partner", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="coalition_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="coalition_id.currency_id", store=True)
    partner_id = fields.Many2one(related="coalition_id.partner_id", string="Partner company")
    user_id = fields.Many2one(related="coalition_id.user_id")
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("Until", required=True, readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        group_expand=True,
        index=True,
    )
    movement_ids = fields.One2many("loyalty.coalition.movement", "settlement_id", "Movements", readonly=True)
    movement_count = fields.Integer(compute="_compute_amounts", store=True, string="Count")
    owed = fields.Monetary("They owe", compute="_compute_amounts", store=True, help="Before what we owe is deducted.")
    owing = fields.Monetary("We owe", compute="_compute_amounts", store=True)
    net = fields.Monetary(
        compute="_compute_amounts", store=True, help="Above zero the partner owes us, below zero we owe."
    )
    prepaid_used = fields.Monetary("Prepaid", readonly=True, copy=False, help="What prepaid packages pay of it.")
    due = fields.Monetary(compute="_compute_due", store=True, help="What is invoiced (above zero) or billed to us.")
    move_id = fields.Many2one(
        "account.move", "Invoice or bill", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    payment_state = fields.Selection(related="move_id.payment_state", string="Payment")
    document_lost = fields.Boolean(
        "Document cancelled, reversed or deleted",
        compute="_compute_document_lost",
        store=True,
        help="Accounting cancelled, reversed or deleted the invoice or bill: nobody is asked for what is due.",
    )

    _one_draft = models.UniqueIndex(
        "(coalition_id) WHERE state = 'draft'", "This partner has a draft settlement already. Confirm or cancel it."
    )

    @api.depends("movement_ids.amount")
    def _compute_amounts(self):
        for settlement in self:
            amounts = settlement.movement_ids.mapped("amount")
            digits = settlement.currency_id or self.env.company.currency_id
            settlement.movement_count = len(amounts)
            settlement.owed = digits.round(sum(amount for amount in amounts if amount > 0))
            settlement.owing = digits.round(-sum(amount for amount in amounts if amount < 0))
            settlement.net = digits.round(settlement.owed - settlement.owing)

    @api.depends("net", "prepaid_used")
    def _compute_due(self):
        for settlement in self:
            settlement.due = settlement.currency_id.round(settlement.net - settlement.prepaid_used)

    @api.depends("state", "due", "move_id.state", "move_id.payment_state", "move_id.reversal_move_ids.state")
    def _compute_document_lost(self):
        for settlement in self:
            move = settlement.move_id
            is_void = not move or move.state == "cancel" or settlement._is_reversed()
            settlement.document_lost = settlement.state == "confirmed" and bool(settlement.due) and is_void

    def _is_reversed(self):
        """Whether accounting reversed all of the invoice or bill; one that was paid before stays “paid” there."""
        return self.move_id._is_all_reversed()

    @api.depends("number", "coalition_id.name", "date_to")
    def _compute_display_name(self):
        for settlement in self:
            number = settlement.number if settlement.number != "/" else self.env._("Draft")
            settlement.display_name = f"{number} ({settlement.coalition_id.name})"

    @api.model_create_multi
    def create(self, vals_list):
        """Called by ``_settle`` of the partner."""
        if not self.env.su:
            raise AccessError(self.env._("A settlement is made by the button “Settle” of a partner."))
        return super(LoyaltyCoalitionSettlement, without_defaults(self)).create(vals_list)

    def write(self, vals):
        ours = {name for name in vals if not name.startswith(("message_", "activity_", "rating_"))}
        if ours and not self.env.su:
            raise AccessError(self.env._("A settlement is moved by its buttons."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(settlement.state == "confirmed" for settlement in self):
            raise UserError(self.env._("A confirmed settlement stays on record. Cancel it first."))
        self.sudo().movement_ids.settlement_id = False
