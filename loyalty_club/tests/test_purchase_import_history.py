"""What an import books is what the ordinary door books, purchase by purchase, with the expiry job in between."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..engine.purchase_text import Clock
from .property import examples
from .purchase_import_case import ImportCase

FIRST = date(2024, 1, 1)
TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 9)
ZONES = ("UTC", "Asia/Tehran", "America/Los_Angeles")
COMPARED = (
    "kind",
    "state",
    "points",
    "balance",
    "remaining",
    "uncovered",
    "forgiven",
    "posted_at",
    "expires_on",
    "available_on",
)

POLICIES = st.one_of(
    st.just({"expiry_policy": "none"}),
    st.fixed_dictionaries(
        {
            "expiry_policy": st.sampled_from(["after_earning", "inactivity"]),
            "expiry_count": st.integers(1, 9),
            "expiry_unit": st.just("month"),
            "expiry_round": st.sampled_from(["none", "end_of_month", "end_of_year"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "expiry_policy": st.sampled_from(["after_earning", "inactivity"]),
            "expiry_count": st.integers(1, 200),
            "expiry_unit": st.just("day"),
        }
    ),
    st.fixed_dictionaries(
        {"expiry_policy": st.just("fixed_dates"), "expiry_dates": st.sampled_from(["06-21,12-21", "02-29"])}
    ),
)
PURCHASES = st.lists(
    st.tuples(
        st.integers(0, (TODAY - FIRST).days),  # the day
        st.sampled_from(["0", "5", "7.25", "10", "99.99"]),
        st.booleans(),  # refunded?
        st.integers(0, 120),  # days until then
    ),
    min_size=1,
    max_size=12,
)


@tagged("post_install", "-at_install")
class TestPurchaseImportHistory(ImportCase):
    @contextmanager
    def undone(self):
        """Examples of one test do not see each other."""
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def entries(self, card):
        rows = self.Entry.search_read([("card_id", "=", card.id)], COMPARED, order="id", load=None)
        return [tuple(row[name] for name in COMPARED) for row in rows]

    def post_by_hand(self, card, events, clock):
        """Book (day, number in the file, amount, number of the purchase that is refunded) one by one."""
        booked = {}
        for day, number, amount, refunded in sorted(events, key=lambda event: (event[0], event[2] < 0, event[1])):
            at = min(clock.utc(day), NOW)
            card._expire_points(now=at)
            if amount < 0:
                booked[refunded]._reverse(None, at=at)
            else:
                booked[number] = card._post_points(amount, "accrual", at=at)
        card._expire_points(now=NOW)

    def compare(self, settings, purchases, *, zone="UTC", refunds=False, prepare=None):
        """Book the same on two accounts, by the door and by an import, and compare all entries."""
        events = []
        for offset, amount, refunded, later in purchases:
            day = FIRST + timedelta(days=offset)
            events.append((day, len(events), Decimal(amount), None))
            if refunds and refunded and Decimal(amount):
                back = min(day + timedelta(days=later), TODAY)
                events.append((back, len(events), -Decimal(amount), len(events) - 1))
        with self.undone():
            club = self.make_club(tz=zone, **settings)
            by_hand = self.make_member(club)
            by_file = self.make_member(club, partner_id=self.make_partner(ref="A").id)
            for card in (by_hand, by_file):
                card.joined_on = False
                if prepare:
                    prepare(card)
            self.post_by_hand(by_hand, events, Clock(zone))
            lines = [
                f"A,{day},{amount},{number if amount >= 0 else refunded}" for day, number, amount, refunded in events
            ]
            self.run_import("ref,date,amount,receipt\n" + "\n".join(lines), program_id=club.id)
            self.assertEqual(self.entries(by_file), self.entries(by_hand))
            for name in ("points", "points_expire_on", "joined_on"):
                self.assertEqual(by_file[name], by_hand[name], name)

    @given(POLICIES, PURCHASES, st.sampled_from(ZONES))
    @examples(25)
    def test_purchases(self, settings, purchases, zone):
        self.compare(settings, purchases, zone=zone)

    @given(POLICIES, PURCHASES, st.sampled_from(["arrears", "within_balance"]))
    @examples(25)
    def test_purchases_and_refunds(self, settings, purchases, debit_policy):
        self.compare({**settings, "debit_policy": debit_policy}, purchases, refunds=True)

    @given(POLICIES, PURCHASES, st.booleans())
    @examples(15)
    def test_members_who_spent(self, settings, purchases, refunds):
        """Points from before, of which some are spent and some reserved by nothing: all of it stays as it is."""

        def prepare(card):
            card._post_points(50, "adjustment")
            card._post_points(-20, "redemption")

        if settings["expiry_policy"] == "inactivity":
            return  # there the days on which the member was active count as well: see below
        self.compare(settings, purchases, refunds=refunds, prepare=prepare)

    @given(POLICIES, PURCHASES)
    @examples(15)
    def test_members_in_arrears(self, settings, purchases):
        def prepare(card):
            card._post_points(-30, "adjustment", arrears_cause="refund")

        if settings["expiry_policy"] != "inactivity":
            self.compare(settings, purchases, refunds=True, prepare=prepare)

    def test_examples_of_each_policy(self):
        for settings, points in (
            ({"expiry_policy": "none"}, 60),
            ({"expiry_policy": "after_earning", "expiry_count": 12}, 50),
            ({"expiry_policy": "after_earning", "expiry_count": 2}, 30),
            ({"expiry_policy": "after_earning", "expiry_count": 2, "expiry_round": "end_of_year"}, 30),
            ({"expiry_policy": "after_earning", "expiry_count": 6, "expiry_round": "end_of_month"}, 30),
            ({"expiry_policy": "inactivity", "expiry_count": 6}, 30),
            ({"expiry_policy": "inactivity", "expiry_count": 11}, 50),
            ({"expiry_policy": "fixed_dates", "expiry_dates": "12-31"}, 30),
        ):
            with self.subTest(settings=settings), self.undone():
                club = self.make_club(**settings)
                self.run_import(["A,2024-02-01,10", "A,2025-06-15,20", "A,2026-05-01,30"], program_id=club.id)
                self.assertEqual(self.get_card("A", club).points, points)

    def test_expirations_are_dated_by_the_end_of_their_last_day(self):
        club = self.make_club(expiry_policy="after_earning", expiry_count=1, expiry_unit="month", tz="Asia/Tehran")
        self.run_import(["A,2026-01-05,10", "A,2026-01-05,5", "A,2026-02-05,7", "A,2026-02-06,3"], program_id=club.id)
        card = self.get_card("A", club)
        self.assertEntries(
            card,
            [
                ("accrual", "posted", 10, 0),
                ("accrual", "posted", 5, 0),
                ("accrual", "posted", 7, 0),
                ("expiration", "posted", -15, 0),
                ("accrual", "posted", 3, 0),
                ("expiration", "posted", -7, 0),
                ("expiration", "posted", -3, 0),
            ],
        )
        gone = card.ledger_ids.filtered(lambda entry: entry.points == -15)
        self.assertEqual((gone.posted_at, gone.expires_on), (datetime(2026, 2, 5, 20, 30), date(2026, 2, 5)))
        self.assertEqual(gone.debit_allocation_ids.mapped("points"), [10, 5])
        self.assertEqual(card._expire_points(), 0, "the job finds nothing to do")


@tagged("post_install", "-at_install")
class TestPurchaseImportActivity(ImportCase):
    """Expiry after inactivity: a member who is active again does not revive what expired long ago."""

    def setUp(self):
        super().setUp()
        self.club.write({"expiry_policy": "inactivity", "expiry_count": 6})

    def make_active(self, *days):
        card = self.make_member(self.club, partner_id=self.make_partner("Ann", ref="A").id)
        for day in days:
            card._post_points(100, "accrual", at=datetime.fromisoformat(f"{day} 12:00:00"))
        return card

    def test_old_points_stay_expired(self):
        card = self.make_active("2026-03-01")
        self.run_import(["A,2024-01-01,10", "A,2024-03-01,10", "A,2025-12-01,30"])
        self.assertEqual(card.points, 130)
        gone = card.ledger_ids.filtered(lambda entry: entry.kind == "expiration")
        self.assertEqual((gone.points, gone.expires_on), (-20, date(2024, 9, 1)))
        self.assertEqual(card.points_expire_on, date(2026, 9, 1))

    def test_other_activity_in_between_keeps_them(self):
        card = self.make_active("2025-08-01", "2026-01-01", "2026-05-01")
        self.assertEqual(card.points, 300)
        self.run_import(["A,2025-03-01,10"])
        self.assertEqual(card.points, 310)
        self.assertEqual(card.points_expire_on, date(2026, 11, 1))

    def test_with_refunds(self):
        card = self.make_active("2026-03-01")
        self.run_import(
            ["A,2024-01-01,10", "A,2024-03-01,10", "A,2024-03-02,-10", "A,2025-12-01,30", "A,2026-01-01,-30"]
        )
        self.assertEqual(card.points, 100)
        gone = card.ledger_ids.filtered(lambda entry: entry.kind == "expiration")
        self.assertEqual((gone.points, gone.expires_on), (-10, date(2024, 9, 1)))

    def test_a_later_file_goes_on(self):
        self.run_import(["A,2025-07-01,10"])
        card = self.get_card("A")
        self.assertEqual(card.points, 0)
        self.run_import(["A,2025-07-01,10", "A,2026-01-05,5"])
        self.assertEqual((card.points, card.points_expire_on), (5, date(2026, 7, 5)))
