"""What tills know of paid memberships."""

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_till_plans(self, clubs, running=None):
        """Running memberships of these customers, in clubs of a till; one query (superuser mode).

        :param running: what ``_get_running`` says of them, where it was asked already
        :return: {partner id: {club id: [{"name", "multiplier" (decimal as text), "until": last day}]}}; also of plans
            that multiply nothing: the till shows their names
        """
        clubs = clubs.sudo().filtered("has_plans")
        if not clubs:
            return {}
        if running is None:
            running = self.env["loyalty.membership"]._get_running(self)
        found = {}
        for partner_id, memberships in running.items():
            of_partner = found.setdefault(partner_id, {})
            for membership in memberships.filtered(lambda membership: membership.program_id in clubs):
                plan = membership.plan_id.with_context(lang=self.env.lang)
                given = plan._get_benefits()
                of_partner.setdefault(plan.program_id.id, []).append(
                    {
                        "name": plan.name,
                        "multiplier": str(given.multiplier(plan.program_id.id)),
                        "until": fields.Date.to_string(membership.runs_until),
                    }
                )
        return found


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_till_plans(self):
        """{card id: memberships of its owner in its club} (see ``partner._get_till_plans``)."""
        found = self.partner_id._get_till_plans(self.program_id)
        return {card.id: found.get(card.partner_id.id, {}).get(card.program_id.id) for card in self}
