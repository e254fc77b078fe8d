"""What tests of activities share."""

from .common import ClubMixin


class ActivityMixin(ClubMixin):
    """Goes with any Odoo test case, like ``ClubMixin``."""

    @classmethod
    def make_activity(cls, trigger="custom", **values):
        """An activity of ``cls.club`` that gives 10 points; reported ones have the code ``thing``."""
        reported = {"code": "thing"} if trigger in ("custom", "balance") else {}
        approval = {"requires_approval": True} if trigger == "social_follow" else {}
        return cls.env["loyalty.activity"].create(
            {
                "name": trigger,
                "program_id": cls.club.id,
                "trigger": trigger,
                "points": 10,
                **reported,
                **approval,
                **values,
            }
        )

    @classmethod
    def make_coupons(cls, **values):
        return cls.make_stock_program("coupons", **values)

    def record(self, key, card=None, code="thing", **values):
        return (card or self.card)._record_activity("custom", key=key, code=code, **values)

    def points_of(self, card=None):
        """Points of the account's entries in booking order."""
        card = card or self.card
        return self.Entry.search([("card_id", "=", card.id)], order="id").mapped("points")
