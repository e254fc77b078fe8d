"""All routes of the module, and a member whose things somebody else asks for."""

import inspect
import re
import threading
from unittest.mock import patch

from odoo.fields import Command

from .activity_case import ActivityMixin
from .coalition_case import CoalitionMixin
from .membership_case import MembershipMixin

MODULE = "odoo.addons.loyalty_club."
CONVERTER = re.compile(r"<(?:[\w.]+(?:\([^)]*\))?:)?(\w+)>")
SECRET_ADDRESSES = ("/loyalty_club/coalition/hook/", "/club/unsubscribe/", "/club/sms/")
CSRF = re.compile(r'csrf_token: "([^"]+)"')


class Route:
    """One address of the module."""

    def __init__(self, rule):
        self.path, self.routing = rule.rule, rule.endpoint.routing
        method = rule.endpoint.original_endpoint
        self.arguments = [*CONVERTER.findall(rule.rule), *_get_parameters(method)]
        # The address itself is the secret: see test_coalition_news and test_message_pages.
        self.is_signed = self.path.startswith(SECRET_ADDRESSES) and "POST" in (self.routing.get("methods") or ())
        # For computers: see test_coalition_api.
        self.is_for_keys = self.is_signed or self.routing["auth"] == "bearer"
        self.is_changing = bool({"POST", "DELETE"} & set(self.routing.get("methods") or ()))
        self.is_json = self.routing["type"] == "jsonrpc"
        self.is_ours, self.is_own = _get_origin(rule.endpoint)

    def fill(self, values):
        """The address with ``values`` {name: value}, and what goes into the query or the form."""
        inside = CONVERTER.findall(self.path)
        path = CONVERTER.sub(lambda found: str(values.get(found[1], "x")), self.path)
        return path, {name: values.get(name, "x") for name in self.arguments if name not in inside}

    def get_ids(self):
        """Names of arguments that say which record is meant."""
        return [name for name in self.arguments if name == "account" or name.endswith(("_id", "_ids"))]

    def __repr__(self):
        return f"{', '.join(sorted(self.routing.get('methods') or ['GET']))} {self.path}"


def _get_parameters(method):
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [
        name for name, parameter in inspect.signature(method).parameters.items()
        if parameter.kind in kinds and name != "self"
    ]  # fmt: skip


def _get_origin(endpoint):
    """(this module has a say in it, this module alone made it)"""
    controller, name = endpoint.func.__self__, endpoint.func.__name__
    modules = [
        cls.__module__ for cls in type(controller).__mro__ if name in vars(cls) and cls.__module__ != "odoo.http"
    ]
    ours = [module for module in modules if module.startswith(MODULE)]
    return bool(ours), len(ours) == len(modules)


def get_routes(env):
    """What this module adds or overrides, in a fixed order."""
    with patch.object(threading.current_thread(), "dbname", env.cr.dbname, create=True):
        routes = [Route(rule) for rule in env["ir.http"].routing_map().iter_rules()]
    unique = {repr(route): route for route in routes if route.is_ours}
    return [unique[name] for name in sorted(unique)]


