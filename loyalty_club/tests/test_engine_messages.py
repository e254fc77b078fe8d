"""When a message may be sent."""

from datetime import datetime, timedelta

import pytz
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests.common import BaseCase

from ..engine.messages import (
    PATIENCE,
    WEEK,
    Candidate,
    Send,
    Settings,
    Skip,
    Wait,
    decide,
    is_quiet,
    plain_word,
    quiet_until,
)
from .property import examples

NOON = datetime(2026, 3, 2, 12)
ZONES = ["UTC", "Asia/Tehran", "Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati"]
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31))
HOURS = st.integers(0, 95).map(lambda quarter: quarter / 4)
QUIET = st.builds(Settings, limit=st.integers(0, 4), quiet_from=HOURS, quiet_to=HOURS)


def at(zone, moment):
    return pytz.utc.localize(moment).astimezone(pytz.timezone(zone))


class TestEngineMessages(BaseCase):
    def test_reasons(self):
        for values, reason in (
            ({"obstacle": "gone"}, "gone"),
            ({"has_left": True}, "left"),
            ({"has_address": False}, "no_address"),
            ({"has_consent": False}, "no_consent"),
            ({"is_blacklisted": True}, "blacklisted"),
            ({"valid_until": NOON}, "too_late"),
        ):
            with self.subTest(reason):
                self.assertEqual(decide(Candidate(NOON, **values), Settings(), NOON), Skip(reason))

    def test_service(self):
        """What cannot be refused needs no consent; it needs an address, and waits for the morning."""
        free = {"is_service": True, "has_consent": False, "is_blacklisted": True, "has_left": True}
        night = datetime(2026, 3, 2, 23)
        self.assertEqual(decide(Candidate(NOON, sent=(NOON,) * 9, **free), Settings(), NOON), Send())
        self.assertEqual(decide(Candidate(NOON, has_address=False, **free), Settings(), NOON), Skip("no_address"))
        waits = decide(Candidate(NOON, **free), Settings(), night)
        self.assertEqual(waits, Wait(datetime(2026, 3, 3, 8), "quiet_hours"))
        self.assertEqual(decide(Candidate(NOON, is_immediate=True, **free), Settings(), night), Send())

    def test_limit(self):
        sent = (NOON - timedelta(days=6), NOON - timedelta(days=1))
        self.assertEqual(decide(Candidate(NOON, sent=sent), Settings(), NOON), Wait(sent[0] + WEEK, "limit"))
        self.assertEqual(decide(Candidate(NOON, sent=sent[:1]), Settings(), NOON), Send())
        self.assertEqual(decide(Candidate(NOON, sent=sent), Settings(limit=0), NOON), Send())
        soon = NOON + timedelta(hours=3)
        self.assertEqual(decide(Candidate(NOON, soon, sent=sent), Settings(), NOON), Skip("over_limit"))
        late = NOON + PATIENCE - timedelta(hours=1)
        self.assertEqual(decide(Candidate(NOON, sent=(late, late)), Settings(), late), Skip("over_limit"))

    def test_quiet_hours_are_the_receivers(self):
        evening = datetime(2026, 3, 2, 18)  # 21:30 in Tehran
        self.assertEqual(decide(Candidate(NOON), Settings(), evening), Send())
        waits = decide(Candidate(NOON, zone="Asia/Tehran"), Settings(), evening)
        self.assertEqual(waits, Wait(datetime(2026, 3, 3, 4, 30), "quiet_hours"))
        midnight = Candidate(NOON, datetime(2026, 3, 3, 4), zone="Asia/Tehran")
        self.assertEqual(decide(midnight, Settings(), evening), Skip("too_late"), "a birthday is over by then")

    def test_edges_of_quiet_hours(self):
        for hour, quiet in ((20.99, False), (21, True), (23.5, True), (0, True), (7.99, True), (8, False)):
            moment = datetime(2026, 3, 2) + timedelta(hours=hour)
            self.assertEqual(is_quiet(moment, Settings()), quiet, hour)
        noon = Settings(quiet_from=12, quiet_to=13.5)
        self.assertTrue(is_quiet(NOON, noon))
        self.assertEqual(quiet_until(NOON, "UTC", noon), datetime(2026, 3, 2, 13, 30))
        self.assertFalse(is_quiet(NOON, Settings(quiet_from=12, quiet_to=12)))

    def test_clocks_change(self):
        """Brussels: 2:30 does not exist on 29 March, and comes twice on 25 October."""
        settings = Settings(quiet_from=22, quiet_to=2.5)
        self.assertEqual(
            quiet_until(datetime(2026, 3, 29, 0), "Europe/Brussels", settings), datetime(2026, 3, 29, 1, 30)
        )
        end = quiet_until(datetime(2026, 10, 24, 23), "Europe/Brussels", settings)
        self.assertEqual(end, datetime(2026, 10, 25, 0, 30))

    @examples(400)
    @given(settings=QUIET, now=MOMENTS, zone=st.sampled_from(ZONES), data=st.data())
    def test_never_in_quiet_hours_and_never_too_many(self, settings, now, zone, data):
        ages = data.draw(st.lists(st.integers(0, 20 * 24), max_size=6))
        sent = tuple(now - timedelta(hours=hours) for hours in ages)
        due_at = now + timedelta(hours=data.draw(st.integers(-200, 24)))
        valid_until = data.draw(st.none() | st.integers(0, 400).map(lambda hours: due_at + timedelta(hours=hours)))
        candidate = Candidate(due_at, valid_until, zone=zone, sent=sent)
        verdict = decide(candidate, settings, now)
        if isinstance(verdict, Send):
            self.assertFalse(is_quiet(at(zone, now), settings))
            self.assertTrue(due_at <= now and (valid_until is None or now < valid_until))
            counted = [moment for moment in sent if moment > now - WEEK]
            self.assertTrue(not settings.limit or len(counted) < settings.limit)
        elif isinstance(verdict, Wait):
            self.assertGreater(verdict.until, now)
            if verdict.until != due_at:
                again = decide(candidate, settings, verdict.until)
                self.assertEqual(again, Send(), "what waits is sent when its time has come")

    @examples(200)
    @given(settings=QUIET, now=MOMENTS, zone=st.sampled_from(ZONES))
    def test_quiet_hours_end(self, settings, now, zone):
        end = quiet_until(now, zone, settings)
        self.assertFalse(is_quiet(at(zone, end), settings))
        self.assertLess(end - now, timedelta(hours=26))
        self.assertEqual(end == now, not is_quiet(at(zone, now), settings))

    def test_words(self):
        for text in ("1", " ۱ ", "١", "Stop", "STOP!", "لغو", "لغو.", "\u200fلغو"):
            self.assertIn(plain_word(text), ("1", "stop", "لغو"), text)
        self.assertEqual(plain_word("كي"), "کی")
        self.assertEqual(plain_word(" \u200c. "), "")
