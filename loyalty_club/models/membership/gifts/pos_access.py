"""Products that are for members at the till."""

from odoo import api, fields, models

from ...till.pos_order import PAID


class ProductTemplate(models.Model):
    _inherit = "product.template"

    membership_plan_sold = fields.Integer(
        compute="_compute_membership_plan_sold", compute_sudo=True, help="Id of the plan that the product sells."
    )

    def _compute_membership_plan_sold(self):
        periods = self.env["loyalty.membership.period"]._get_of_products(self.product_variant_ids)
        sold = {period.product_id.product_tmpl_id: period.plan_id.id for period in periods}
        for product in self:
            product.membership_plan_sold = sold.get(product, 0)

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "membership_terms", "membership_plan_sold"]


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _get_till_days(self):
        """The till knows which memberships run and how long, for products that are for members: also those of clubs
        that the till itself does not serve. :return: list of dicts
        """
        return [
            {"plan": membership.plan_id.id, "until": fields.Date.to_string(membership.runs_until)}
            for membership in self
        ]


class PosOrder(models.Model):
    _inherit = "pos.order"

    def action_pos_order_paid(self):
        """The till refuses what is for members; what was sold all the same is sold, and a note on the order says so."""
        result = super().action_pos_order_paid()
        for order in self.sudo().filtered(lambda order: order.state in PAID):
            lines = order.lines.filtered(lambda line: line.qty > 0 and not line.refunded_orderline_id)
            if all(product.membership_access == "everyone" for product in lines.product_id):
                continue
            periods = self.env["loyalty.membership.period"].sudo()._get_of_products(lines.product_id)
            problems = lines.product_id.with_company(order.company_id)._get_access_problems(
                order.partner_id, periods.plan_id
            )
            if problems:
                order.message_post(body="\n".join(problems.values()))
        return result


class LoyaltyMembershipPeriod(models.Model):
    _inherit = "loyalty.membership.period"

    def _get_of_products(self, products):
        """The periods that these products sell; no query for none."""
        return self.search([("product_id", "in", products.ids)]) if products else self.browse()
