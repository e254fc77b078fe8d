"""Who bought something and has it no more: returns, credit notes, refunds at a till, in whatever unit."""

from odoo.tests import tagged

from .news_case import NewsMixin
from .sale_case import SaleCase
from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestNewsBack(NewsMixin, SaleCase):
    def count(self, product):
        return self.make_news(product).buyer_count

    def test_services_that_were_credited(self):
        service = self.make_product(30, type="service", invoice_policy="order")
        order = self.make_sale(self.partner, [(service, 2)])
        invoice = self.invoice(order)
        self.credit(invoice, {order.order_line: 1})
        self.assertEqual(self.count(service), 1)
        note = self.credit(invoice, {order.order_line: 1})
        self.assertEqual(self.count(service), 0)
        note.button_draft()
        self.assertEqual(self.count(service), 1, "no credit note before it is posted")

    def test_goods_that_were_credited_and_kept(self):
        """Whoever got the money back and has the kettle still needs to hear of the lid."""
        kettle = self.make_product(30, type="consu", invoice_policy="order")
        order = self.make_sale(self.partner, [(kettle, 1)])
        self.deliver(order)
        self.credit(self.invoice(order))
        self.assertEqual(self.count(kettle), 1)

    def test_a_dozen_of_which_one_came_back(self):
        kettle = self.make_product(30, type="consu")
        order = self.make_sale(self.partner, [(kettle, 1)])
        other = self.make_order(self.make_partner(), [(kettle, 1)])
        other.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        other.action_confirm()
        for sold in (order, other):
            self.deliver(sold)
            self.send_back(sold.picking_ids.filtered(lambda picking: picking.state == "done"), 1)
        self.assertEqual(self.count(kettle), 1)


@tagged("post_install", "-at_install")
class TestNewsBackAtTill(NewsMixin, TillCase):
    def test_orders_that_were_settled_and_refunded(self):
        self.cashier.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        goods = self.make_product(10.0, type="consu", available_in_pos=True)
        sale = self.make_order(self.member.partner_id, [(goods, 2)])
        settled = self.line(goods, 2, sale_order_origin_id=sale.id, sale_order_line_id=sale.order_line.id)
        order = self.sell(settled)
        self.refund(order, {order.lines: 1})
        self.assertEqual(self.make_news(goods).buyer_count, 1)
        self.refund(order)
        self.assertEqual(self.make_news(goods).buyer_count, 0)
