from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.sql import index_exists

from ..own_values import without_defaults

STATES = [
    ("available", "Available"),
    ("issued", "Given out"),
    ("redeemed", "Used"),
    ("expired", "Expired"),
    ("cancelled", "Cancelled"),
    ("disputed", "Disputed"),
]


class LoyaltyCoalitionCoupon(models.Model):
    """One code: to whom it was given, and the order it was used for."""

    _name = "loyalty.coalition.coupon"
    _description = "Coalition Coupon"
    _order = "id desc"
    _rec_name = "code"

    code = fields.Char(required=True, readonly=True, index="trigram")
    offer_id = fields.Many2one("loyalty.coalition.offer", required=True, readonly=True, ondelete="restrict", index=True)
    coalition_id = fields.Many2one(related="offer_id.coalition_id", string="Partner", store=True, index=True)
    company_id = fields.Many2one(related="offer_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="coalition_id.currency_id")
    direction = fields.Selection(related="offer_id.direction", store=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="available", group_expand=True, index=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Our member who got it; of our own coupons: who came with it.",
    )
    account_id = fields.Many2one(
        "loyalty.card", "Member account", readonly=True, ondelete="set null", index="btree_not_null"
    )
    card_id = fields.Many2one(
        "loyalty.card",
        "Coupon",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Our own coupon behind the code.",
    )
    peer_id = fields.Many2one(
        "loyalty.coalition.coupon",
        "Coupon of the other company",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    customer_ref = fields.Char(
        "Customer at the partner", readonly=True, help="What the partner calls its customer; no personal data."
    )
    issued_at = fields.Datetime("Given out on", readonly=True)
    expires_on = fields.Date("Usable until", readonly=True, index="btree_not_null")
    reserved_until = fields.Datetime(readonly=True, help="A till holds it for a customer until then.")
    reserved_for = fields.Char("Held for", readonly=True, help="The order that the partner's till named.")
    redeemed_at = fields.Datetime("Used on", readonly=True)
    origin_model = fields.Char("Kind of order", readonly=True)
    origin_id = fields.Many2oneReference("Order", model_field="origin_model", readonly=True, index="btree_not_null")
    order_ref = fields.Char("Order number", readonly=True)
    order_amount = fields.Monetary("Amount of the order", readonly=True, help="Without taxes.")
    discount_amount = fields.Monetary("Discount", readonly=True)
    given_for = fields.Char(readonly=True, help="What made the club give it; once for each.")
    given_minimum = fields.Float(readonly=True, help="What an order had to be worth when this came with one.")
    entry_id = fields.Many2one("loyalty.ledger.entry", "Points", readonly=True, ondelete="set null")
    is_new_customer = fields.Boolean("New customer", readonly=True, help="Whose first order with us it was.")

    # --- what was agreed when it was given out ---
    is_handed_over = fields.Boolean(
        "Only handed over",
        readonly=True,
        help="The partner has it in a file. Settled for each coupon given out, it counts when the partner gives it to a"
        " customer.",
    )
    terms = fields.Selection("_get_terms", readonly=True, default="none", required=True)
    rate = fields.Float(readonly=True, digits=(16, 4))
    payer = fields.Char(readonly=True, default="seller")
    movement_ids = fields.One2many("loyalty.coalition.movement", "coupon_id", "Movements", readonly=True)
    amount = fields.Monetary(
        "Settlement", readonly=True, help="What it comes to: above zero the partner owes us, below zero we owe."
    )

    _code_key = models.UniqueIndex("(offer_id, code)", "This code is in the offer already.")
    _theirs_key = models.UniqueIndex(
        "(coalition_id, code) WHERE direction = 'theirs'", "Another offer of this partner has this code already."
    )
    _card_key = models.UniqueIndex("(card_id) WHERE card_id IS NOT NULL")
    _given_key = models.UniqueIndex("(offer_id, account_id, given_for) WHERE given_for IS NOT NULL")
    _pool_index = models.Index("(offer_id, id) WHERE state = 'available'")

    def init(self):
        """Codes that a database has twice are named: Odoo would leave the index out and go on.

        :raise ValidationError: which codes
        """
        super().init()
        if index_exists(self.env.cr, "loyalty_coalition_coupon_theirs_key"):
            return
        self.env.cr.execute(
            """SELECT code FROM loyalty_coalition_coupon WHERE direction = 'theirs'
             GROUP BY coalition_id, code HAVING count(*) > 1 ORDER BY code LIMIT 20"""
        )
        if codes := ", ".join(code for (code,) in self.env.cr.fetchall()):
            raise ValidationError(
                self.env._("A partner's code is in one offer only. Delete these from one of their offers: %s", codes)
            )

    @api.model
    def _get_terms(self):
        return self.env["loyalty.coalition.partner"]._fields["terms"]._description_selection(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        """Called by uploads and by what gives coupons out."""
        if not self.env.su:
            raise AccessError(self.env._("Codes are uploaded, exported or given out by the buttons of their offer."))
        return super(LoyaltyCoalitionCoupon, without_defaults(self)).create(vals_list)

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("A coupon is moved by its buttons."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_available(self):
        if any(coupon.state != "available" for coupon in self):
            raise UserError(self.env._("A coupon that was given out stays on record. Cancel it instead."))
