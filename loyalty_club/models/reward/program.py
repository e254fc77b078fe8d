"""Promotions and coupons that only members of a club can use."""

from functools import partial

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    member_program_id = fields.Many2one(
        "loyalty.program",
        "Only for members of",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('program_type', '=', 'loyalty'), '|', ('company_id', '=', False),"
        " ('company_id', 'parent_of', [company_id] if company_id else [])]",
        help="Only active members of this club can use the program.",
    )
    member_tier_ids = fields.Many2many(
        "loyalty.tier",
        "loyalty_program_member_tier_rel",
        "program_id",
        "tier_id",
        "Only for tiers",
        domain="[('program_id', '=', member_program_id)]",
        context={"active_test": False},
        help="Only members who have one of these tiers now. None: all members.",
    )
    voucher_reward_ids = fields.One2many("loyalty.reward", "voucher_program_id", "Given for points by")

    @api.constrains("member_program_id", "company_id")
    def _check_membership_company(self):
        """A promotion of a company is for members of its clubs, of those above it, and of clubs of all companies."""
        limited = self.filtered("member_program_id")
        if self._has_member_promotions():
            limited |= self.sudo().with_context(active_test=False).search([("member_program_id", "in", self.ids)])
        for program in limited.sudo():
            club = program.member_program_id
            if club.company_id and program.company_id and club.company_id not in program.company_id.parent_ids:
                raise ValidationError(
                    self.env._(
                        "The club “%(club)s” belongs to %(company)s, “%(program)s” to %(own)s: nobody there is its "
                        "member. Choose a club of the same company, or one of all companies.",
                        club=club.name,
                        company=club.company_id.name,
                        program=program.name,
                        own=program.company_id.name,
                    )
                )

    @api.constrains("member_program_id", "member_tier_ids", "program_type")
    def _check_membership(self):
        for program in self.filtered(lambda program: program.member_program_id or program.member_tier_ids):
            club = program.member_program_id
            if program.program_type == "loyalty":
                raise ValidationError(
                    self.env._("“%s” is a club itself and cannot be only for members of another one.", program.name)
                )
            if club and club.program_type != "loyalty":
                raise ValidationError(self.env._("“%s” has no members. Choose a club for the promotion.", club.name))
            others = program.member_tier_ids.filtered(lambda tier, club=club: tier.program_id != club)
            if others:
                raise ValidationError(
                    self.env._(
                        "%(tiers)s: no tiers of the club of “%(program)s”. Choose tiers of its own club.",
                        tiers=", ".join(others.mapped("name")),
                        program=program.name,
                    )
                )

    @api.onchange("member_program_id")
    def _onchange_member_program_id(self):
        self.member_tier_ids = self.member_tier_ids.filtered(lambda tier: tier.program_id == self.member_program_id)

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        if programs.sudo().member_program_id:
            self._forget_member_promotions()
        return programs

    def write(self, vals):
        if "member_program_id" in vals:
            self._forget_member_promotions()
        if set(vals) == {"active"} and not self.env.su:
            # Stock archives the products behind the rewards, too; that takes no right to products.
            self.check_access("write")
            return super(LoyaltyProgram, self.sudo()).write(vals)
        return super().write(vals)

    def _forget_member_promotions(self):
        """What others cache before the commit is forgotten, too."""
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(partial(self.env.registry.clear_cache))

    @api.model
    @tools.ormcache()
    def _has_member_promotions(self):
        """Whether any program is only for members: without one, nobody's membership needs to be looked up."""
        return bool(self.sudo().search_count([("member_program_id", "!=", False)], limit=1))

    @api.model
    def _get_memberships(self, partner):
        """The accounts with which a customer is a member now, shared ones included (superuser mode)."""
        partner_sudo = partner.sudo()
        accounts = (partner_sudo | partner_sudo.commercial_partner_id).club_account_ids
        return accounts.filtered(
            lambda card: (
                card.membership_state == "active"
                and card.program_id.active
                and card.joined_on
                and card.partner_id == card.program_id._get_account_partner(partner_sudo)
            )
        )

    def _is_for(self, partner):
        """Whether the customer belongs to those whom the program is for."""
        self.ensure_one()
        cards = self._get_memberships(partner).filtered(lambda card: card.program_id == self.member_program_id)
        return bool(
            not self.member_program_id or (cards and not self.member_tier_ids) or cards.tier_id & self.member_tier_ids
        )

    @api.model
    def _get_code_problem(self, code, partner):
        """Why a customer cannot use a code although it exists, as a sentence; False: not because of a membership."""
        rule = self.env["loyalty.rule"].sudo().search([("mode", "=", "with_code"), ("code", "=", code)], limit=1)
        program = rule.program_id or self.env["loyalty.card"].sudo().search([("code", "=", code)], limit=1).program_id
        if not program or program._is_for(partner):
            return False
        if program.member_tier_ids:
            return self.env._(
                "This code is only for these members of %(club)s: %(tiers)s.",
                club=program.member_program_id.name,
                tiers=", ".join(program.member_tier_ids.mapped("name")),
            )
        return self.env._("This code is only for members of %s.", program.member_program_id.name)
