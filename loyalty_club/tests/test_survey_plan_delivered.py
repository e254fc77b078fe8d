"""When an order is delivered: goods and rests, services that are entered by hand, orders from before."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .survey_plan_case import START, SurveyPlanCase
from .test_survey_plan_job import JOB


@tagged("post_install", "-at_install")
class TestSurveyPlanDelivered(SurveyPlanCase):
    def asks_about(self, plan, **late):
        """Orders that the plan asks about so long after it began."""
        self.ask(plan, **late)
        return [row[3] for row in self.asked(plan)]

    def test_services_that_are_entered_by_hand(self):
        plan = self.make_plan("delivered", delay_days=1)
        other = self.make_product(price=20)
        with self.later(hours=1):
            order = self.make_sale(self.partner, [(self.service, 2), (other, 1)])
            shipping = {"product_id": self.make_product(price=5).id, "is_delivery": True}
            discount = {"name": "Words", "display_type": "line_note"}
            order.order_line = [Command.create(shipping), Command.create(discount)]
        with self.later(days=1):
            order.order_line[0].qty_delivered = 2
        self.assertFalse(order.club_delivered_at, "one service is still to come")
        with self.later(days=6):
            order.order_line[1].qty_delivered = 1
            self.assertEqual(order.club_delivered_at, self.env.cr.now().replace(microsecond=0))
        self.assertFalse(self.asks_about(plan, days=6, hours=23))
        self.assertEqual(self.asks_about(plan, days=7), [order], "shipping and notes are not waited for")

    def test_services_that_were_not_delivered_after_all(self):
        plan = self.make_plan("delivered", delay_days=2)
        with self.later(hours=1):
            order = self.make_sale(self.partner, [(self.service, 1)])
            order.order_line.qty_delivered = 1
        with self.later(days=1):
            order.order_line.qty_delivered = 0
        self.assertFalse(self.asks_about(plan, days=3))
        with self.later(days=4):
            order.order_line.qty_delivered = 1
        self.assertFalse(self.asks_about(plan, days=5), "two days after it was entered again")
        self.assertEqual(self.asks_about(plan, days=6), [order])

    def test_services_with_goods_are_not_waited_for(self):
        plan = self.make_plan("delivered")
        with self.later(hours=1):
            order = self.make_sale(self.partner, [(self.goods, 1), (self.service, 1)])
            order.order_line[1].qty_delivered = 1
        self.assertFalse(self.asks_about(plan, hours=2), "the goods have not left")
        with self.later(hours=3):
            self.deliver(order)
        self.assertEqual(self.asks_about(plan, hours=3), [order])

    def test_a_rest_that_is_cancelled_weeks_later(self):
        plan = self.make_plan("delivered")
        with self.later(hours=1):
            order = self.make_sale(self.partner, [(self.goods, 4)])
            self.deliver(order, 3)
        self.assertFalse(self.asks_about(plan, hours=2))
        with self.later(days=20):
            order.picking_ids.filtered(lambda picking: picking.state != "done").action_cancel()
        self.assertEqual(self.asks_about(plan, days=20), [order])

    def test_nothing_was_delivered(self):
        plan = self.make_plan("delivered")
        with self.later(hours=1):
            gone = self.make_sale(self.partner, [(self.goods, 1)])
            gone.picking_ids.action_cancel()
            cancelled = self.make_sale(self.partner, [(self.service, 1)])
            cancelled.order_line.qty_delivered = 1
            cancelled._action_cancel()
            self.make_order(self.partner, [(self.service, 1)]).order_line.qty_delivered = 1  # a draft
        self.assertFalse(self.asks_about(plan, hours=2))

    def test_returns_do_not_move_the_moment(self):
        plan = self.make_plan("delivered", delay_days=5)
        with self.later(hours=1):
            order = self.make_sale(self.partner, [(self.goods, 4)])
            picking = self.deliver(order)
        moment = order.club_delivered_at
        with self.later(days=3):
            self.send_back(picking, 1)
        self.assertEqual(order.club_delivered_at, moment)
        self.assertEqual(self.asks_about(plan, days=6), [order])

    def test_warehouses_that_pick_first_and_store_later(self):
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.env.company.id)], limit=1)
        warehouse.write({"delivery_steps": "pick_ship", "reception_steps": "two_steps"})
        with self.later(hours=1):
            order = self.make_sale(self.partner, [(self.goods, 4)])
            self.move_on(order, 3)  # picked: one is left
            self.deliver(order)
        self.assertFalse(order.club_delivered_at, "one is not even picked")
        with self.later(days=1):
            self.move_on(order)
            self.assertFalse(order.club_delivered_at, "picked, but not sent")
            picking = self.deliver(order)
        moment = order.club_delivered_at
        self.assertEqual(moment, START + timedelta(days=1))
        with self.later(days=3):
            self.send_back(picking, 1)
        with self.later(days=4):
            self.move_on(order)  # from the gate to its shelf
        self.assertEqual(order.club_delivered_at, moment)

    def move_on(self, order, quantity=None):
        """Do the transfer within the warehouse that waits."""
        [picking] = order.picking_ids.filtered(
            lambda picking: picking.picking_type_code == "internal" and picking.state not in ("done", "cancel")
        )
        for move in picking.move_ids:
            move.quantity = quantity or move.product_uom_qty
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True, cancel_backorder=False)._action_done()

    def test_orders_from_before_there_was_the_moment(self):
        with self.at(START.replace(month=1)):
            goods = self.make_sale(self.partner, [(self.goods, 1)])
            self.deliver(goods)
            services = self.make_sale(self.partner, [(self.service, 1)])
            services.order_line.qty_delivered = 1
            waiting = self.make_sale(self.partner, [(self.goods, 1), (self.service, 1)])
            begun = self.make_sale(self.partner, [(self.service, 2)])
        orders = goods | services | waiting | begun
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order SET club_delivered_at = NULL WHERE id = ANY(%s)", [orders.ids])
        self.env.invalidate_all()
        orders._fill_club_delivered_at()
        self.assertEqual(
            orders.mapped("club_delivered_at"),
            [goods.picking_ids.date_done, services.date_order, False, False],
        )
        plan = self.make_plan("delivered")
        with self.later(days=1):
            self.send_back(goods.picking_ids, 1)
        self.assertFalse(self.asks_about(plan, days=1), "old orders are not delivered just now")

    def test_what_wakes_the_job_up(self):
        job, Trigger = self.env.ref(JOB), self.env["ir.cron.trigger"]
        self.make_plan("delivered")
        order = self.make_sale(self.partner, [(self.service, 1)])
        rest = self.make_sale(self.partner, [(self.goods, 2)])
        self.deliver(rest, 1)
        for work in (
            lambda: order.order_line.write({"qty_delivered": 1}),
            lambda: rest.picking_ids.filtered(lambda picking: picking.state != "done").action_cancel(),
        ):
            Trigger.search([("cron_id", "=", job.id)]).unlink()
            work()
            self.assertTrue(Trigger.search_count([("cron_id", "=", job.id)]))

    def test_one_order_costs_what_many_cost(self):
        orders = self.env["sale.order"].union(
            *(self.make_sale(self.partner, [(self.service, 1), (self.goods, 1)]) for _number in range(6))
        )
        field = orders._fields["club_delivered_at"]

        def compute(some):
            self.env.add_to_compute(field, some)
            self.env._recompute_all()

        counts = [self.count_queries(compute, some) for some in (orders[0], orders[:1], orders[1:])]
        self.assertEqual(counts[1], counts[2])
        self.assertGreater(counts[1], 0)
