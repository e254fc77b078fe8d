"""What a membership needs on a day: reminders, the renewal's invoice, charges, grace, the end. Values in, actions out.

The same question asked twice on one day, or after days on which nobody asked, gives what is left to do: every action is
marked as done by what it changes (an open term, a day of the last charge, a day of the last reminder, a state).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .membership_dates import DAY
from .membership_states import ACTIVE, CANCELLED, GRACE, TRIAL

WAIT_DAYS = 14
"""How long after grace a payment under way is waited for: direct debits take days."""


@dataclass(frozen=True)
class Schedule:
    """Settings of a plan; days."""

    invoice_days: int = 0
    reminder_days: tuple[int, ...] = ()
    retry_days: tuple[int, ...] = ()
    grace_days: int = 0


@dataclass(frozen=True)
class Standing:
    """A membership as it is.

    ``paid_until``: its last paid (or trial) day; ``since``: the first day of that stretch; ``invoiced``: the next
    period has its invoice; ``can_charge``: a means of payment is saved that may be charged; ``under_way``: a payment
    was begun, of the next period or of a change that would replace it, of which nobody knows yet what becomes of it;
    ``charge_from``: the day of the first charge; ``charges``: how many there were; ``reminded_on``: day of the last
    reminder; ``grace_from``: the first day of grace, later than the day after ``paid_until`` where the job that found
    it did not run in time.
    """

    state: str
    paid_until: date
    renews: bool = True
    since: date | None = None
    invoiced: bool = False
    can_charge: bool = False
    under_way: bool = False
    charge_from: date | None = None
    charges: int = 0
    reminded_on: date | None = None
    grace_from: date | None = None


def grace_last_day(standing: Standing, schedule: Schedule) -> date:
    """The last day of grace: whoever was not asked for money in time has all of it all the same."""
    return (standing.grace_from or standing.paid_until + DAY) + timedelta(days=schedule.grace_days - 1)


def end_day(standing: Standing, schedule: Schedule) -> date:
    """The day on which a membership that nobody paid is over. A payment under way is waited for, without benefits."""
    wait = WAIT_DAYS if standing.under_way else 0
    return grace_last_day(standing, schedule) + timedelta(days=wait + 1)


def actions(standing: Standing, schedule: Schedule, today: date) -> list[str]:
    """What is to be done today, in order: of ``remind``, ``invoice``, ``charge``, ``grace``, ``end``.

    Grace begins when it is known that the charge failed, or a day after it: most succeed within seconds.
    """
    if standing.state == CANCELLED or (standing.state in (TRIAL, ACTIVE) and not standing.renews):
        return ["end"] if today > standing.paid_until else _remind(standing, schedule, today)
    if standing.state not in (TRIAL, ACTIVE, GRACE):
        return []
    if standing.state == GRACE and today >= end_day(standing, schedule):
        return ["end"]
    if standing.state == GRACE and not standing.renews:  # nothing is asked for any more; what is asked for may be paid
        return [] if standing.invoiced else ["end"]
    found = _remind(standing, schedule, today)
    invoiced = standing.invoiced
    if not invoiced and not standing.under_way and today >= invoice_day(standing, schedule):
        found.append("invoice")
        invoiced = True
    if invoiced and _charge_due(standing, schedule, today):
        found.append("charge")
    asked_now = "charge" in found or (standing.under_way and standing.charge_from == today)
    if standing.state != GRACE and today > standing.paid_until and not asked_now:
        found.append("grace")
    return found


def invoice_day(standing: Standing, schedule: Schedule) -> date:
    """The day on which the next period is invoiced: some days before it begins where the customer has to act, its first
    day where a means of payment is charged.
    """
    return standing.paid_until + DAY - (0 if standing.can_charge else schedule.invoice_days) * DAY


def next_charge(standing: Standing, schedule: Schedule, today: date) -> date:
    """The day of the next charge; ``date.max`` when all were tried."""
    if not standing.charges:
        return standing.paid_until + DAY
    if standing.charges > len(schedule.retry_days):
        return date.max
    return (standing.charge_from or today) + timedelta(days=schedule.retry_days[standing.charges - 1])


def _charge_due(standing, schedule, today):
    return standing.can_charge and not standing.under_way and today >= next_charge(standing, schedule, today)


def _remind(standing, schedule, today):
    """The latest reminder whose day came, once; several missed ones are one, and none is older than the stretch."""
    if standing.state not in (TRIAL, ACTIVE):
        return []
    days = [day for day in _reminder_days(standing, schedule) if day <= today <= standing.paid_until]
    return ["remind"] if days and (standing.reminded_on is None or standing.reminded_on < max(days)) else []


def _reminder_days(standing, schedule):
    days = [standing.paid_until - timedelta(days=days) for days in schedule.reminder_days]
    return [day for day in days if standing.since is None or day > standing.since]


def next_day(standing: Standing, schedule: Schedule, today: date) -> date | None:
    """The first day after ``today`` on which there may be something to do; None: never by itself."""
    if standing.state not in (TRIAL, ACTIVE, GRACE, CANCELLED):
        return None
    days = [standing.paid_until + DAY, end_day(standing, schedule), *_reminder_days(standing, schedule)]
    days.append(invoice_day(standing, schedule))
    if standing.can_charge:
        days.append(next_charge(standing, schedule, today))
    if standing.under_way:
        days.append(today + DAY)
    return min((day for day in days if today < day < date.max), default=None)
