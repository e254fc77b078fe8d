"""The number of queries does not follow the number of events."""

from odoo.tests import tagged

from .activity_case import ActivityMixin
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestActivityQueries(ActivityMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cards = cls.Card.union(*(cls.make_member(cls.club) for _number in range(100)))

    def record_for(self, cards, trigger="custom"):
        self.Card._record_activities(
            [{"card_id": card.id, "trigger": trigger, "key": f"{len(cards)}", "code": "thing"} for card in cards]
        )

    def assertConstant(self, function):  # noqa: N802
        counts = [self.count_queries(function, self.cards[:number]) for number in (1, 2, 100)]
        self.assertEqual(counts[1], counts[2])
        return counts[2]

    def test_recording(self):
        self.make_activity()
        self.assertLessEqual(self.assertConstant(self.record_for), 10)
        self.assertEqual(set(self.cards[2:].mapped("points")), {10})

    def test_recording_with_caps(self):
        self.make_activity(limit_points=15, limit_period="month")
        self.assertLessEqual(self.assertConstant(self.record_for), 11)

    def test_claims_of_events(self):
        self.make_activity(requires_approval=True)
        self.assertConstant(self.record_for)
        self.assertEqual(self.env["loyalty.activity.claim"].search_count([("card_id", "in", self.cards.ids)]), 103)

    def test_birthdays(self):
        self.make_activity("birthday")
        today = self.cr.now().date()
        self.cards.partner_id.birth_date = today.replace(year=today.year - 30, day=min(today.day, 28))
        self.club.days_paid_until = False

        def run(cards):
            (self.cards - cards).membership_state = "suspended"
            cards.membership_state = "active"
            self.env.flush_all()
            self.club.days_paid_until = False
            return self.count_queries(lambda: self.club._record_days(now=self.cr.now().replace(day=min(today.day, 28))))

        counts = [run(self.cards[number : 2 * number]) for number in (1, 2, 40)]
        self.assertEqual(counts[1], counts[2])
        self.assertEqual(len(self.cards.filtered("points")), 1 + 2 + 40)

    def test_a_partner_without_clubs_costs_nothing(self):
        partner = self.make_partner()
        counts = []
        for trigger in ("birthday", "profile_complete"):
            self.make_activity(trigger)
            partner.write({"phone": "0"})  # fills caches
            counts.append(self.count_queries(lambda: partner.write({"phone": "1"})))
            self.env["loyalty.activity"].search([]).active = False
        self.assertLess(counts[0], counts[1], "only where a club asks for profiles, members are looked for")
