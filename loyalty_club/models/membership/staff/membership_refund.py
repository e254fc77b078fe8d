"""What becomes of a membership when money is given back."""

from datetime import timedelta

from odoo import fields, models

from ....engine.membership_dates import DAY
from ....engine.membership_states import ENDED, SUSPENDED


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    taken_days = fields.Integer(readonly=True, help="Days that went when the period was given back; others were used.")


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _take_days(self, term):
        """The period is not paid any more: later ones begin earlier by its days, but not by those that are over."""
        later = self.term_ids.filtered(lambda other: other.state == "paid" and other.date_from > term.date_to)
        after = term.date_to + DAY
        now = self.paused_on if self.state == SUSPENDED else self._get_today()
        first = max(term.date_from, min(now, after))
        term.write({"taken_days": (after - first).days, "waiting_days": 0})
        if later and first == after:
            return
        self._withdraw_open_terms()
        if later:
            self._move_terms(after, first - after)
            self.write({"anchor_on": self._get_last_paid_day() + DAY, "anchor_count": 0})
        elif self.anchor_on and term.date_from >= self.anchor_on and self.anchor_count:
            self.anchor_count -= 1
        else:
            self.write({"anchor_on": term.date_from, "anchor_count": 0})

    def _give_days_back(self, term):
        """The period counts as paid again: its own days where they are free or where later periods moved up to them,
        which make room again; else the days that were taken follow what is paid meanwhile.
        """
        self._withdraw_open_terms()
        first, last = term.date_from, term.date_to
        taken = timedelta(days=term.taken_days) or last + DAY - first
        others = self.term_ids.filtered(lambda other: other.state == "paid")
        meanwhile = others.filtered(lambda other: other.date_from <= last and other.date_to >= first)
        moved_to = last + DAY - taken
        if all(other.date_from >= moved_to for other in meanwhile):
            if meanwhile:
                self._move_terms(moved_to, taken)
        else:
            first = max(others.mapped("date_to")) + DAY
            last = first + taken - DAY
        term.write({"state": "paid", "date_from": first, "date_to": last})
        self.write({"anchor_on": self._get_last_paid_day() + DAY, "anchor_count": 0})

    def _get_last_used_day(self):
        """Today, or the last day before a pause: the days after it are unused."""
        self.ensure_one()
        return self.paused_on - DAY if self.state == SUSPENDED else self._get_today()

    def _shorten_terms(self, day):
        """The membership ends with ``day``: what is paid up to later lasts no longer."""
        for term in self.term_ids.filtered(lambda term: term.state == "paid" and term.date_from <= day < term.date_to):
            term.date_to = day

    def _follow_paid_days(self, reason=None, given_back=None):
        """The membership lasts as long as what is paid: shorter, over, or alive again.

        :param given_back: a period that counts as paid again, so that a membership that a refund ended may go on; its
            days that have no place any more wait for staff
        """
        paid = self.term_ids.filtered(lambda term: term.state == "paid" and term.kind != "trial")
        last = self._get_last_paid_day()
        if self.state == ENDED:
            if given_back:
                self._go_on_or_wait(given_back, paid and last >= self._get_today(), last, reason)
        elif paid and last == self.paid_until:
            self._schedule()
        elif not paid or last < self._get_last_used_day():
            self.paid_until = last
            self._end("refunded", reason)
        else:
            self._run_to(last)

    def _go_on_or_wait(self, term, is_paid, last, reason):
        """A membership that is over has a paid period again: it goes on where a refund had ended it and ``is_paid``."""
        other = self._get_open(self.partner_id, self.plan_id)
        if self.end_reason != "refunded" or not is_paid or other or term._get_taken_over():
            term._let_days_wait()
            return
        over = (self._get_today() - max(self.ended_on, term.date_from)).days
        self.write({"ended_on": False, "end_reason": False, "paid_until": last})
        self._move_to("active", reason)
        term._let_days_wait(over)
