"""Memberships of customers who turn out to be one."""

from odoo import api, models

from ....engine.membership_dates import DAY
from ....engine.membership_states import ACTIVE, CANCELLED, GRACE, OPEN, SUSPENDED, TRIAL

ORDER = {ACTIVE: 4, GRACE: 3, CANCELLED: 2, TRIAL: 1, SUSPENDED: 0}


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    @api.private
    @api.model
    def _merge_customers(self, sources, target):
        """Called when contacts are merged, before stock moves what points to them: it would delete the second
        membership of a plan. Of two that are not over the better one stays, longer by the paid days of the other.

        :param sources: contacts that go
        :param target: the contact that stays
        """
        found = self.sudo().search([("partner_id", "in", (sources | target).ids)])
        found._lock()
        for memberships in found.filtered(lambda membership: membership.state in OPEN).grouped("plan_id").values():
            best = memberships.sorted(
                lambda membership: (ORDER[membership.state], membership.paid_until, membership.id)
            )
            for other in best[:-1]:
                best[-1]._take_over(other)
        found.flush_recordset()  # what ended, before the others come to the same customer
        for membership in found:
            values = {}
            if membership.partner_id != target:
                values["partner_id"] = target.id
            account = membership.card_id._get_survivor()
            if account != membership.card_id:
                values["card_id"] = account.id
            if values:
                membership.write(values)
        found._sync_benefits()

    def _take_over(self, other):
        """The paid days that are left of another membership of the plan follow those of this one; it ends."""
        reason = self.env._("Merged with %s", self.number)
        day = (other.paused_on if other.state == SUSPENDED else other._get_today()) - DAY
        paid = other.term_ids.filtered(lambda term: term.state == "paid" and term.kind != "trial")
        days = (max(paid.mapped("date_to"), default=day) - day).days
        token, renews = other.token_id, other.renews and other.state != CANCELLED
        other._end("merged", reason)
        if days > 0:
            self._extend(days, self.env._("Merged with %s", other.number))
        if token and not self.token_id:
            self.token_id = token
        if renews and not self.renews:
            self._set_renewal(True)
