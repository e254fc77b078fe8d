"""Which products sell periods of memberships."""

from odoo import api, models, tools

from ....engine.membership_money import shares

CACHED = {"product_id", "active", "plan_id"}


class LoyaltyMembershipPeriod(models.Model):
    _inherit = "loyalty.membership.period"

    @api.model
    @tools.ormcache()
    def _get_by_product(self):
        """{product id: period id}, archived periods included where no other one has the product: what was ordered
        before is still paid for. Remembered, because every line of every order asks.
        """
        periods = self.sudo().with_context(active_test=False).search_fetch([], ["product_id", "active"])
        return {
            period.product_id.id: period.id for period in periods.sorted(lambda period: (period.active, -period.id))
        }

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if CACHED & vals.keys():
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _is_sold(self):
        """Whether it can be bought now."""
        self.ensure_one()
        return self.active and self.plan_id.active and self.plan_id.program_id.active

    def _share_out(self, amount, quantity, currency, date):
        """What each of ``quantity`` periods costs of ``amount``, in the currency of the plan; together they cost all.

        :param amount: money in ``currency``, without taxes
        :return: list of amounts of money
        """
        self.ensure_one()
        plan = self.plan_id
        total = currency._convert(amount, plan.currency_id, plan.company_id, date)
        return [float(share) for share in shares(total, int(quantity), plan.currency_id.decimal_places)]


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_membership_period(self):
        """The period of a membership that this product sells; may be empty (superuser mode)."""
        period_id = self.env["loyalty.membership.period"]._get_by_product().get(self._origin.id)
        return self.env["loyalty.membership.period"].sudo().browse(period_id)
