"""What tests of the shop share."""

from odoo.addons.website_sale.tests.common import MockRequest

from .common import ClubMixin


class ShopMixin(ClubMixin):
    """A club of one point per unit of money in the shop, a member who can log in, a product of 120."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website = cls.env["website"].search([("company_id", "=", cls.env.company.id)], limit=1)
        cls.env["website"].search([]).write({"prevent_zero_price_sale": False})
        cls.club = cls.make_club(points_rounding=1)
        cls.product = cls.make_product(120.0, name="Lamp", website_published=True)
        cls.public = cls.website.user_id
        cls.user = cls.make_user("portal", login="shop_member")
        cls.partner = cls.user.partner_id
        cls.partner.write(
            {
                "street": "Main street 1",
                "city": "Brussels",
                "zip": "1000",
                "phone": "+32 470 12 34 56",
                "email": "shop_member@example.com",
                "country_id": cls.env.ref("base.be").id,
            }
        )

    @classmethod
    def join(cls, points=0, **values):
        """Make the user a member with so many points."""
        return cls.make_member(cls.club, points, partner_id=cls.partner.id, joined_on="2024-01-01", **values)

    def visit(self, user=None, cart=None):
        """A context in which a visitor is in the shop; yields the website as the visitor sees it."""
        return _Visit(self, user or self.user, cart)

    def make_cart(self, *lines, partner=None, **values):
        """A cart of (product, quantity) pairs, by default one lamp of the member."""
        lines = lines or ((self.product, 1),)
        return self.make_order(partner or self.partner, lines, website_id=self.website.id, **values)

    def earnings(self, user=None, product=None, cart=None, **options):
        """The sentences of the page of a product, as text; ``cart``: what the visitor has in it already."""
        with self.visit(user, cart) as website:
            product = (product or self.product).with_env(website.env)
            return [str(earning["text"]) for earning in website._get_product_earnings(product, **options)]

    def look(self, cart, **context):
        """What the cart says of clubs."""
        return cart._get_club_cart(cart._get_claimable_and_showable_rewards())


class _Visit:
    def __init__(self, case, user, cart):
        self.website = case.website.with_env(case.env(user=user))
        self.mock = MockRequest(self.website.env, website=self.website, sale_order_id=cart and cart.id)

    def __enter__(self):
        self.request = self.mock.__enter__()
        return self.website

    def __exit__(self, *args):
        return self.mock.__exit__(*args)
