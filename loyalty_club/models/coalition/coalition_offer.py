from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

from ...engine.coalition import OURS, THEIRS


class LoyaltyCoalitionOffer(models.Model):
    """One kind of coupon: the partner's, given to our members, or ours, given to the partner's customers."""

    _name = "loyalty.coalition.offer"
    _description = "Coalition Offer"
    _inherit = ["mail.thread", "mail.activity.mixin", "image.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    reference = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: uuid4().hex,
        help="What the partner's computer calls this offer.",
    )
    coalition_id = fields.Many2one(
        "loyalty.coalition.partner", "Partner", required=True, ondelete="cascade", index=True, check_company=True
    )
    club_id = fields.Many2one(related="coalition_id.program_id", string="Club", store=True, index=True)
    company_id = fields.Many2one(related="coalition_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="coalition_id.currency_id")
    direction = fields.Selection(
        [(THEIRS, "Theirs for our members"), (OURS, "Ours for their customers")], required=True, default=THEIRS
    )
    value_text = fields.Char("Value", translate=True, help="What the coupon is worth, for example “20 % off shoes”.")
    conditions = fields.Html(translate=True)
    date_from = fields.Date("Given out from")
    date_to = fields.Date("Given out until")
    valid_days = fields.Integer("Valid", help="Days from the day it is given out; 0: until the last day below.")
    valid_until = fields.Date("Usable until", help="The last day on which its coupons can be used.")

    # --- theirs ---
    source = fields.Selection(
        [
            ("pool", "Codes that were uploaded"),
            ("remote", "The partner's computer"),
            ("company", "Another company of this database"),
        ],
        "Codes come from",
        required=True,
        default="pool",
    )
    peer_offer_id = fields.Many2one(
        "loyalty.coalition.offer", "Offer of that company", ondelete="restrict", index="btree_not_null"
    )
    remote_reference = fields.Char("Reference at the partner", help="The partner's name of the offer.")
    how = fields.Selection(
        [
            ("chosen", "when they choose it"),
            ("tier", "on reaching a tier"),
            ("order", "with an order"),
        ],
        "Members get it",
        required=True,
        default="chosen",
    )
    reached_tier_id = fields.Many2one(
        "loyalty.tier", "Tier reached", ondelete="restrict", domain="[('program_id', '=', club_id)]"
    )
    order_minimum = fields.Monetary(
        "Order of at least",
        currency_field="club_currency_id",
        help="What the customer pays for goods: with taxes, after discounts, without delivery.",
    )
    club_currency_id = fields.Many2one(related="club_id.currency_id", string="Currency of the club")
    tier_ids = fields.Many2many(
        "loyalty.tier", string="Tiers", domain="[('program_id', '=', club_id)]", help="Empty: members of every tier."
    )
    plan_ids = fields.Many2many(
        "loyalty.membership.plan",
        string="Memberships",
        domain="[('program_id', '=', club_id)]",
        help="Only customers with one of these memberships; empty: not asked for.",
    )
    member_domain = fields.Char("Customers", default="[]", help="Only customers that match.")
    points = fields.Float(digits=(16, 2), help="What a coupon costs a member; 0: free.")
    limit_per_member = fields.Integer("Coupons for a member", default=1, help="0: no limit.")
    low_stock = fields.Integer("Low stock", help="A warning when fewer codes are left; 0: no warning.")

    # --- ours ---
    coupon_program_id = fields.Many2one(
        "loyalty.program",
        "Coupon program",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        domain=[("program_type", "=", "coupons")],
    )
    max_issued = fields.Integer("Coupons at most", help="How many the partner may give out; 0: no limit.")

    coupon_ids = fields.One2many("loyalty.coalition.coupon", "offer_id", "Coupons", readonly=True)
    available_count = fields.Integer(compute="_compute_counts", string="Left")
    issued_count = fields.Integer(compute="_compute_counts", string="Given out", help="Used and expired ones included.")
    redeemed_count = fields.Integer(compute="_compute_counts", string="Used")

    _reference_key = models.UniqueIndex("(reference)")
    _numbers_check = models.Constraint(
        "CHECK (valid_days >= 0 AND points >= 0 AND limit_per_member >= 0 AND low_stock >= 0 AND max_issued >= 0"
        " AND order_minimum >= 0)",
        "Days, points and numbers of an offer cannot be negative.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "The offer ends before it begins. Correct one of the days."
    )

    @api.depends("coupon_ids.state")
    def _compute_counts(self):
        counts = {}
        # Plain users count the codes that nobody got, too; they do not read them.
        for offer, state, count in (
            self.env["loyalty.coalition.coupon"]
            .sudo()
            ._read_group([("offer_id", "in", self.ids)], ["offer_id", "state"], ["__count"])
        ):
            counts[offer.id, state] = count
        for offer in self:
            mine = {state: count for (offer_id, state), count in counts.items() if offer_id == offer._origin.id}
            offer.available_count = mine.get("available", 0)
            offer.redeemed_count = mine.get("redeemed", 0)
            offer.issued_count = sum(mine.get(state, 0) for state in ("issued", "redeemed", "expired", "disputed"))

    @api.constrains("direction", "coupon_program_id", "source", "peer_offer_id", "remote_reference", "how")
    def _check_complete(self):
        for offer in self:
            if offer.direction == OURS and offer.coupon_program_id.program_type != "coupons":
                raise ValidationError(self.env._("Choose the coupon program of “%s”.", offer.name))
            if offer.direction == THEIRS and offer.source == "company" and not offer.peer_offer_id:
                raise ValidationError(self.env._("Choose the offer of the other company for “%s”.", offer.name))
            if offer.direction == THEIRS and offer.how == "tier" and not offer.reached_tier_id:
                raise ValidationError(self.env._("Choose the tier on which members get “%s”.", offer.name))

    @api.constrains("member_domain")
    def _check_member_domain(self):
        for offer in self:
            try:
                Domain(safe_eval(offer.member_domain or "[]")).validate(self.env["res.partner"])
            except (ValueError, TypeError, SyntaxError) as problem:
                raise ValidationError(
                    self.env._("The customers of “%s” cannot be searched for. Choose them again.", offer.name)
                ) from problem

    def write(self, vals):
        fixed = {"coalition_id", "direction", "coupon_program_id", "source", "peer_offer_id"} & set(vals)
        changed = self.filtered(
            lambda offer: any(offer._fields[name].convert_to_write(offer[name], offer) != vals[name] for name in fixed)
        )
        if changed and changed.sudo().coupon_ids:
            raise UserError(
                self.env._("Coupons of this offer exist: its partner and its kind stay. Make another offer instead.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        Coupon = self.env["loyalty.coalition.coupon"].sudo()
        ours = [("offer_id", "in", self.ids)]
        if Coupon.search_count([*ours, ("state", "!=", "available")], limit=1):
            raise UserError(self.env._("Coupons of this offer were given out. Archive it instead."))
        Coupon.search(ours, order="id").unlink()  # codes that nobody got

    def _get_today(self):
        self.ensure_one()
        return self.coalition_id._get_today()

    def _get_obstacle(self):
        """Why no coupon of this offer is given out now; None: it is. Numbers of codes are not asked here."""
        self.ensure_one()
        today = self._get_today()
        if not self.active or (self.date_from and today < self.date_from):
            return self.env._("“%s” is not offered now.", self.name)
        if (self.date_to and today > self.date_to) or (self.valid_until and today > self.valid_until):
            return self.env._("“%s” is over.", self.name)
        if self.direction == THEIRS and self.source == "company" and self.sudo().peer_offer_id._get_obstacle():
            return self.env._("“%s” is not offered now.", self.name)
        return self.coalition_id._get_obstacle(self.direction)
