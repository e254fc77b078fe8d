from odoo.tests import tagged

from odoo.addons.point_of_sale.models.pos_config import PosConfig as StockConfig

from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestTillOpening(TillCase):
    """What opening a till asks for does not depend on how many members there are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].search([("name", "=", False)]).name = "Nameless"
        cls.buyers = [cls.make_member(cls.club, name=name) for name in ("ZZZ-1", "ZZZ-2")]
        for number in range(6):
            cls.make_member(cls.club, name=f"AAA-{number}")

    def set_limit(self, limit):
        self.env["ir.config_parameter"].set_param("point_of_sale.limited_customer_count", str(limit))

    def test_the_same_customers_as_stock_in_the_same_order(self):
        for buyer, times in zip(self.buyers, (2, 1), strict=True):
            for _turn in range(times):
                self.send(self.ring((self.coffee, 1), partner=buyer.partner_id))
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.make_partner("AAA-foreign", company_id=other.id)
        for limit, offset in ((3, 0), (3, 3), (1, 1), (200, 0)):
            self.set_limit(limit)
            found = [row[0] for row in self.config.get_limited_partners_loading(offset)]
            stock = [row[0] for row in StockConfig.get_limited_partners_loading(self.config, offset)]
            with self.subTest(limit=limit, offset=offset):
                names = self.env["res.partner"].with_context(active_test=False).browse
                self.assertEqual(names(found).mapped("name"), names(stock).mapped("name"))
                self.assertNotIn(foreign.id, found)
        self.set_limit(3)
        first = [row[0] for row in self.config.get_limited_partners_loading()]
        self.assertEqual(first[:2], [card.partner_id.id for card in self.buyers])

    def test_nothing_of_a_member_is_loaded(self):
        self.set_limit(4)
        session = self.pos_session.with_user(self.cashier)

        def open_till():
            loaded = {}
            count = self.count_queries(lambda: loaded.update(session.load_data([])))
            return count, {model: len(records) for model, records in loaded.items()}

        open_till()
        queries, loaded = open_till()
        self.assertEqual(loaded["loyalty.card"], 0)
        self.assertTrue(loaded["loyalty.program"] and loaded["loyalty.rule"] and loaded["loyalty.reward"])
        for number in range(20):
            self.make_member(self.club, 10, name=f"AAB-{number}")
        self.assertEqual(open_till(), (queries, loaded))
