"""What tests of the tier of a membership share."""

from .membership_case import MembershipMixin
from .tier_case import TierCase


class MembershipTierCase(MembershipMixin, TierCase):
    """The plan gives at least Silver."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.write({"tier_id": cls.silver.id, "auto_renew": False})
        cls.card = cls.make_member(cls.club, partner_id=cls.ada.id)

    earn = TierCase.buy

    def assertLast(self, *expected):  # noqa: N802
        """The newest row of the history: (from, to, reason)."""
        row = self.Change.search([("card_id", "=", self.card.id)], order="id desc", limit=1)
        self.assertEqual((row.from_tier_id.name or None, row.to_tier_id.name or None, row.reason), expected)
