from odoo import api, fields, models


class LoyaltyTier(models.Model):
    """A rank of a club: what it takes to reach it, and what it gives."""

    _name = "loyalty.tier"
    _description = "Club Tier"
    _inherit = ["mail.thread"]
    _order = "program_id, sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    program_id = fields.Many2one(
        "loyalty.program",
        "Club",
        required=True,
        ondelete="cascade",
        index=True,
        domain=[("program_type", "=", "loyalty")],
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    sequence = fields.Integer(default=10, help="The lowest tier comes first.")
    color = fields.Integer()
    badge = fields.Image(max_width=256, max_height=256)

    min_points = fields.Float(
        "Points", digits=(16, 2), tracking=True, help="Qualifying points within the period; 0: not asked for."
    )
    min_amount = fields.Monetary(
        "Purchases",
        currency_field="currency_id",
        tracking=True,
        help="Spent on purchases within the period, in the club's currency; 0: not asked for.",
    )
    min_orders = fields.Integer(
        "Orders", tracking=True, help="Number of purchases within the period; 0: not asked for."
    )

    point_multiplier = fields.Float(
        digits=(16, 4), default=1.0, required=True, tracking=True, help="Points of base rules are multiplied by this."
    )
    pricelist_id = fields.Many2one(
        "product.pricelist", ondelete="set null", index="btree_not_null", check_company=True, tracking=True
    )
    free_shipping = fields.Boolean(tracking=True)
    welcome_program_id = fields.Many2one(
        "loyalty.program",
        "Welcome coupon",
        ondelete="set null",
        index="btree_not_null",
        domain=[("program_type", "=", "coupons")],
        help="Members get a coupon of this program when they reach the tier.",
    )
    points_never_expire = fields.Boolean(tracking=True)
    benefit_html = fields.Html("Further benefits", translate=True)
    card_ids = fields.One2many("loyalty.card", "tier_id")

    _min_points_check = models.Constraint(
        "CHECK (min_points >= 0 AND min_amount >= 0 AND min_orders >= 0)",
        "What a tier asks for cannot be negative. Write 0 for what is not asked for.",
    )
    _multiplier_check = models.Constraint(
        "CHECK (point_multiplier > 0)", "The multiplier must be greater than 0. Write 1 for no more points than usual."
    )

    @api.depends("name", "program_id.name")
    @api.depends_context("club_tier_with_club")
    def _compute_display_name(self):
        """The club's name is added where tiers of several clubs are shown together."""
        with_club = self.env.context.get("club_tier_with_club")
        for tier in self:
            tier.display_name = f"{tier.name} ({tier.program_id.name})" if with_club else tier.name
