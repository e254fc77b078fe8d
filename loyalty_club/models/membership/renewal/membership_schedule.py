"""When the daily job looks at a membership again, and what it finds then."""

from odoo import models

from ....engine.membership_dates import DAY
from ....engine.membership_due import Standing, actions, grace_last_day, next_day
from ....engine.membership_states import CANCELLED, RUNNING, SUSPENDED


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    def _get_standing(self):
        """This membership as values of ``engine.membership_due``."""
        self.ensure_one()
        term = self._get_open_term()
        return Standing(
            state=self.state,
            paid_until=self.paid_until,
            renews=self._wants_renewal(),
            since=self._get_paid_since(),
            invoiced=bool(term),
            can_charge=self._can_charge(),
            under_way=term._is_payment_under_way() if term else self._is_change_under_way(),
            charge_from=term.charge_from or None,
            charges=term.charges,
            reminded_on=self.reminded_on or None,
            grace_from=self.grace_from or None,
        )

    def _get_open_term(self):
        """The next period, invoiced and not paid yet; may be empty."""
        terms = self.term_ids
        found = terms.filtered(lambda term: term.state == "open" and term.kind == "renewal")[:1]
        return found.with_prefetch(terms._prefetch_ids)

    def _wants_renewal(self):
        """Whether the next period is to be invoiced: not for somebody whose account staff suspended."""
        self.ensure_one()
        return self.renews and self._account_is_good()

    def _get_paid_since(self):
        """The first day of the stretch that ends with the last paid day; None: there is none."""
        last = self.term_ids.filtered(lambda term: term.state == "paid" and term.date_to == self.paid_until)
        return min(last.mapped("date_from"), default=None)

    def _can_charge(self):
        """Whether there is a saved means of payment that may be charged: still the customer's own, too."""
        self.ensure_one()
        return bool(self.token_id) and self._may_use_token(self.token_id)

    def _schedule(self, after_today=False):
        """Note when the job looks at these memberships again and up to when benefits run.

        :param bool after_today: what was due today is done
        """
        for membership in self:
            schedule, standing = membership.plan_id._get_schedule(), membership._get_standing()
            today = membership._get_today()
            runs = None
            if membership.state in RUNNING:
                renewing = standing.renews and membership.state != CANCELLED
                runs = grace_last_day(standing, schedule) if renewing else membership.paid_until
                runs = max(runs, membership.paid_until)
            if membership.state == SUSPENDED:
                day = membership.paused_until and membership.paused_until + DAY
            else:
                overdue = not after_today and actions(standing, schedule, today)
                day = today if overdue else next_day(standing, schedule, today)
                change = membership._get_next_term().date_from if membership.next_period_id else None
                if change and change >= today:
                    day = min(filter(None, (day, change)))
            values = {"runs_until": runs, "next_on": day or False}
            values = {name: value for name, value in values.items() if (membership[name] or None) != (value or None)}
            if values:
                membership.write(values)
