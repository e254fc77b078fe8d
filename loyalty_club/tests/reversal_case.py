from .common import ClubCase


class ReversalCase(ClubCase):
    """A member who earns and spends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.make_member(cls.club)

    def earn(self, points, expires_on=None, **values):
        return self.card._post_points(points, "accrual", expires_on=expires_on, **values)

    def spend(self, points, **values):
        return self.card._post_points(-points, "redemption", **values)
