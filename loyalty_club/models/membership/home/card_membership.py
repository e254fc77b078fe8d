"""Memberships of the owner of an account, in "My club"."""

from odoo import api, models
from odoo.exceptions import UserError

from ....engine.membership_states import CANCELLED, OPEN


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_home_tabs(self):
        """Memberships have a page where the club sells plans, and where the visitor has (or had) one."""
        tabs = super()._get_home_tabs()
        if self.program_id._get_shown_plans() or self._get_home_memberships():
            tab = {"name": "membership", "label": self.env._("Membership"), "url": "/my/club/membership"}
            tabs.insert(1, tab)
        return tabs

    def _get_home_memberships(self):
        """Memberships of this club that the account's page shows: the visitor's own, and those of the company that
        shares the account; those that run first, then the newest (superuser mode).
        """
        self.ensure_one()
        card = self.sudo()
        visitor = self.env.user.partner_id
        owners = visitor | card.partner_id
        if not card.program_id.has_plans:
            return card.env["loyalty.membership"]
        memberships = card.env["loyalty.membership"].search(
            [("partner_id", "in", owners.ids), ("program_id", "=", card.program_id.id)]
        )
        return memberships.sorted(lambda membership: (membership.state not in OPEN, -membership.id))

    @api.private
    def _leave_club(self):
        """Whoever pays for a membership cancels it first, so that nothing is charged to somebody who left."""
        memberships = self._get_paid_memberships()
        if memberships:
            raise UserError(
                self.env._(
                    "Cancel your membership first: %s. Then you can leave the club.",
                    ", ".join(memberships.plan_id.mapped("name")),
                )
            )
        return super()._leave_club()

    def _get_paid_memberships(self):
        """Memberships of the account that run and are not cancelled (superuser mode)."""
        if not self.program_id.has_plans:
            return self.env["loyalty.membership"].sudo()
        states = tuple(OPEN - {CANCELLED})
        domain = [("partner_id", "=", self.partner_id.id), ("program_id", "=", self.program_id.id)]
        return self.env["loyalty.membership"].sudo().search([*domain, ("state", "in", states)])
