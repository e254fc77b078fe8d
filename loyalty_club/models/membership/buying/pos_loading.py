"""What a till knows of memberships that it can sell."""

from odoo import api, fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    membership_sale = fields.Json(
        compute="_compute_membership_sale",
        help="For the till: the plan that the product sells a period of, and the product of its joining fee.",
    )

    @api.depends_context("lang")
    @api.depends("product_variant_ids")
    def _compute_membership_sale(self):
        for template in self:
            period = template.product_variant_ids[:1]._get_membership_period()
            plan = period.plan_id
            template.membership_sale = bool(period) and {
                "plan": plan.id,
                "name": plan.name,
                "fee": plan.joining_fee_product_id.id or None,
                "sold": period._is_sold(),
            }

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "membership_sale"]


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _get_special_products(self):
        """Joining fees are loaded and not offered to choose."""
        plans = self.env["loyalty.membership.plan"].sudo().search_fetch([("joining_fee_product_id", "!=", False)], [])
        return super()._get_special_products() | plans.joining_fee_product_id.sudo(False)


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_till_data(self, config, partner):
        """Plans that the customer had before: they pay no joining fee."""
        data = super()._get_till_data(config, partner)
        plans = self.env["loyalty.membership.plan"].sudo().search([("joining_fee_product_id", "!=", False)])
        had = set()
        if plans and partner:
            owners = partner | partner.sudo().commercial_partner_id
            past = plans._get_past_customers(owners)
            for plan in plans:
                owner = plan.program_id._get_account_partner(partner.sudo())
                if (plan.id, owner.id) in past:
                    had.add(plan.id)
        return {**data, "membership_had": sorted(had)}
