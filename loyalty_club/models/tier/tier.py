from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ...engine.points import exact
from ...engine.tier_values import Tier

RULES = {"active", "program_id", "sequence", "min_points", "min_amount", "min_orders"}
"""Fields that decide who has the tier."""


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
    member_count = fields.Integer("Members", compute="_compute_member_count")
    minimum_text = fields.Char("Reached with", compute="_compute_minimum_text")
    has_entries = fields.Boolean(related="program_id.has_entries")
    has_tiers = fields.Boolean(related="program_id.has_tiers")
    tier_qualify = fields.Selection(related="program_id.tier_qualify")

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

    @api.depends("card_ids")
    def _compute_member_count(self):
        counts = dict(
            self.env["loyalty.card"].sudo()._read_group([("tier_id", "in", self.ids)], ["tier_id"], ["__count"])
        )
        for tier in self:
            tier.member_count = counts.get(tier._origin, 0)

    @api.depends("min_points", "min_amount", "min_orders", "program_id.tier_qualify", "currency_id")
    @api.depends_context("lang")
    def _compute_minimum_text(self):
        """What it takes, for people: “500 points or $ 350.00”."""
        for tier in self:
            pieces = [tier._format_minimum(name, value) for name, value in tier._get_minimums().items()]
            between = self.env._("or") if tier.program_id.tier_qualify == "any" else self.env._("and")
            tier.minimum_text = f" {between} ".join(pieces) or self.env._("Everybody")

    def _get_engine_tier(self):
        """What the tier asks for, as a value of the engine."""
        self.ensure_one()
        return Tier(exact(self.min_points), exact(self.min_amount), self.min_orders, self._origin.id or self.id)

    def _get_minimums(self):
        """{points, amount or orders: minimum} of what is asked for; of no tier: nothing."""
        return self._get_engine_tier().minimums if self else {}

    def _format_minimum(self, name, value):
        """“500 points”, “$ 350.00” or “3 purchases”, for a number of points, money or orders."""
        value = float(value)
        if name == "amount":
            return formatLang(self.env, value, currency_obj=self.currency_id)
        number = formatLang(self.env, value, digits=0 if value == int(value) else 2)
        if name == "orders":
            return self.env._("1 purchase") if value == 1 else self.env._("%s purchases", number)
        return self.env._("%(number)s %(points)s", number=number, points=self.program_id.portal_point_name or "")

    # --- constraints ---

    @api.constrains("welcome_program_id")
    def _check_welcome_program(self):
        for tier in self.filtered("welcome_program_id"):
            program = tier.sudo().welcome_program_id
            if not program.active:
                raise ValidationError(
                    self.env._(
                        "“%(program)s”, the welcome coupon of “%(tier)s”, is archived. "
                        "Restore it, or choose another one.",
                        program=program.name,
                        tier=tier.name,
                    )
                )
            if program.program_type != "coupons":
                raise ValidationError(
                    self.env._(
                        "“%(program)s” gives no coupons: it is archived, or of another type. Choose an active coupon "
                        "program for “%(activity)s”.",
                        program=program.name,
                        activity=tier.name,
                    )
                )

    @api.constrains("program_id")
    def _check_program(self):
        for tier in self:
            if tier.program_id.program_type != "loyalty":
                raise ValidationError(
                    self.env._("“%s” is no club. Tiers belong to a loyalty program.", tier.program_id.name)
                )

    # --- CRUD ---

    @api.model_create_multi
    def create(self, vals_list):
        programs = self.env["loyalty.program"].browse(
            {vals["program_id"] for vals in vals_list if vals.get("program_id")}
        )
        with programs._watch_tiers():
            return super().create(vals_list)

    def write(self, vals):
        if "program_id" in vals and any(tier.program_id.id != vals["program_id"] for tier in self):
            raise UserError(self.env._("A tier cannot move to another club. Create it there, and archive this one."))
        endless = self.filtered("points_never_expire")
        if RULES & vals.keys():
            with self.program_id._watch_tiers():
                result = super().write(vals)
        else:
            result = super().write(vals)
        if "points_never_expire" in vals:
            self._apply_never_expire(endless)
        if "pricelist_id" in vals:
            self.env["res.partner"].invalidate_model(["property_product_pricelist"], flush=False)
        return result

    def _apply_never_expire(self, endless):
        """The points of members of these tiers no longer expire, or do so again.

        :param endless: the tiers whose points never expired before
        """
        Card = self.env["loyalty.card"].sudo()
        for tier in self.sudo():
            rows = self.env.execute_query(
                SQL("SELECT id FROM loyalty_card WHERE tier_id = %s ORDER BY id FOR NO KEY UPDATE", tier.id)
            )
            card_ids = [row[0] for row in rows]
            if tier.points_never_expire and tier not in endless:
                Card._suspend_expiry(tier.program_id, card_ids)
            elif not tier.points_never_expire and tier in endless and card_ids:
                today = tier.program_id._get_local_day(self.env.cr.now())
                Card._restart_own_expiry(tier.program_id, {today: card_ids})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_members(self):
        for tier in self.sudo().with_context(active_test=False):
            if tier.card_ids:
                raise UserError(
                    self.env._("“%s” has members and cannot be deleted. Archive it instead; they move on.", tier.name)
                )

    def unlink(self):
        with self.program_id._watch_tiers():
            return super().unlink()

    def _tell_first(self):
        """Who may have something: members of this tier and of those above it."""
        self.ensure_one()
        return self.env._("from %(tier)s on", tier=self.name)

    # --- actions ---

    def action_open_members(self):
        """The members who have this tier."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_card_action_member")
        action["domain"] = [("tier_id", "=", self.id)]
        action["context"] = {"default_program_id": self.program_id.id}
        return action

    def action_change_tiers(self):
        """The tiers of the club, with a preview of what a change does to members; an archived one would be restored."""
        self.ensure_one()
        return self.program_id.action_change_tiers(restored=None if self.active else self)
