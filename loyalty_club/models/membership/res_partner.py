from odoo import api, models
from odoo.exceptions import UserError

from ...engine.membership_benefits import NOTHING, together


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_membership(self):
        found = self.env["loyalty.membership"].sudo().search([("partner_id", "in", self.ids)], limit=1)
        if found:
            raise UserError(
                self.env._("%s has (or had) a paid membership: archive the contact instead.", found.partner_id.name)
            )

    def _get_membership_benefits(self):
        """The benefits of these customers' running memberships together (``engine.membership_benefits.together``).

        :return: {partner id: Benefits}, only of those who have any; :data:`NOTHING` stands for the others
        """
        running = self.env["loyalty.membership"]._get_running(self)
        return {
            partner_id: together([membership.plan_id._get_benefits() for membership in memberships])
            for partner_id, memberships in running.items()
        }

    def _get_own_membership_benefits(self):
        """The benefits of one customer; may be nothing."""
        self.ensure_one()
        return self._get_membership_benefits().get(self._origin.id, NOTHING)

    def _get_membership_pricelists(self, company):
        """{partner id: price list (superuser mode)} that running memberships give these customers in a company."""
        found = self.with_company(company)._get_membership_benefits()
        pricelists = self.env["product.pricelist"].sudo()
        return {
            partner_id: pricelists.browse(benefits.pricelist)
            for partner_id, benefits in found.items()
            if benefits.pricelist
        }

    def _get_membership_pricelist(self, company):
        """The price list that a running membership gives this customer in a company; may be empty."""
        self.ensure_one()
        pricelists = self._get_membership_pricelists(company)
        return pricelists.get(self._origin.id, self.env["product.pricelist"].sudo())
