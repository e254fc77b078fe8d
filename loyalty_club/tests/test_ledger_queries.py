from datetime import date, datetime

from odoo.tests import tagged
from odoo.tests.common import warmup

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestLedgerQueries(ClubCase):
    """The number of queries does not follow the number of members."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write({"expiry_policy": "after_earning", "expiry_count": 1})
        cls.cards = cls.env["loyalty.card"].union(*(cls.make_member(cls.club) for _number in range(100)))

    def values(self, cards, **values):
        return [{"card_id": card.id, "points": 10, "kind": "accrual", **values} for card in cards]

    def assertConstant(self, function, prepare=None):  # noqa: N802
        """``function(cards)`` takes as many queries for 2 members as for 100. (The first call fills caches.)"""
        counts = []
        for number in (1, 2, 100):
            if prepare:
                prepare(self.cards[:number])
            counts.append(self.count_queries(function, self.cards[:number]))
        self.assertEqual(counts[1], counts[2])
        self.assertGreater(counts[2], 0)
        return counts[2]

    def post(self, cards, **values):
        self.Card._post_points_batch(self.values(cards, **values))

    def test_accruals(self):
        self.assertLessEqual(self.assertConstant(lambda cards: self.post(cards, key=f"k{len(cards)}")), 5)

    def test_redemptions(self):
        spend = self.assertConstant(
            lambda cards: self.post(cards, points=-5, kind="redemption"),
            prepare=lambda cards: self.post(cards, expires_on=date(2099, 1, 1)),
        )
        self.assertLessEqual(spend, 10)

    def test_undos(self):
        def undo(cards):
            cards.ledger_ids.filtered(lambda entry: entry.kind == "accrual" and not entry.reversal_ids)._reverse()

        self.assertConstant(undo, prepare=lambda cards: self.post(cards, expires_on=date(2099, 1, 1)))

    def test_expiring(self):
        number = self.assertConstant(
            lambda cards: self.Card._expire_points(),
            prepare=lambda cards: self.post(cards, expires_on=date(2020, 1, 1)),
        )
        self.assertLessEqual(number, 6)
        self.assertEqual(sum(self.cards.mapped("points")), 0)

    def test_releasing(self):
        number = self.assertConstant(
            lambda cards: self.Card._release_pending(now=datetime(2099, 1, 2)),
            prepare=lambda cards: self.post(cards, available_on=date(2099, 1, 1)),
        )
        self.assertLessEqual(number, 10)

    def test_checking(self):
        self.post(self.cards)
        self.assertEqual(
            self.count_queries(self.env["loyalty.program"]._check_ledger), 3, "accounts, credits, allocations"
        )

    def test_figures_of_members(self):
        """What the form, the list and the kanban of members show."""
        self.post(self.cards, expires_on=date(2099, 1, 1))
        self.post(self.cards, available_on=date(2099, 1, 1))
        names = [
            "points",
            "pending_points",
            "reserved_points",
            "lifetime_points",
            "expiring_points",
            "expiring_on",
            "ledger_count",
            "points_value",
        ]
        self.assertLessEqual(self.assertConstant(lambda cards: cards.read(names)), 12)

    def test_figures_of_partners_and_clubs(self):
        self.post(self.cards)
        partners = self.cards.partner_id
        names = ["club_account_count", "club_points_display"]
        counts = [self.count_queries(lambda number=number: partners[:number].read(names)) for number in (1, 2, 100)]
        self.assertEqual(counts[1], counts[2])
        other = self.make_club(name="Other")
        names = ["outstanding_points", "outstanding_value", "pending_points", "member_count", "has_entries"]
        counts = [
            self.count_queries(lambda clubs=clubs: clubs.read(names))
            for clubs in (self.club, self.club, self.club + other)
        ]
        self.assertEqual(counts[1], counts[2])

    @warmup
    def test_one_accrual(self):
        """Lock and read the account, look for the key, book: three statements."""
        card = self.cards[0]
        self.assertTrue(card.program_id.name)
        with self.assertQueryCount(3):
            card._post_points(10, "accrual", key="one")
