from .common import ClubCase
from .sale_events import SaleEvents


class SaleCase(SaleEvents, ClubCase):
    """A member, a service of 100 and goods of 10."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.make_product(price=100)
        cls.goods = cls.make_product(price=10, type="consu", is_storable=False)
        cls.card = cls.make_member(cls.club)
        cls.partner = cls.card.partner_id

    def balance(self):
        self.card.invalidate_recordset()
        return self.card.points
