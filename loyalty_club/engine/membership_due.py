"""What a membership needs on a day: reminders, the renewal's invoice, charges, grace, the end. Values in, actions out.

The same question asked twice on one day, or after days on which nobody asked, gives what is left to do: every action is
marked as done by what it changes (an open term, a day of the last charge, a day of the last reminder, a state).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .membership_dates import DAY
from .membership_states import ACTIVE, CANCELLED, GRACE, TRIAL


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

    ``paid_until``: its last paid (or trial) day; ``invoiced``: the next period has its invoice; ``charge_from``: the
    day of the first charge for it; ``charges``: how many there were; ``can_charge``: there is a means of payment and
    none of the charges is still under way; ``reminded_on``: day of the last reminder; ``grace_from``: the first day of
    grace, later than the day after ``paid_until`` where the job that found it did not run in time.
    """

    state: str
    paid_until: date
    renews: bool = True
    invoiced: bool = False
    can_charge: bool = False
    charge_from: date | None = None
    charges: int = 0
    reminded_on: date | None = None
    grace_from: date | None = None


def grace_last_day(standing: Standing, schedule: Schedule) -> date:
    """The last day of grace: whoever was not asked for money in time has all of it all the same."""
    return (standing.grace_from or standing.paid_until + DAY) + timedelta(days=schedule.grace_days - 1)


def actions(standing: Standing, schedule: Schedule, today: date) -> list[str]:
    """What is to be done today, in order: of ``remind``, ``invoice``, ``charge``, ``grace``, ``end``."""
    if standing.state == CANCELLED or (standing.state in (TRIAL, ACTIVE) and not standing.renews):
        return ["end"] if today > standing.paid_until else []
    if standing.state not in (TRIAL, ACTIVE, GRACE):
        return []
    if standing.state == GRACE and today > grace_last_day(standing, schedule):
        return ["end"]
    found = []
    if _reminder_due(standing, schedule, today):
        found.append("remind")
    if not standing.invoiced and today >= invoice_day(standing, schedule):
        found.append("invoice")
    if standing.can_charge and today >= next_charge(standing, schedule, today):
        found.append("charge")
    if standing.state != GRACE and today > standing.paid_until:
        found.append("grace")
    return found


def invoice_day(standing: Standing, schedule: Schedule) -> date:
    """The day on which the next period is invoiced: some days before it begins."""
    return standing.paid_until + DAY - schedule.invoice_days * DAY


def next_charge(standing: Standing, schedule: Schedule, today: date) -> date:
    """The day of the next charge; ``date.max`` when all were tried. The first is made with the invoice."""
    if not standing.charges:
        return invoice_day(standing, schedule)
    if standing.charges > len(schedule.retry_days):
        return date.max
    return (standing.charge_from or today) + timedelta(days=schedule.retry_days[standing.charges - 1])


def _reminder_due(standing: Standing, schedule: Schedule, today: date) -> bool:
    """The latest reminder whose day came, once; several missed ones are one."""
    days = [standing.paid_until - timedelta(days=days) for days in schedule.reminder_days]
    due = [day for day in days if day <= today <= standing.paid_until]
    return bool(due) and (standing.reminded_on is None or standing.reminded_on < max(due))


def next_day(standing: Standing, schedule: Schedule, today: date) -> date | None:
    """The first day after ``today`` on which there may be something to do; None: never by itself."""
    if standing.state in (TRIAL, ACTIVE, GRACE, CANCELLED):
        days = [standing.paid_until + DAY, grace_last_day(standing, schedule) + DAY]
        days += [standing.paid_until - timedelta(days=days) for days in schedule.reminder_days]
        days.append(invoice_day(standing, schedule))
        if standing.can_charge and (charge := next_charge(standing, schedule, today)) != date.max:
            days.append(charge)
        return min((day for day in days if day > today), default=None)
    return None
