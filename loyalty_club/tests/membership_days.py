"""Tests of memberships that go from day to day."""

from .membership_case import MembershipCase


class MembershipDaysCase(MembershipCase):
    """It is 31 January 2026; ``freeze`` goes on from there."""

    def setUp(self):
        super().setUp()
        self.freeze("2026-01-31")

    def freeze(self, day):
        """From now on it is noon of ``day`` (text)."""
        self.enterContext(self.at(f"{day} 12:00:00"))

    def run_gifts(self, day):
        """The job of coupons and cash back, on that day."""
        self.freeze(day)
        self.Membership._give_due(self.Membership.search([("gift_on", "<=", day)]))

    def rows(self, membership, kind):
        """What the membership gave, in the order of days."""
        return membership.benefit_ids.filtered(lambda row: row.kind == kind).sorted("on_date")
