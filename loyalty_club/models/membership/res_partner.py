from odoo import models

from ...engine.membership_benefits import NOTHING, together


class ResPartner(models.Model):
    _inherit = "res.partner"

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
