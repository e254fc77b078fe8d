"""Periods that a document gave and takes back, and gives again."""

from odoo import api, fields, models

from ....engine.membership_states import ACTIVE, ENDED, OPEN

REFUNDING = "loyalty_club.membership_refund"


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    undone = fields.Boolean(
        readonly=True, help="Taken back because its document was; it comes back when the document counts again."
    )

    def _filter_product(self, period):
        """Those that were bought as the product of ``period``, which may be archived meanwhile and made anew."""
        return self.filtered(lambda term: term.period_id == period or term.period_id.product_id == period.product_id)

    @api.private
    def _undo(self, reason):
        """Their document no longer counts: so much less of the memberships is paid.

        :param str reason: for the history
        """
        for term in self.filtered(lambda term: term.state == "paid").sorted("date_from", reverse=True):
            term.membership_id._lock()
            term._note_refunded(term.amount, reason)
            if term.state == "paid":  # it cost nothing
                term._take_back_free(reason)
            term.write({"undone": True, "credited_amount": 0})

    def _take_back_free(self, reason):
        self.ensure_one()
        membership = self.membership_id
        self.state = "refunded"
        self.flush_recordset()
        membership._take_days(self)
        membership._note_event("refunded", membership.state, reason)
        membership._follow_paid_days(reason)

    @api.private
    def _redo(self):
        """Their document counts again.

        :return: the terms that could come back; the days of others are taken by now
        """
        restored = self.browse()
        for term in self.sorted("date_from"):
            membership = term.membership_id._lock()
            before, ended_on = membership.state, membership.ended_on
            free = term._is_free()
            if not free and not (term.taken_days and before in OPEN):
                restored |= term._redo_elsewhere()
                continue
            term.write({"undone": False, "refunded_amount": 0, "credited_amount": 0})
            if free:
                term.state = "paid"
            else:  # later periods moved up
                membership._give_days_back(term)
            if before == ENDED:
                membership._move_to(ACTIVE, None, {"ended_on": False, "end_reason": False})
                term._let_days_wait((membership._get_today() - max(ended_on, term.date_from)).days)
            membership._run_to(max(membership._get_last_paid_day(), membership.paid_until))
            membership._note_event("renewed", before)
            restored |= term
        return restored

    def _is_free(self):
        """Whether the days of an undone period are still free, and its membership can go on."""
        self.ensure_one()
        membership = self.membership_id
        if membership.state not in OPEN:
            today = membership._get_today()
            other = membership._get_open(membership.partner_id, membership.plan_id)
            if membership.end_reason != "refunded" or other or self.date_to < today:
                return False
        held = (membership.term_ids - self).filtered(lambda term: term.state in ("open", "paid"))
        return not any(term.date_from <= self.date_to and term.date_to >= self.date_from for term in held)

    @api.private
    @api.model
    def _refund_amounts(self, amounts, reason):
        """The credit notes made here are for these terms: their documents are compared afterwards."""
        data = self.env.cr.cache
        data[REFUNDING] = True
        try:
            notes = super()._refund_amounts(amounts, reason)
        finally:
            data.pop(REFUNDING, None)
        self.browse([term.id for term in amounts]).sudo().sale_line_id._sync_memberships()
        return notes
