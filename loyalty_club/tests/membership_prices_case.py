"""What tests of prices of members share."""

from .membership_case import MembershipCase


class PricesCase(MembershipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.make_product(10, type="consu", name="Basket")
        cls.courier = cls.make_carrier("Courier", 7.5)

    @classmethod
    def make_carrier(cls, name, price, **values):
        fee = cls.make_product(price, name=name)
        return cls.env["delivery.carrier"].create(
            {"name": name, "fixed_price": price, "product_id": fee.id, **values}
        )  # fmt: skip

    def rate(self, partner, amount, carrier=None):
        """What delivering goods of ``amount`` costs the customer."""
        order = self.make_order(partner, [(self.goods, 1, amount)])
        return (carrier or self.courier).rate_shipment(order)["price"]
