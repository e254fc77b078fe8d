"""What tests of expiry share."""

from datetime import date

from .common import ClubCase


class ExpiryCase(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.make_member(cls.club)

    def policy(self, policy, count=1, unit="month", rounding="none", dates=False, **values):
        self.club.write(
            {
                "expiry_policy": policy,
                "expiry_count": count,
                "expiry_unit": unit,
                "expiry_round": rounding,
                "expiry_dates": dates,
                **values,
            }
        )

    def day(self, text):
        return date.fromisoformat(text)

    def noon(self, text):
        return self.at(f"{text} 12:00:00")

    def earn(self, points, kind="accrual", card=None, **values):
        return (card or self.card)._post_points(points, kind, **values)

    def expire(self, text):
        with self.noon(text):
            return self.card._expire_points()
