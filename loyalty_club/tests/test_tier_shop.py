from odoo.tests import tagged

from odoo.addons.website_sale.tests.common import MockRequest

from .tier_case import TierCase


@tagged("post_install", "-at_install")
class TestTierShop(TierCase):
    """In the shop members buy at the pricelist of their tier, which is not there for others to choose."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        cls.website = cls.env["website"].search([], limit=1)
        cls.prices = cls.env["product.pricelist"].create(
            {"name": "Silver prices", "website_id": False, "selectable": False}
        )
        cls.usual = cls.prices.copy({"name": "Usual", "selectable": True, "sequence": 0})
        cls.silver.pricelist_id = cls.prices
        cls.user = cls.make_user("portal")
        cls.card = cls.make_member(cls.club, partner_id=cls.user.partner_id.id)

    def visit(self, user, session=None):
        """The pricelist of a visit, and the ids of those to choose from."""
        env = self.env(user=user)
        website = self.website.with_env(env)
        with MockRequest(env, website=website) as request:
            request.session.update(session or {})
            pricelist = website._get_and_cache_current_pricelist()
            found = pricelist.id, website.get_pricelist_available(show_visible=True).ids
            return found, dict(request.session)

    def test_the_pricelist_comes_and_goes_with_the_tier(self):
        (before, _choice), session = self.visit(self.user)
        self.assertEqual(before, self.usual.id)
        entry = self.buy(self.card, 100)
        (now, _choice), session = self.visit(self.user, session)
        self.assertEqual(now, self.prices.id, "also in a session that began before")
        entry._reverse()
        (after, _choice), _session = self.visit(self.user, session)
        self.assertEqual(after, before)

    def test_not_for_others(self):
        self.buy(self.card, 100)
        for user in (self.env.ref("base.public_user"), self.make_user("portal", login="club_portal_other")):
            (pricelist, choice), _session = self.visit(user)
            self.assertNotEqual(pricelist, self.prices.id)
            self.assertNotIn(self.prices.id, choice)
