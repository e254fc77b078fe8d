"""Coupons that the partner's computer gives out: asked for once, cancelled there first, found again when lost."""

import json
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.loyalty_club.models.coalition.exchange import safe_http

from .exchange_case import ExchangeCase

CLIENT = "odoo.addons.loyalty_club.models.coalition.exchange.coalition_partner_client"


@tagged("post_install", "-at_install")
class TestCoalitionRemote(ExchangeCase):
    def refuse(self, code="none_left", repeated=False):
        error = {"error": {"code": code, "message": "Nothing left"}}
        return (409, error, {"idempotent-replayed": "true"} if repeated else {})

    def test_a_coupon_is_fetched_for_a_member(self):
        with self.play((201, self.get_coupon_values(expires_on="2099-05-01"))) as partner:
            coupon = self.remote._give(self.ada)
        self.assertEqual((coupon.code, coupon.state, coupon.partner_id), ("X1", "issued", self.ada.partner_id))
        self.assertEqual(str(coupon.expires_on), "2099-05-01")
        [asked] = partner.asked
        self.assertEqual(partner.addresses, ["POST /loyalty_club/api/v1/offers/shoes%2F20/coupons"])
        self.assertEqual(asked["headers"]["Authorization"], "Bearer their-key")
        self.assertNotIn(str(self.ada.partner_id.name), asked["body"].decode())
        self.assertEqual(asked["options"], {"is_http_allowed": False, "is_private_allowed": False})

    def test_our_own_last_day_holds_when_it_is_earlier(self):
        self.remote.valid_until = "2098-01-01"
        with self.play((201, self.get_coupon_values(expires_on="2099-05-01"))):
            self.assertEqual(str(self.remote._give(self.ada).expires_on), "2098-01-01")

    def test_asked_again_after_a_rollback_the_same_coupon_is_meant(self):
        answer = (201, self.get_coupon_values())
        with self.play(answer) as partner:
            with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
                self.remote._give(self.ada)
                self.env.flush_all()
                raise ZeroDivisionError
            self.remote._give(self.ada)
            partner.answers = [(201, self.get_coupon_values("X2"))]
            self.remote._give(self.ada)
            partner.answers = [(201, self.get_coupon_values("X3"))]
            self.remote._give(self.make_member(self.club))
        first, again, second, other = partner.keys
        self.assertEqual(first, again)
        self.assertEqual(len({again, second, other}), 3)

    def test_an_answer_of_long_ago_is_looked_at(self):
        old = (self.env.cr.now() - timedelta(hours=1)).isoformat() + "Z"
        stale = self.get_coupon_values(changed_at=old)
        fresh = (201, self.get_coupon_values("X2"))
        with self.play((201, stale), (200, {**stale, "state": "cancelled"}), fresh) as partner:
            self.assertEqual(self.remote._give(self.ada).code, "X2")
        self.assertEqual(partner.addresses[1], "GET /loyalty_club/api/v1/coupons/X1?offer=shoes%2F20")
        self.assertEqual(len(set(partner.keys) - {None}), 2)
        with self.play((201, {**stale, "code": "X3"}), (200, {**stale, "code": "X3"})):
            self.assertEqual(self.remote._give(self.ada).code, "X3")

    def test_a_code_that_somebody_has_is_nobody_elses(self):
        self.add_codes("X1", offer=self.remote)._move_to("issued", self.remote._prepare_given(self.ada, None))
        with self.play((201, self.get_coupon_values()), (201, self.get_coupon_values("X2"))):
            self.assertEqual(self.remote._give(self.make_member(self.club)).code, "X2")

    @mute_logger(CLIENT)
    def test_refusals_and_silence(self):
        points = self.ada.points
        self.remote.points = 40
        gone = safe_http.Unreachable("timeout")
        broken = (200, b"<html>")
        for answer in (self.refuse(), gone, (500, {}), (429, {}), broken, (404, b"nothing"), (302, {}), (200, [])):
            with self.subTest(answer), self.play(answer), self.assertRaisesRegex(UserError, "[Tt]ry again later"):
                self.remote._give(self.ada)
        self.assertEqual((self.ada.points, self.remote.coupon_ids.ids), (points, []))

    @mute_logger(CLIENT)
    def test_a_refusal_of_before_is_asked_once_more(self):
        with self.play(self.refuse(repeated=True), (201, self.get_coupon_values())) as partner:
            self.assertEqual(self.remote._give(self.ada).code, "X1")
        self.assertEqual(len(set(partner.keys)), 2)
        with self.play(self.refuse(repeated=True)) as partner, self.assertRaises(UserError):
            self.remote._give(self.ada)
        self.assertEqual(len(partner.asked), 5)

    def test_cancelled_there_before_here(self):
        self.remote.points = 40
        with self.play((201, self.get_coupon_values())):
            coupon = self.remote._give(self.ada)
        self.assertEqual(self.ada.points, 60)
        with mute_logger(CLIENT), self.play(self.refuse("used")), self.assertRaisesRegex(UserError, "Nothing left"):
            coupon._cancel()
        self.assertEqual((coupon.state, self.ada.points), ("issued", 60))
        with self.play((200, self.get_coupon_values(state="cancelled"))) as partner:
            coupon._cancel()
        self.assertEqual(partner.addresses, ["POST /loyalty_club/api/v1/coupons/X1/cancel?offer=shoes%2F20"])
        self.assertEqual((coupon.state, self.ada.points), ("cancelled", 100))
        self.assertFalse(self.get_deliveries(), "the partner knows")

    def test_what_was_asked_for_in_vain_comes_into_the_pool(self):
        old = (self.env.cr.now() - timedelta(minutes=11)).isoformat() + "Z"
        coupons = [
            *[self.get_coupon_values("LOST", changed_at=old, expires_on="2099-01-01")] * 2,
            self.get_coupon_values("YOUNG"),
            self.get_coupon_values("PAPER", changed_at=old, customer=None),
            self.get_coupon_values("OTHER", changed_at=old, offer="unknown"),
            self.get_coupon_values("USED", changed_at=old, state="redeemed"),
        ]
        for _turn in range(2):
            with self.play((200, {"coupons": coupons, "cursor": None, "next_since": "2026-05-01T10:00:00Z"})):
                self.coalition._fetch_news()
        self.assertEqual(self.remote.coupon_ids.mapped("code"), ["LOST"])
        with self.play():
            coupon = self.remote._give(self.ada)
        self.assertEqual((coupon.code, str(coupon.expires_on)), ("LOST", "2099-01-01"))

    def test_news_are_fetched_page_by_page_and_from_where_we_were(self):
        self.add_codes("X1", "X2", offer=self.remote)._move_to("issued", self.remote._prepare_given(self.ada, None))
        one, two = (self.get_coupon_values(code, state="redeemed", order="S1", amount=9) for code in ("X1", "X2"))
        pages = [(200, {"coupons": [one], "cursor": "c1", "next_since": "2026-05-01T10:00:00.5Z"}),
                 (200, {"coupons": [two], "cursor": None, "next_since": "2026-05-01T10:00:00.5Z"})]  # fmt: skip
        with self.play(*pages) as partner:
            self.assertEqual(self.coalition._fetch_news(), 2)
            self.assertEqual(self.coalition._fetch_news(), 0)
        self.assertEqual(self.remote.coupon_ids.mapped("state"), ["redeemed"] * 2)
        asked = [address.partition("?")[2] for address in partner.addresses]
        self.assertEqual(asked, ["limit=200", "limit=200&cursor=c1", "limit=200&since=2026-05-01T10%3A00%3A00.500000Z"])

    @mute_logger(CLIENT)
    def test_one_partner_in_trouble_stops_nobody(self):
        other = self.env["loyalty.coalition.partner"].create(
            {"partner_id": self.make_partner("Next", is_company=True).id, "program_id": self.club.id,
             "remote_url": "https://next.example.com", "remote_key": "k"}
        )  # fmt: skip
        other._move_to("active")
        fine = (200, {"coupons": [], "cursor": None, "next_since": "2026-05-01T10:00:00Z"})
        with self.play((500, {}), fine):
            self.run_job(self.coalition, "_cron_fetch_news")
        coalitions = (self.coalition | other).sorted("name")
        self.assertEqual([bool(coalition.news_problem) for coalition in coalitions], [True, False])
        self.assertEqual([bool(coalition.news_since) for coalition in coalitions], [False, True])
        with self.play((200, {"coupons": [{"code": 1}]})), self.assertRaisesRegex(UserError, "form of the API"):
            other.action_fetch_news()

    @mute_logger(CLIENT, "odoo.addons.loyalty_club.models.coalition.home.automatic")
    def test_a_partner_that_is_silent_is_asked_once_in_a_run(self):
        """Accounts are locked while the job waits for it, and orders of members wait for them."""
        tier = self.env["loyalty.tier"].create({"program_id": self.club.id, "name": "Silver", "min_points": 100})
        self.remote.write({"how": "tier", "reached_tier_id": tier.id})
        accounts = [self.make_member(self.club, name=f"M{number}") for number in range(3)]
        for account in accounts:
            account._post_points(100, "accrual", qualifying={"points": 100}, expires_on=None)
        with self.play(safe_http.Unreachable("timeout")) as partner:
            self.run_job(self.env["loyalty.coalition.offer"], "_cron_give_automatic")
        self.assertEqual(len(partner.asked), 1)
        give, chunks = type(self.remote)._give_each, []

        def note(offer, due):
            chunks.append(len(due))
            return give(offer, due)

        answers = [(201, self.get_coupon_values(f"X{number}")) for number in range(3)]
        with self.play(*answers), patch.object(type(self.remote), "_give_each", note):
            self.run_job(self.env["loyalty.coalition.offer"], "_cron_give_automatic")
        self.assertEqual(chunks, [1, 1, 1], "each is committed before the next one is asked for")
        self.assertEqual(self.remote.coupon_ids.account_id, self.env["loyalty.card"].union(*accounts))

    def test_secrets_are_for_managers(self):
        secret = ["remote_key", "webhook_secret", "hook_secret", "hook_token", "hook_url", "remote_url", "webhook_url"]
        for role in ("club_user", "auditor"):
            coalition = self.coalition.with_user(self.make_user(role))
            self.assertTrue(coalition.read(["name", "news_problem"]))
            self.assertFalse(set(secret) & set(coalition.read()[0]))
            for name in secret:
                with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                    coalition.read([name])
            for act in (coalition.action_renew_hook, coalition.action_fetch_news, coalition.action_test_connection):
                with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                    act()
        manager = self.coalition.with_user(self.make_user("manager"))
        self.assertEqual(manager.remote_key, "their-key")
        self.assertFalse(self.coalition.copy({"partner_id": self.make_partner("N", is_company=True).id}).hook_token)
        tracked = self.coalition.message_ids.sudo().tracking_value_ids.field_id.mapped("name")
        self.assertFalse(set(secret) & set(tracked))

    def test_addresses_have_a_form(self):
        for url in ("http://shop.example.com", "ftp://x.example.com", "https://", "https://a:b@x.example.com",
                    "https://x.example.com/?a=1", "https://x.example.com/#a", "https://x example.com"):  # fmt: skip
            with self.subTest(url), self.assertRaises(ValidationError):
                self.coalition.webhook_url = url
        with self.assertRaisesRegex(ValidationError, "secret"):
            self.coalition.webhook_secret = False
        with self.assertRaisesRegex(ValidationError, "reference"):
            self.remote.remote_reference = False
        self.coalition.remote_key = False
        with self.assertRaisesRegex(UserError, "Fill in"):
            self.remote._give(self.ada)

    def test_trying_the_connection(self):
        with self.play((200, {"offers": [{}, {}]})):
            said = self.coalition.action_test_connection()
        self.assertIn("2 offers", said["params"]["message"])
        self.assertEqual(json.dumps(said).count("their-key"), 0)
