from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

STATES = [("draft", "Draft"), ("active", "Active"), ("suspended", "Suspended"), ("ended", "Ended")]


class LoyaltyCoalitionPartner(models.Model):
    """A business with which a club exchanges coupons: the contract, and what came of it."""

    _name = "loyalty.coalition.partner"
    _description = "Coalition Partner"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(related="partner_id.name", store=True)
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Partner company",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain=[("is_company", "=", True)],
    )
    program_id = fields.Many2one(
        "loyalty.program",
        "Club",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain=[("program_type", "=", "loyalty")],
        default=lambda self: self.env["loyalty.program"].search([("program_type", "=", "loyalty")], limit=1),
        help="Its members get the partner's coupons.",
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id, help="Of the contract."
    )
    contact_id = fields.Many2one("res.partner", "Contact person", ondelete="set null", check_company=True)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        ondelete="set null",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", copy=False, tracking=True, group_expand=True, index=True
    )
    date_from = fields.Date("Contract from")
    date_to = fields.Date("Contract until", tracking=True, help="The last day on which coupons are given out.")
    direction = fields.Selection(
        [("both", "Both give"), ("ours", "We give"), ("theirs", "They give")],
        "Who gives coupons",
        required=True,
        default="both",
        tracking=True,
    )
    document_ids = fields.Many2many("ir.attachment", string="Documents", copy=False, bypass_search_access=True)
    note = fields.Html("Agreement")

    # --- terms of settlement ---
    terms = fields.Selection(
        [
            ("none", "Nothing"),
            ("fixed", "Each used coupon"),
            ("percent", "A share of the orders"),
            ("issued", "Each coupon given out"),
        ],
        "What is settled",
        required=True,
        default="none",
        tracking=True,
        help="Coupons that were given out keep the terms of their day.",
    )
    terms_amount = fields.Monetary(
        "Amount for a coupon", tracking=True, help="Without taxes; the invoice or bill adds them."
    )
    terms_percent = fields.Float(
        "Per cent of the order", digits=(16, 2), tracking=True, help="Of the amount without taxes."
    )
    payer = fields.Selection(
        [("seller", "The shop where the coupon is used"), ("sender", "The shop that sent the customer")],
        "Who pays",
        required=True,
        default="seller",
        tracking=True,
    )
    max_outstanding = fields.Monetary(
        "Outstanding at most", help="Without taxes. A warning when the partner owes more; 0: no limit."
    )
    stop_at_max = fields.Boolean("Give no more coupons then")

    offer_ids = fields.One2many("loyalty.coalition.offer", "coalition_id", "Offers")
    movement_ids = fields.One2many("loyalty.coalition.movement", "coalition_id", "Movements", readonly=True)
    balance = fields.Monetary(
        compute="_compute_balance",
        help="What is in no confirmed settlement yet: above zero the partner owes us, below zero we owe.",
    )

    _partner_key = models.UniqueIndex(
        "(program_id, partner_id, company_id) WHERE active", "This company is a partner of the club already."
    )
    _numbers_check = models.Constraint(
        """CHECK (terms_amount >= 0 AND terms_percent >= 0 AND terms_percent <= 100 AND max_outstanding >= 0)""",
        "Amounts of the terms cannot be negative, and the share of an order is at most 100 %.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "The contract ends before it begins. Correct one of the days."
    )

    @api.depends("movement_ids.amount", "movement_ids.settlement_id.state")
    def _compute_balance(self):
        domain = [("coalition_id", "in", self.ids), "|", ("settlement_id", "=", False)]
        domain.append(("settlement_id.state", "!=", "confirmed"))
        totals = dict(self.env["loyalty.coalition.movement"]._read_group(domain, ["coalition_id"], ["amount:sum"]))
        for coalition in self:
            coalition.balance = totals.get(coalition._origin, 0.0)

    @api.constrains("partner_id", "company_id")
    def _check_partner(self):
        for coalition in self:
            if coalition.partner_id.commercial_partner_id == coalition.company_id.partner_id:
                raise ValidationError(
                    self.env._("%s is your own company. Choose the partner's company.", coalition.partner_id.name)
                )

    @api.constrains("terms", "terms_amount", "terms_percent")
    def _check_terms(self):
        for coalition in self:
            missing = coalition.terms in ("fixed", "issued") and not coalition.terms_amount
            if missing or (coalition.terms == "percent" and not coalition.terms_percent):
                raise ValidationError(
                    self.env._("Say how much is settled for a coupon of %s, or settle nothing.", coalition.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        coalitions = super().create(vals_list)
        # Looked at afterwards: what is not among the values may come from the context.
        if not self.env.su and any(coalition.state != "draft" for coalition in coalitions):
            raise AccessError(self.env._("A new partner is a draft: activate it by its button."))
        return coalitions

    def write(self, vals):
        if "state" in vals and not self.env.su:
            raise AccessError(self.env._("The state of a partner is changed by its buttons."))
        fixed = [name for name in ("partner_id", "currency_id", "company_id", "program_id") if name in vals]
        changed = self.filtered(lambda coalition: any(coalition[name].id != vals[name] for name in fixed))
        if changed and changed._is_used():
            raise UserError(
                self.env._(
                    "Coupons were exchanged or paid in advance: the partner, the club, the company and the currency"
                    " stay. Begin a new contract instead."
                )
            )
        return super().write(vals)

    def _is_used(self):
        """Whether coupons of these contracts were given out, or something was booked."""
        domain = [("coalition_id", "in", self.ids)]
        Coupon, Movement = (self.env[f"loyalty.coalition.{name}"].sudo() for name in ("coupon", "movement"))
        given = Coupon.search_count([*domain, ("state", "!=", "available")], limit=1)
        return bool(given or Movement.search_count(domain, limit=1))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        codes = self.env["loyalty.coalition.coupon"].sudo().search_count([("coalition_id", "in", self.ids)], limit=1)
        if codes or self._is_used():
            raise UserError(
                self.env._("Coupons were exchanged with this partner. End the contract and archive it instead.")
            )

    @api.private
    def _check_merge(self, companies):
        """Companies that become one cannot have two contracts that run.

        :raise UserError: they have; which ones
        """
        contracts = self.sudo().search([("partner_id", "in", companies.ids)])
        for club, same in contracts.grouped(lambda contract: (contract.program_id, contract.company_id)).items():
            if len(same) > 1:
                raise UserError(
                    self.env._(
                        "%(companies)s have a contract each with “%(club)s”. End and archive one of them first.",
                        companies=", ".join(same.mapped("name")),
                        club=club[0].name,
                    )
                )

    def _get_today(self):
        """Today in the club's time zone."""
        self.ensure_one()
        return self.program_id._get_local_day(self.env.cr.now())
