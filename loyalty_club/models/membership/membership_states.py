"""How memberships move from one state to another, and what staff and customers may do to them."""

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.membership_dates import DAY
from ...engine.membership_states import ACTIVE, CANCELLED, ENDED, GRACE, OPEN, SUSPENDED, TRIAL, may_move


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    # --- the one way ---

    @api.private
    def _lock(self):
        """Wait for whoever else moves these memberships; then what is read is the newest.

        The rows are updated, so that a transaction that waited starts over with a fresh snapshot (docs, "Locks").
        """
        memberships = self.sudo().sorted("id")
        if memberships:
            memberships.flush_recordset()
            self.env.cr.execute(
                "SELECT id FROM loyalty_membership WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [memberships.ids]
            )
            self.env.cr.execute("UPDATE loyalty_membership SET id = id WHERE id = ANY(%s)", [memberships.ids])
            memberships.invalidate_recordset()
        return memberships

    @api.private
    def _move_to(self, state, reason=None, values=None):
        """Move these memberships to a state; the history says when, by whom and why.

        :param str reason: shown in the history
        :param dict values: further fields to write
        :raise UserError: the state machine does not allow it
        """
        memberships = self._lock()
        for membership in memberships:
            if membership.state != state and not may_move(membership.state, state):
                labels = dict(membership._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(membership)s is “%(before)s” and cannot become “%(after)s”. Load the page again.",
                        membership=membership.display_name,
                        before=labels[membership.state],
                        after=labels[state],
                    )
                )
        changed = memberships.filtered(lambda membership: membership.state != state)
        before = changed.mapped("state")
        memberships.write({**(values or {}), "state": state})
        changed._note_events("state", before, reason)
        memberships._schedule()
        memberships._sync_benefits()
        return memberships

    def _note_event(self, kind, before=None, reason=None, monthly_before=None, day=None):
        """One line of history. What came to (or went from) the recurring amount since the last one is noted with it, so
        that the changes of a membership add up to its ``monthly_amount``; ``monthly_before`` is not needed any more.
        """
        self.ensure_one()
        return self._note_events(kind, [before], reason, day)

    def _note_events(self, kind, before, reason=None, day=None):
        """A line of history for each of these memberships.

        :param before: their states before, in order
        """
        changes = [membership.monthly_amount - membership.monthly_noted for membership in self]
        for membership, change in zip(self, changes, strict=True):
            if change:
                membership.monthly_noted = membership.monthly_amount
        return (
            self.env["loyalty.membership.event"]
            .sudo()
            .create(
                [
                    {
                        "membership_id": membership.id,
                        "plan_id": membership.plan_id.id,
                        "kind": kind,
                        "state_before": state,
                        "state_after": membership.state,
                        "on_date": day or membership._get_today(),
                        "reason": reason,
                        "monthly_change": change,
                    }
                    for membership, state, change in zip(self, before, changes, strict=True)
                ]
            )
        )

    # --- what people do ---

    @api.private
    def _cancel(self, reason=None):
        """No renewal: the membership runs to the end of what is paid, or ends at once where nothing is.

        :raise UserError: it is over already
        """
        for membership in self._lock():
            if membership.state == SUSPENDED:
                membership._resume(reason)
            if membership.state == CANCELLED:
                continue
            today = membership._get_today()
            membership._withdraw_open_terms()
            if membership.state == GRACE or membership.paid_until < today:
                membership._end("cancelled", reason)
            else:
                membership._move_to(CANCELLED, reason, {"cancelled_on": today, "next_period_id": False})

    @api.private
    def _take_back(self, reason=None):
        """Undo a cancellation before the paid days are over; nothing was lost meanwhile."""
        for membership in self._lock():
            if membership.state != CANCELLED:
                raise UserError(self.env._("%s was not cancelled.", membership.display_name))
            if membership.paid_until < membership._get_today():
                raise UserError(self.env._("%s is over. Start a new membership instead.", membership.display_name))
            in_trial = membership.trial_until and membership.trial_until >= membership.paid_until
            membership._move_to(TRIAL if in_trial else ACTIVE, reason, {"cancelled_on": False})

    @api.private
    def _pause(self, reason, until=None):
        """Suspend: no benefits, no renewal; the days that are left wait.

        :param date until: the last day of the pause; None: until somebody resumes it
        """
        for membership in self._lock():
            if membership.state == SUSPENDED:
                continue
            today = membership._get_today()
            if until and until < today:
                raise UserError(self.env._("The last day of the pause is over. Choose a day from today on."))
            membership._withdraw_open_terms()
            membership._move_to(SUSPENDED, reason, {"paused_on": today, "paused_until": until})

    @api.private
    def _resume(self, reason=None):
        """End a pause: the days that were left when it began follow from today."""
        for membership in self._lock():
            if membership.state != SUSPENDED:
                raise UserError(self.env._("%s is not suspended.", membership.display_name))
            today = membership._get_today()
            days = timedelta(days=max((today - membership.paused_on).days, 0))
            in_trial = membership.trial_until and membership.trial_until >= membership.paused_on
            values = {
                "paused_on": False,
                "paused_until": False,
                "paid_until": membership.paid_until + days,
                "anchor_on": membership.anchor_on and membership.anchor_on + days,
                "grace_from": membership.grace_from and membership.grace_from + days,
                "trial_until": membership.trial_until and membership.trial_until + (days if in_trial else timedelta()),
            }
            membership._move_terms(membership.paused_on, days)
            if membership.cancelled_on:
                state = CANCELLED
            elif values["paid_until"] < today:
                state = GRACE
            else:
                state = TRIAL if in_trial and values["trial_until"] >= values["paid_until"] else ACTIVE
            membership._move_to(state, reason, values)

    def _move_terms(self, day, days):
        """Paid days from ``day`` on are ``days`` (a timedelta) later, or earlier; what began before lasts longer."""
        terms = self.term_ids.filtered(lambda term: term.state == "paid" and term.date_to >= day)
        for term in terms.sorted("date_from", reverse=days > timedelta()):
            values = {"date_to": term.date_to + days}
            if term.date_from >= day:
                values["date_from"] = term.date_from + days
            else:
                values["paused_days"] = term.paused_days + days.days
            term.write(values)
            term.flush_recordset()  # one after the other: two terms must not begin on one day

    @api.private
    def _extend(self, days, reason, values=None):
        """Give days for nothing: what is paid lasts longer, periods are counted from the new end.

        :param dict values: further fields of the term
        """
        if days < 1:
            raise UserError(self.env._("Say how many days the membership is extended by."))
        for membership in self._lock():
            if membership.state not in OPEN:
                raise UserError(self.env._("%s is over. Start a new membership instead.", membership.display_name))
            membership._withdraw_open_terms()
            first = membership.paid_until + DAY
            if membership.state != SUSPENDED:  # there the days that are left wait, too
                first = max(first, membership._get_today())
            last = first + timedelta(days=days - 1)
            membership._add_term(
                {"kind": "gift", "state": "paid", "date_from": first, "date_to": last, **(values or {})}
            )
            membership.write({"anchor_on": last + DAY, "anchor_count": 0})
            membership._note_event("extended", membership.state, reason)
            membership._run_to(last)

    @api.private
    def _end(self, why, reason=None):
        """End at once.

        :param str why: a value of ``end_reason``
        """
        memberships = self._lock().filtered(lambda membership: membership.state != ENDED)
        memberships._withdraw_open_terms()
        for today, ending in memberships.grouped(lambda membership: membership._get_today()).items():
            ending._move_to(ENDED, reason, {"ended_on": today, "end_reason": why, "grace_from": False})

    @api.private
    def _set_renewal(self, renews):
        """Switch the automatic renewal on or off."""
        for membership in self._lock():
            if membership.renews == renews:
                continue
            if membership.state == ENDED:
                raise UserError(self.env._("%s is over. Start a new membership instead.", membership.display_name))
            if not renews:
                membership._withdraw_open_terms()
            membership.renews = renews
            reason = self.env._("Automatic renewal switched on") if renews else self.env._("Automatic renewal off")
            membership._note_event("setting", membership.state, reason)
            membership._schedule()
            membership._sync_benefits()
