from odoo.tests import tagged

from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestTillSettled(TillCase):
    """Quotations that are paid at a till: the sales order earns, once, and gives back what is returned at a till."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.goods = cls.make_product(10.0, type="consu", available_in_pos=True, name="Goods")

    def points(self):
        self.member.invalidate_recordset()
        return self.member.points

    def settle(self, order, quantity=None, **values):
        """Pay (some of) a sales order at the till."""
        lines = [
            self.line(
                line.product_id,
                quantity or line.product_uom_qty,
                line.price_unit,
                sale_order_origin_id=order.id,
                sale_order_line_id=line.id,
                **({"is_reward_line": True, "reward_id": line.reward_id.id} if line.reward_id else {}),
            )
            for line in order.order_line
        ]
        return self.sell(*lines, **values)

    def kinds(self):
        return [(entry.kind, entry.origin_model, entry.points) for entry in self.member.ledger_ids.sorted("id")]

    def test_sales_order_earns_once(self):
        for product in (self.coffee, self.goods):
            with self.subTest(product.name):
                before = self.points()
                sale = self.make_order(self.member.partner_id, [(product, 3)])
                order = self.settle(sale)
                self.assertEqual((sale.state, order.state), ("sale", "paid"))
                self.assertEqual(self.points(), before + 30.0)
                self.assertEqual(self.kinds()[-1], ("accrual", "sale.order", 30.0))
                self.assertEqual(self.differences(order), [])

    def test_confirmed_before(self):
        sale = self.make_sale(self.member.partner_id, [(self.goods, 3)])
        self.settle(sale)
        self.assertEqual(self.kinds(), [("accrual", "sale.order", 30.0)])

    def test_more_in_the_same_order(self):
        sale = self.make_order(self.member.partner_id, [(self.goods, 3)])
        [line] = sale.order_line
        settled = self.line(self.goods, 3, sale_order_origin_id=sale.id, sale_order_line_id=line.id)
        self.sell(settled, (self.coffee, 1))
        self.assertEqual(sorted(self.kinds()), [("accrual", "pos.order", 10.0), ("accrual", "sale.order", 30.0)])

    def test_returned_at_the_till(self):
        for product in (self.coffee, self.goods):
            with self.subTest(product.name):
                before = self.points()
                sale = self.make_order(self.member.partner_id, [(product, 3)])
                order = self.settle(sale)
                self.refund(order, {order.lines: 1})
                self.assertEqual(self.points(), before + 20.0)
                self.refund(order, {order.lines: 2})
                self.assertEqual(self.points(), before)
        self.assertLedger(self.member)

    def test_paid_and_delivered_at_the_till(self):
        for moment in ("invoice_paid", "delivery"):
            with self.subTest(moment):
                self.club.earn_on = moment
                before = self.points()
                sale = self.make_sale(self.member.partner_id, [(self.goods, 3)])
                self.assertEqual(self.points(), before)
                order = self.settle(sale)
                self.assertEqual(self.points(), before + 30.0)
                self.refund(order, {order.lines: 1})
                self.assertEqual(self.points(), before + 20.0)

    def test_reward_on_the_quotation(self):
        self.member._post_points(150, "accrual", expires_on=None)
        sale = self.make_order(self.member.partner_id, [(self.coffee, 3)])
        self.claim(sale, self.member)
        order = self.settle(sale)
        self.assertEqual(self.points(), 80.0)
        self.assertEqual([kind for kind in self.kinds() if kind[1] == "pos.order"], [])
        self.refund(order)
        self.assertEqual(self.points(), 150.0)

    def test_preview_of_a_return(self):
        sale = self.make_order(self.member.partner_id, [(self.goods, 3)])
        order = self.settle(sale)
        call = self.env["pos.order"].with_user(self.cashier).get_club_refund
        [club] = call(order.id, {str(order.lines.id): 1})
        self.assertEqual((club["taken_back"], club["given_back"]), (10.0, 0.0))
        self.assertEqual(self.points(), 30.0)
