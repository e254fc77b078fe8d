"""Each moment with the real thing: quotation, order, delivery, payment, tier, membership, silence, complaint."""

from odoo.tests import tagged

from .survey_plan_case import START, SurveyPlanCase


@tagged("post_install", "-at_install")
class TestSurveyPlanMoments(SurveyPlanCase):
    def test_quotation_that_was_sent(self):
        plan = self.make_plan("quotation_sent", delay_days=2)
        with self.later(hours=1):
            sent = self.make_order(self.partner, [(self.service, 1)])
            sent.action_quotation_sent()
            self.make_order(self.partner, [(self.service, 1)])  # a draft is nobody's business
        self.assertFalse(self.ask(plan, days=2), "not before two days are over")
        self.ask(plan, days=3)
        self.assertEqual(self.asked(plan), [(self.partner, "planned", False, sent)])
        self.assertFalse(self.ask(plan, days=4), "once")

    def test_quotation_that_was_cancelled_meanwhile(self):
        plan = self.make_plan("quotation_sent", delay_days=2)
        with self.later(hours=1):
            order = self.make_order(self.partner, [(self.service, 1)])
            order.action_quotation_sent()
        with self.later(days=1):
            order._action_cancel()
        self.assertFalse(self.ask(plan, days=3))

    def test_order_that_was_confirmed(self):
        plan = self.make_plan("order_confirmed")
        with self.at(START.replace(hour=8)):
            self.make_sale(self.partner, [(self.service, 1)])  # before the plan began
        with self.later(hours=1):
            order = self.make_sale(self.partner, [(self.service, 1)])
        made = self.ask(plan, hours=1)
        self.assertEqual(self.asked(plan), [(self.partner, "planned", False, order)])
        self.assertEqual((made.account_id, made.about, made.event_at), (self.card, order.name, order.date_order))
        self.assertEqual((made.program_id, made.company_id), (self.club, order.company_id))

    def test_order_that_was_cancelled_meanwhile(self):
        plan = self.make_plan("order_confirmed", delay_days=5)
        with self.later(hours=1):
            order = self.make_sale(self.partner, [(self.service, 1)])
        with self.later(days=2):
            order._action_cancel()
        self.assertFalse(self.ask(plan, days=6))

    def test_order_that_was_credited_meanwhile(self):
        plan = self.make_plan("order_confirmed", delay_days=5)
        with self.later(hours=1):
            gone = self.make_sale(self.partner, [(self.service, 1)])
            self.credit(self.invoice(gone))
            kept = self.make_sale(self.partner, [(self.service, 2)])
            self.credit(self.invoice(kept), {kept.order_line[:1]: 1})
        self.ask(plan, days=6)
        self.assertEqual(self.asked(plan), [(self.partner, "planned", False, kept)])

    def test_delivery(self):
        plan = self.make_plan("delivered", delay_days=1)
        with self.later(hours=1):
            order = self.make_sale(self.partner, [(self.goods, 4)])
        with self.later(days=2):
            self.deliver(order, 1)
        self.assertFalse(self.ask(plan, days=4), "a part is on its way")
        with self.later(days=5):
            self.deliver(order)
        self.assertFalse(self.ask(plan, days=5, hours=23), "a day after the last goods")
        self.ask(plan, days=6)
        self.assertEqual(self.asked(plan), [(self.partner, "planned", False, order)])

    def test_delivery_that_came_back(self):
        plan = self.make_plan("delivered", delay_days=3)
        with self.later(hours=1):
            order = self.make_sale(self.partner, [(self.goods, 4)])
            picking = self.deliver(order)
        with self.later(days=1):
            self.send_back(picking, 4)
        self.assertFalse(self.ask(plan, days=5))

    def test_invoice_that_was_paid(self):
        plan = self.make_plan("invoice_paid")
        with self.later(hours=1):
            order = self.make_sale(self.partner, [(self.service, 1)])
            invoice = self.invoice(order)
        self.assertFalse(self.ask(plan, hours=2))
        with self.later(hours=3):
            self.pay(invoice)
        self.ask(plan, hours=3)
        self.assertEqual(self.asked(plan), [(self.partner, "planned", False, order)])

    def test_invoice_without_an_order(self):
        plan = self.make_plan("invoice_paid", delay_days=1)
        invoices = self.env["account.move"]
        with self.later(hours=1):
            for _number in range(3):
                invoices |= self.env["account.move"].create(
                    {
                        "move_type": "out_invoice",
                        "partner_id": self.partner.id,
                        "invoice_line_ids": [(0, 0, {"product_id": self.service.id, "price_unit": 100})],
                    }
                )
            invoices.action_post()
            for invoice in invoices:
                self.pay(invoice)
            self.unpay(invoices[0])
            self.credit(invoices[1])
        self.ask(plan, days=2)
        self.assertEqual(self.asked(plan), [(self.partner, "planned", False, invoices[2])])

    def test_tier_that_was_reached(self):
        silver, gold = self.env["loyalty.tier"].create(
            [
                {"program_id": self.club.id, "name": "Silver", "sequence": 2, "min_points": 100},
                {"program_id": self.club.id, "name": "Gold", "sequence": 3, "min_points": 1000},
            ]
        )
        plan = self.make_plan("tier_reached", tier_ids=silver.ids)
        golden = self.make_member(self.club, name="Goldie")
        with self.later(hours=1):
            self.make_sale(self.partner, [(self.service, 1)])
            self.make_sale(golden.partner_id, [(self.service, 10)])
        self.assertEqual((self.card.tier_id, golden.tier_id), (silver, gold))
        self.ask(plan, hours=1)
        change = self.env["loyalty.tier.change"].search(
            [("card_id", "=", self.card.id), ("to_tier_id", "=", silver.id)]
        )
        self.assertEqual(self.asked(plan), [(self.partner, "planned", False, change)])

    def test_tier_that_was_lost_meanwhile(self):
        self.env["loyalty.tier"].create(
            {"program_id": self.club.id, "name": "Silver", "sequence": 2, "min_points": 100}
        )
        plan = self.make_plan("tier_reached", delay_days=3)
        with self.later(hours=1):
            order = self.make_sale(self.partner, [(self.service, 1)])
        with self.later(days=1):
            order._action_cancel()
        self.assertFalse(self.ask(plan, days=4))

    def test_silence(self):
        with self.at("2026-01-02 09:00:00"):
            self.card._post_points(5, "accrual")
            early = self.make_member(self.club, name="Early")
            early._post_points(5, "accrual", at=START.replace(year=2025))
        plan = self.make_plan("inactive", inactive_days=60, channel="email")
        self.assertFalse(self.ask(plan, hours=1), "not yet")
        self.ask(plan, days=2)  # 60 days after 2 January is 3 March
        self.assertEqual(
            self.asked(plan), [(self.partner, "planned", False, self.card)], "and who left long ago is not"
        )
        with self.later(days=3):
            self.card._post_points(5, "accrual")
        self.assertFalse(self.ask(plan, days=62))
        self.assertTrue(self.ask(plan, days=64), "silent again")

    def test_silence_since_joining(self):
        plan = self.make_plan("inactive", inactive_days=60)
        other = self.make_member(self.club, name="Bought once")
        long_ago = self.make_member(self.club, name="Long ago")
        for card, day in ((self.card, "2026-01-02"), (other, "2026-01-02"), (long_ago, "2025-01-02")):
            self.env.cr.execute("UPDATE loyalty_card SET joined_on = %s WHERE id = %s", [day, card.id])
        self.env.invalidate_all()
        with self.at("2026-02-20 09:00:00"):
            other._post_points(5, "accrual")
        self.assertFalse(self.ask(plan, hours=2), "not yet")
        self.ask(plan, days=2)  # 60 days after 2 January is 3 March
        self.assertEqual(self.asked(plan), [(self.partner, "planned", False, self.card)])
        self.assertFalse(self.ask(plan, days=3), "once")

    def test_silence_that_was_broken(self):
        with self.at("2026-01-02 09:00:00"):
            self.card._post_points(50, "accrual")
        plan = self.make_plan("inactive", inactive_days=60)
        with self.later(hours=2):
            self.card._post_points(-10, "redemption")
        self.assertFalse(self.ask(plan, days=2))

    def test_complaint_that_was_closed(self):
        plan = self.make_plan("complaint_closed", delay_days=1)
        with self.later(hours=1):
            values = {"partner_id": self.partner.id, "company_id": self.env.company.id, "subject": "Cold coffee"}
            complaint, praise, again = self.env["loyalty.feedback"]._open(
                [
                    {**values, "kind": "complaint", "program_id": self.club.id},
                    {**values, "kind": "praise", "program_id": self.club.id},
                    {**values, "kind": "complaint", "program_id": self.club.id},
                ]
            )
            (complaint | praise | again).write({"state": "closed", "closed_at": self.env.cr.now()})
        with self.later(hours=5):
            again.write({"state": "in_work", "closed_at": False})
        self.assertFalse(self.ask(plan, hours=6))
        self.ask(plan, days=2)
        self.assertEqual(self.asked(plan), [(self.partner, "planned", False, complaint)])
