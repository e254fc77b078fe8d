"""Benefits of running memberships: what the memberships of a customer give together."""

from odoo import api, models

from ...engine.membership_states import RUNNING


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _sync_benefits(self):
        """What has to be stored follows the state: called whenever a state, a last day or a plan changed. Idempotent.

        Price lists, multipliers, free delivery and access are computed where they are asked for and need nothing here.
        """
        self.env["res.partner"].invalidate_model(["property_product_pricelist"], flush=False)

    def _is_running(self):
        """Whether there are benefits today."""
        self.ensure_one()
        return self.state in RUNNING and bool(self.runs_until) and self.runs_until >= self._get_today()

    @api.model
    def _get_running(self, partners):
        """Running memberships that these customers benefit from: their own and, where the club shares accounts, that of
        their company. One query (superuser mode).

        :return: {partner id: memberships in the order of their plans}
        """
        if not self.env["loyalty.membership.period"]._get_by_product():  # remembered: nothing to sell, no question
            return {}
        customers = partners._origin
        companies = customers.sudo().commercial_partner_id
        found = self.sudo().search(
            [
                ("partner_id", "in", (customers | companies).ids),
                ("state", "in", tuple(RUNNING)),
                ("company_id", "parent_of", self.env.company.id),
                ("program_id.active", "=", True),
            ]
        )
        running = found.filtered(lambda membership: membership._is_running() and membership._account_is_good())
        running = running.sorted(lambda membership: (membership.plan_id.sequence, membership.plan_id.id, membership.id))
        of_partner = running.grouped("partner_id")
        nothing = self.sudo().browse()
        result = {}
        for partner in customers:
            own = of_partner.get(partner.sudo(), nothing)
            company = partner.sudo().commercial_partner_id
            if company != partner:
                shared = of_partner.get(company, nothing)
                own |= shared.filtered(lambda membership: membership.program_id.contact_accounts == "company")
            if own:
                result[partner.id] = own
        return result

    def _account_is_good(self):
        """Accounts that staff suspended give no benefits."""
        return self.card_id._get_survivor().membership_state != "suspended"
