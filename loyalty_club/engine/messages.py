"""Whether a message may be sent now: consent, addresses, a limit for each member, and quiet hours. Values only.

Moments are naive and in UTC, as Odoo keeps them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytz

from .phones import latin

WEEK = timedelta(days=7)
PATIENCE = 2 * WEEK
"""So long a message without a last moment of its own waits for the limit."""

NO_TEMPLATE, GONE, LEFT, NO_ADDRESS, BOUNCED = "no_template", "gone", "left", "no_address", "bounced"
NO_CONSENT, BLACKLISTED, LIMIT, TOO_LATE, QUIET = "no_consent", "blacklisted", "limit", "too_late", "quiet_hours"
OVER_LIMIT, UNDELIVERED, OTHER_CHANNEL = "over_limit", "undelivered", "other_channel"
OF_THE_CHANNEL = (NO_TEMPLATE, NO_ADDRESS, BOUNCED, UNDELIVERED)
"""Reasons for which the other channel may still work."""
URGENCY = (
    "expiring", "tier_ending", "coupon", "birthday", "tier", "welcome", "points", "survey", "inactive", "invitation",
    "news",
)  # fmt: skip
"""Purposes of messages that share the limit: what a member would lose first, what only the club gains last."""


@dataclass(frozen=True)
class Settings:
    """``limit``: messages for each member in seven days, 0: no limit. ``quiet_from`` and ``quiet_to``: hours of the
    clock (21.5 is half past nine in the evening); equal: no quiet hours.
    """

    limit: int = 2
    quiet_from: float = 21.0
    quiet_to: float = 8.0


@dataclass(frozen=True)
class Candidate:
    """What is known of a message and of whom it is for.

    ``obstacle``: a reason why it can never be sent, or None. ``sent``: when messages that count were sent to the same
    person. ``zone``: name of the receiver's time zone.
    """

    due_at: datetime
    valid_until: datetime | None = None
    is_service: bool = False
    is_immediate: bool = False
    has_address: bool = True
    has_consent: bool = True
    is_blacklisted: bool = False
    has_left: bool = False
    obstacle: str | None = None
    zone: str = "UTC"
    sent: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Send:
    """Now."""


@dataclass(frozen=True)
class Wait:
    """Look again at ``until``, not before; ``reason`` is why."""

    until: datetime
    reason: str | None = None


@dataclass(frozen=True)
class Skip:
    """Never; ``reason`` is why."""

    reason: str


def decide(candidate: Candidate, settings: Settings, now: datetime) -> Send | Wait | Skip:
    """What becomes of a message at this moment."""
    reason = _never(candidate)
    if reason:
        return Skip(reason)
    if candidate.valid_until and now >= candidate.valid_until:
        return Skip(TOO_LATE)
    if now < candidate.due_at:
        return Wait(candidate.due_at)
    free_at = now if candidate.is_service else free_from(candidate.sent, settings.limit, now)
    if free_at > now and free_at >= (candidate.valid_until or candidate.due_at + PATIENCE):
        return Skip(OVER_LIMIT)
    allowed_at = free_at if candidate.is_immediate else quiet_until(free_at, candidate.zone, settings)
    if allowed_at == now:
        return Send()
    if candidate.valid_until and allowed_at >= candidate.valid_until:
        return Skip(OVER_LIMIT if free_at > now else TOO_LATE)
    return Wait(allowed_at, LIMIT if free_at > now else QUIET)


def _never(candidate):
    """Why a message can never be sent; None: it may be. What a member cannot refuse needs an address only."""
    if candidate.obstacle:
        return candidate.obstacle
    if candidate.has_left and not candidate.is_service:
        return LEFT
    if not candidate.has_address:
        return NO_ADDRESS
    if candidate.is_service:
        return None
    if not candidate.has_consent:
        return NO_CONSENT
    return BLACKLISTED if candidate.is_blacklisted else None


def urgency(purpose: str, is_service: bool) -> int:
    """The place in the queue of one person; a smaller number goes first.

    >>> urgency("recall", True) < urgency("expiring", False) < urgency("news", False)
    True
    """
    if is_service:
        return -1
    return URGENCY.index(purpose) if purpose in URGENCY else len(URGENCY)


def free_from(sent: tuple[datetime, ...], limit: int, now: datetime) -> datetime:
    """From when on one more message is within the limit: ``now``, or seven days after one of those that were sent.

    >>> monday = datetime(2026, 3, 2, 12)
    >>> free_from((monday,), 1, monday + timedelta(days=3)) - monday
    datetime.timedelta(days=7)
    """
    counted = sorted(moment for moment in sent if moment > now - WEEK)
    if not limit or len(counted) < limit:
        return now
    return counted[-limit] + WEEK


def get_zone(name: str):
    """The time zone of a name; UTC where the name is not known (any more), so that one customer stops nobody else."""
    try:
        return pytz.timezone(name)
    except pytz.UnknownTimeZoneError:
        return pytz.utc


def quiet_until(moment: datetime, zone: str, settings: Settings) -> datetime:
    """The first moment from ``moment`` on that is not within the quiet hours of a time zone."""
    clock = get_zone(zone)
    for _turn in range(5):  # one jump, and another where the clocks are changed just then
        local = pytz.utc.localize(moment).astimezone(clock)
        if not is_quiet(local, settings):
            return moment
        moment = _next_end(local, clock, settings.quiet_to)
    return moment


def is_quiet(local: datetime, settings: Settings) -> bool:
    """Whether a moment, by the receiver's clock, is within the quiet hours."""
    begin, end = settings.quiet_from, settings.quiet_to
    hour = local.hour + local.minute / 60 + (local.second + local.microsecond / 1_000_000) / 3600
    if begin < end:
        return begin <= hour < end
    return begin > end and (hour >= begin or hour < end)


def _next_end(local, clock, end):
    """The next moment (naive UTC) at which the receiver's clock shows the hour ``end``. An hour that the clocks leave
    out on that day comes later: 3:30 for 2:30.
    """
    minutes = round(end * 60)
    wall = local.replace(tzinfo=None)
    for days in range(3):
        midnight = datetime.combine(wall.date() + timedelta(days=days), datetime.min.time())
        for is_dst in (True, False):
            ending = clock.localize(midnight + timedelta(minutes=minutes), is_dst=is_dst).astimezone(pytz.utc)
            if ending > local:
                return ending.replace(tzinfo=None)
    raise AssertionError("a day ends within three days")


def plain_word(text: str) -> str:
    """A word that may stop text messages, as it is compared: Latin digits, small letters, one kind of ``ی`` and ``ک``,
    nothing around it.

    >>> plain_word(" Stop! "), plain_word("۱"), plain_word("لغو.")
    ('stop', '1', 'لغو')
    """
    folded = latin(text).casefold().translate(str.maketrans("يىك", "ییک"))
    invisible = "\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
    return folded.translate(dict.fromkeys(map(ord, invisible))).strip(" \t\r\n.,;:!?؟،؛«»\"'()[]*#-_")
