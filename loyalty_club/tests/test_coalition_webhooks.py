"""What happens to coupons is told to the partner: signed, again after failures, once it was committed."""

import json
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.loyalty_club.engine.webhooks import PAUSES, is_signed
from odoo.addons.loyalty_club.models.coalition.exchange import safe_http

from .exchange_case import ExchangeCase

SENDING = "odoo.addons.loyalty_club.models.coalition.exchange.coalition_delivery_sending"
FINE = (200, {"result": "done"})


@tagged("post_install", "-at_install")
class TestCoalitionWebhooks(ExchangeCase):
    def send(self, *answers):
        """One tick of the job. :return: the messages that the partner got"""
        with self.play(*answers) as partner, mute_logger(SENDING):
            self.run_job(self.Delivery, "_cron_send")
        return partner.asked

    def issue(self, count=1):
        return self.ours._issue("customer 7", count=count)

    def get_events(self):
        return self.get_deliveries().sorted("id").mapped("event")

    def test_a_message_says_how_the_coupon_stands_and_is_signed(self):
        coupon = self.issue()
        self.assertFalse(self.get_deliveries(), "the partner asked for it")
        coupon._redeem("S1", 80, 8)
        [asked] = self.send(FINE)
        self.assertEqual((asked["method"], asked["url"]), ("POST", "https://shop.example.com/hook/1"))
        headers, body = asked["headers"], asked["body"].decode()
        signed = (headers["Club-Timestamp"], body, headers["Club-Signature"], int(headers["Club-Timestamp"]))
        self.assertTrue(is_signed("their-secret", *signed))
        self.assertFalse(is_signed(self.coalition.hook_secret, *signed))
        message = json.loads(body)
        self.assertEqual((message["event"], message["id"]), ("redeemed", headers["Club-Event"]))
        [told] = message["coupons"]
        self.assertEqual((told["code"], told["state"], told["amount"]), (coupon.code, "redeemed", 80))
        delivery = self.get_deliveries()
        self.assertEqual((delivery.state, delivery.attempts), ("sent", 1))
        self.assertFalse(self.send(FINE), "sent once")

    def test_who_tells_what(self):
        self.remote.source = "pool"
        ours, (theirs, other) = self.issue(), self.add_codes("A1", "A2")
        self.theirs.limit_per_member = 0
        self.theirs._give(self.ada)
        ours._redeem("S1", 80, 8)
        ours._redeem("S1", 80, 8)
        ours._redeem("S1", 70, 7)
        ours._take_back()
        self.assertEqual(self.get_events(), ["issued", "redeemed", "redeemed", "returned"])
        theirs._redeem("T1", 50, 5)
        theirs._take_back()
        theirs._move_to("expired")
        ours._cancel()
        self.assertEqual(self.get_events()[4:], ["cancelled"])
        self.theirs._give(self.ada)
        other._redeem("T2", 50, 5)
        other._move_to("disputed")
        other._move_to("redeemed")
        self.assertEqual(self.get_events()[5:], ["issued", "disputed", "resolved"])

    def test_without_an_address_nothing_is_told(self):
        self.coalition.webhook_url = False
        self.issue()._redeem("S1", 80, 8)
        self.assertFalse(self.get_deliveries())

    def test_many_coupons_are_few_messages(self):
        coupons = self.issue(count=130)
        coupons._move_to("expired")
        self.assertEqual([len(delivery.coupon_ids) for delivery in self.get_deliveries().sorted("id")], [100, 30])

    def test_as_many_queries_for_one_coupon_as_for_many(self):
        counts = []
        for number in (1, 1, 20):
            coupons = self.issue(count=number)
            coupons._move_to("expired")
            delivery = self.get_deliveries()[:1]
            counts.append(self.count_queries(delivery._prepare_payload))
            self.assertEqual(len(delivery._prepare_payload()["coupons"]), number)
        self.assertEqual(counts[1], counts[2])

    def test_pauses_grow_until_it_is_given_up(self):
        self.issue()._redeem("S1", 80, 8)
        delivery = self.get_deliveries()
        moment = self.env.cr.now()
        for number, pause in enumerate(PAUSES, 1):
            with self.at(str(moment)[:19]):
                self.assertEqual(len(self.send((500, {}))), 1)
                self.assertEqual((delivery.state, delivery.attempts), ("waiting", number))
                self.assertFalse(self.send(FINE), "not yet")
            waited = delivery.next_at - moment.replace(microsecond=0)
            self.assertLessEqual(abs(waited - pause), timedelta(seconds=1))
            moment = delivery.next_at
        with self.at(str(moment)[:19]):
            self.send(safe_http.Unreachable("timeout"))
        self.assertEqual((delivery.state, delivery.attempts, delivery.answer), ("failed", 7, "timeout"))
        self.assertEqual(self.coalition.failed_delivery_count, 1)
        self.assertEqual(self.coalition.activity_ids.mapped("summary"), ["Webhooks fail"])
        first = json.loads(delivery.payload)["id"]
        delivery.with_user(self.make_user("manager")).action_send_again()
        [asked] = self.send(FINE)
        self.assertEqual((json.loads(asked["body"])["id"], delivery.state), (first, "sent"))

    def test_the_partner_says_how_long_to_wait(self):
        self.issue()._redeem("S1", 80, 8)
        delivery = self.get_deliveries()
        for seconds, expected in (("7200", 7200), ("1", 300), ("999999999", 86400), ("tomorrow", 7200)):
            delivery.next_at = self.env.cr.now()
            self.send((429, {}, {"Retry-After": seconds}))
            self.assertAlmostEqual((delivery.next_at - self.env.cr.now()).total_seconds(), expected, delta=20)

    def test_an_address_that_is_gone_is_given_up_at_once(self):
        self.issue()._redeem("S1", 80, 8)
        self.send((410, {}))
        self.assertEqual(self.get_deliveries().state, "failed")
        self.coalition.write({"webhook_url": False})
        self.get_deliveries().action_send_again()
        self.assertFalse(self.send(FINE))
        self.assertEqual(self.get_deliveries().state, "failed")

    def test_who_is_responsible_reads_of_it(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.coalition.user_id = self.make_user("manager", "responsible")
        self.coalition.user_id.lang = "fa_IR"
        self.issue()._redeem("S1", 80, 8)
        self.send((410, {}))
        self.assertEqual(self.coalition.activity_ids.user_id, self.coalition.user_id)
        self.assertNotIn("Webhooks fail", self.coalition.activity_ids.summary)

    def test_a_redirect_is_no_answer(self):
        self.issue()._redeem("S1", 80, 8)
        self.send((307, {}, {"Location": "http://10.0.0.1/"}))
        self.assertEqual((self.get_deliveries().state, self.get_deliveries().attempts), ("waiting", 1))

    def test_one_silent_partner_is_asked_once_a_tick(self):
        for number in range(3):
            self.issue()._redeem(f"S{number}", 80, 8)
        self.assertEqual(len(self.send(safe_http.Unreachable("timeout"))), 1)
        self.assertEqual(sorted(self.get_deliveries().mapped("attempts")), [0, 0, 1])

    def test_a_silent_partner_keeps_nobody_elses_messages_back(self):
        other = self.env["loyalty.coalition.partner"].create(
            {"partner_id": self.make_partner("Next", is_company=True).id, "program_id": self.club.id,
             "webhook_url": "https://next.example.com/hook", "webhook_secret": "s"}
        )  # fmt: skip
        for number in range(3):
            self.issue()._redeem(f"S{number}", 80, 8)
        late = self.Delivery.sudo()._queue(other, "redeemed", self.ours.coupon_ids[:1])
        with patch(f"{SENDING}.MOST", 2):
            asked = self.send(safe_http.Unreachable("timeout"), FINE)
        self.assertEqual([one["url"].split("/")[2] for one in asked], ["shop.example.com", "next.example.com"])
        self.assertEqual(late.state, "sent")

    def test_a_message_that_comes_late_says_how_it_stands_by_then(self):
        coupon = self.issue()
        coupon._redeem("S1", 80, 8)
        self.send((500, {}))
        coupon._take_back()
        told = [json.loads(asked["body"]) for asked in self.send(FINE)]
        self.assertEqual([message["event"] for message in told], ["returned"])
        self.get_deliveries().filtered(lambda delivery: delivery.state == "waiting").next_at = self.env.cr.now()
        [late] = [json.loads(asked["body"]) for asked in self.send(FINE)]
        self.assertEqual((late["event"], late["coupons"][0]["state"]), ("redeemed", "issued"))

    def test_who_may_send_again(self):
        self.issue()._redeem("S1", 80, 8)
        delivery = self.get_deliveries()
        for role in ("club_user", "auditor"):
            with self.assertRaises(AccessError), mute_logger("odoo.models"):
                delivery.with_user(self.make_user(role)).action_send_again()
        manager = delivery.with_user(self.make_user("manager", login="other_manager"))
        with self.assertRaises(AccessError):
            manager.write({"state": "sent"})
        with self.assertRaises(AccessError):
            manager.create({"coalition_id": self.coalition.id, "event": "issued"})
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.make_user("manager", login="stranger", company_id=company.id, company_ids=[(6, 0, company.ids)])
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            delivery.with_user(stranger).action_send_again()
        delivery.state = "sent"
        manager.action_send_again()
        self.assertEqual(delivery.state, "sent")