class RoutesMixin(CoalitionMixin, MembershipMixin, ActivityMixin):
    """Ada has one of everything; Eve is a member of the same club and knows all numbers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.write({"name": "Sun Club", "pos_ok": True})
        cls.ada = cls.make_user("portal", login="ada_routes")
        cls.eve = cls.make_user("portal", login="eve_routes")
        cls.ada.partner_id.write({"name": "Adalovelace", "email": "ada@secret.example", "phone": "+32470998877"})
        cls.card = cls.make_member(cls.club, 7531, partner_id=cls.ada.partner_id.id)
        cls.own = cls.make_member(cls.club, 2000, partner_id=cls.eve.partner_id.id)
        (cls.card | cls.own)._make_link_tokens()
        cls.make_things()
        cls.env.flush_all()

    @classmethod
    def make_things(cls):
        Reward = cls.env["loyalty.reward"]
        service = {"program_id": cls.club.id, "reward_type": "service", "required_points": 100, "description": "Seat"}
        cls.service = Reward.create(service)
        cls.claim = cls.card._claim_reward(cls.service, key="claim", note="Adawish")
        cls.reward = Reward.create(
            {
                "program_id": cls.club.id,
                "reward_type": "discount",
                "discount_mode": "per_point",
                "discount": 1,
                "required_points": 1,
            }
        )
        cls.activity = cls.make_activity("custom", name="Deed", requires_approval=True)
        cls.activity_claim = cls.env["loyalty.activity.claim"].create(
            {"activity_id": cls.activity.id, "card_id": cls.card.id, "note": "Adadeed"}
        )
        coupons = cls.make_stock_program("coupons", applies_on="current", trigger="with_code")
        cls.coupon = cls.env["loyalty.card"].create(
            {"program_id": coupons.id, "partner_id": cls.ada.partner_id.id, "points": 1}
        )
        cls.order = cls.make_sale(cls.ada.partner_id, [(cls.make_product(33), 1)])
        cls.friend = cls.make_partner("Adafriend")
        cls.referral = cls.env["loyalty.referral"].create({"card_id": cls.card.id, "partner_id": cls.friend.id})
        cls.newsletter = cls.env["mailing.list"].create(
            {"name": "Adaletter", "contact_ids": [Command.create({"name": "Ada", "email": "ada@secret.example"})]}
        )

        cls.feedback = cls.env["loyalty.feedback"]._open([{"text": "Adafeedback", "partner_id": cls.ada.partner_id.id}])
        cls.make_news()
        cls.make_membership()
        cls._set_up_coalition()
        cls.theirs.points = 0
        cls.add_codes("ADASHOES")
        cls.partner_coupon = cls.theirs._give(cls.card)

    @classmethod
    def make_news(cls):
        """News of what Ada bought, and the message with the address of their page."""
        cls.news = cls.env["loyalty.news"].create(
            {
                "subject": "Adanews",
                "kind": "recall",
                "body": "<p>Adanews</p>",
                "product_ids": [Command.set(cls.order.order_line.product_id[:1].ids)],
            }
        )
        cls.news.action_send()
        cls.news._hand_over()

    @classmethod
    def make_membership(cls):
        """Ada has a membership, and a saved means of payment."""
        cls.club.ecommerce_ok = True
        cls.membership = cls.start(cls.ada.partner_id)
        cls.token = cls.make_token(cls.ada.partner_id, payment_details="Adatoken")
        cls.membership._set_token(cls.token)
        cls.membership._set_renewal(False)

    def get_values(self):
        """{name of an argument: what Eve asks for}; what is not here is ``x``."""
        foreign = {"account": self.card.id, "card_id": self.card.id, "claim_id": self.claim.id,
                   "coupon": self.coupon.id, "coupon_id": self.coupon.id, "order_id": self.order.id,
                   "membership_id": self.membership.id, "token_id": self.token.id,
                   "feedback_id": self.feedback.id}  # fmt: skip
        known = {"activity_id": self.activity.id, "reward_id": self.service.id, "list_id": self.newsletter.id,
                 "club": self.club.id, "program_id": self.club.id, "ids": f"{self.card.id},{self.own.id}",
                 "plan_id": self.plan.id, "period_id": self.year.id, "offer_id": self.theirs.id}  # fmt: skip
        words = {"token": "guess", "code": "guess", "channel": "email", "is_on": "1", "page": 1, "sortby": "date",
                 "filterby": "all", "year": "", "note": "x", "link": "", "sending": "s", "request_key": "r",
                 "visit": "v", "too_big": "1", "unique": "", "points": "5", "picture": ""}  # fmt: skip
        return {**foreign, **known, **words}

    def get_secrets(self):
        """Words of Ada's that no page of Eve's may hold."""
        return [
            "Adalovelace", "ada@secret", "998877", "7531", "7,531", "Adawish", "Adadeed", "Adafriend", self.card.code,
            self.card.link_token, self.coupon.code, self.order.name, self.card.referral_code or "7531",
            self.membership.number, "Adatoken", self.partner_coupon.code, "Adafeedback", self.feedback.access_token,
            "Adanews", self.news.recipient_ids.message_id.token,
        ]  # fmt: skip

    def get_state(self):
        """Everything of Ada's that a forged request could change."""
        self.env.invalidate_all()
        partner = self.ada.partner_id
        return {
            "account": self.card.read(["points", "link_token", "membership_state", "joined_on", "active"]),
            "entries": self.Entry.search([("card_id", "=", self.card.id)]).ids,
            "claims": self.env["loyalty.reward.claim"].search([("card_id", "=", self.card.id)]).mapped("state"),
            "deeds": self.env["loyalty.activity.claim"].search([("card_id", "=", self.card.id)]).mapped("state"),
            "feedback": self.env["loyalty.feedback"].search([("partner_id", "=", partner.id)]).mapped("state"),
            "consents": self.env["loyalty.consent"].search([("partner_id", "=", partner.id)]).mapped("state"),
            "referrals": self.env["loyalty.referral"].search([("card_id", "=", self.card.id)]).mapped("state"),
            "coupon": self.coupon.read(["points", "partner_id", "active"]),
            "order": self.order.read(["amount_total", "state", "applied_coupon_ids"]),
            "uses": self.env["sale.order"].search_count([("applied_coupon_ids", "in", (self.card | self.coupon).ids)]),
            "letters": self.newsletter.contact_ids.subscription_ids.mapped("opt_out"),
            "partner": partner.read(["name", "email", "phone", "signup_type"]),
            "membership": self.membership.read(["state", "renews", "token_id", "next_period_id", "change_period_id"]),
            "partner coupons": self.env["loyalty.coalition.coupon"].search_count([("account_id", "=", self.card.id)]),
            "codes": self.env["loyalty.account.code"].search_count([("card_id", "=", self.card.id)]),
        }
