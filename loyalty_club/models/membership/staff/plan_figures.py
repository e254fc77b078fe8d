"""Figures of plans for staff, and what may not be changed while members have the plan."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

FIXED = ("program_id", "company_id")


class LoyaltyMembershipPlan(models.Model):
    _inherit = "loyalty.membership.plan"

    open_count = fields.Integer("Open memberships", compute="_compute_figures")
    recurring_amount = fields.Monetary(
        "Recurring per month",
        compute="_compute_figures",
        help="Without renewals that fail although the paid days are over: those are at risk.",
    )
    price_text = fields.Char("Prices", compute="_compute_price_text")

    def _compute_figures(self):
        groups = self.env["loyalty.membership"]._read_group(
            [("plan_id", "in", self.ids), ("state", "!=", "ended")], ["plan_id"], ["__count", "monthly_amount:sum"]
        )
        figures = {plan.id: (count, amount) for plan, count, amount in groups}
        for plan in self:
            plan.open_count, plan.recurring_amount = figures.get(plan.id, (0, 0.0))

    @api.depends("period_ids.count", "period_ids.unit", "period_ids.product_id.lst_price")
    def _compute_price_text(self):
        for plan in self:
            plan.price_text = ", ".join(
                f"{period._tell_length()}: {plan.currency_id.format(period.price)}" for period in plan.period_ids
            )

    @api.constrains("program_id", "company_id")
    def _check_company_of_club(self):
        for plan in self:
            company = plan.program_id.company_id
            if company and company != plan.company_id and company not in plan.company_id.parent_ids:
                raise ValidationError(
                    self.env._(
                        "“%(club)s” is a club of %(company)s: so is its plan.",
                        club=plan.program_id.name,
                        company=company.name,
                    )
                )

    @api.constrains("joining_fee_product_id")
    def _check_joining_fee(self):
        for plan in self:
            if plan.joining_fee_product_id.lst_price < 0:
                raise ValidationError(self.env._("The joining fee cannot be negative."))

    def write(self, vals):
        if any(name in vals for name in FIXED):
            self._check_fixed(vals)
        return super().write(vals)

    def _check_fixed(self, vals):
        changed = self.filtered(lambda plan: any(plan[name].id != vals[name] for name in FIXED if name in vals))
        used = self.env["loyalty.membership"].sudo().search([("plan_id", "in", changed.ids)], limit=1)
        if used:
            raise UserError(
                self.env._("“%s” was bought already: its club and company stay. Make another plan.", used.plan_id.name)
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_bought(self):
        used = self.env["loyalty.membership"].sudo().search([("plan_id", "in", self.ids)], limit=1)
        if used:
            raise UserError(self.env._("“%s” was bought already: archive it instead.", used.plan_id.name))

    # --- buttons ---

    def action_open_memberships(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_membership_action")
        return {**action, "domain": [("plan_id", "=", self.id)]}

    def action_open_result(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_membership_result_action")
        return {**action, "domain": [("plan_id", "=", self.id)]}

    def action_stop_renewals(self):
        """Each membership of these plans runs to the end of what is paid."""
        memberships = self.env["loyalty.membership"].search([("plan_id", "in", self.ids), ("state", "!=", "ended")])
        memberships._check_staff()
        memberships._set_renewal(False)
