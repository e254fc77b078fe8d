"""Memberships of customers who turn out to be one."""

from odoo import api, fields, models

from ....engine.membership_dates import DAY
from ....engine.membership_states import ACTIVE, CANCELLED, GRACE, OPEN, SUSPENDED, TRIAL

ORDER = {ACTIVE: 4, GRACE: 3, CANCELLED: 2, TRIAL: 1, SUSPENDED: 0}


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    taken_from_id = fields.Many2one(
        "loyalty.membership.term",
        "Days of",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The paid period of a merged or ended membership whose days these are.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._get_taken_over()._follow_source()
        return result

    def _get_taken_over(self):
        """The days of these periods that another membership took over (superuser mode)."""
        return self.sudo().search([("taken_from_id", "in", self.ids)]) if self else self.sudo()

    def _follow_source(self):
        """Days that were taken over go with the period that they come from, and come back with it."""
        for term in self:
            source, membership = term.taken_from_id, term.membership_id._lock()
            reason = self.env._("%s: given back", source.membership_id.number)
            if source.state != "paid" and term.state == "paid":
                term._take_back_free(reason)
            elif source.state == "paid" and term.state == "refunded":
                membership._give_days_back(term)
                membership._note_event("refunded", membership.state)
                membership._follow_paid_days(given_back=term)

    def _redo_elsewhere(self):
        """The document of a period counts again whose days another membership took over: they come back there.

        :return: the period, empty where nobody took its days over
        """
        if self.membership_id.end_reason != "merged" or not self._get_taken_over():
            return self.browse()
        self.write({"state": "paid", "undone": False, "refunded_amount": 0, "credited_amount": 0})
        return self


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
        token, renews = other.token_id, other.renews and other.state != CANCELLED
        other._end("merged", reason)
        for term in paid.filtered(lambda term: term.date_to > day).sorted("date_from"):
            days = (term.date_to - max(day, term.date_from - DAY)).days
            self._extend(days, self.env._("Merged with %s", other.number), {"taken_from_id": term.id})
        if token and not self.token_id:
            self.token_id = token
        if renews and not self.renews:
            self._set_renewal(True)
