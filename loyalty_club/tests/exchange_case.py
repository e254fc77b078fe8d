"""A partner's computer that is played: what it is asked, and what it answers."""

import json
from contextlib import contextmanager
from unittest.mock import patch

from odoo.addons.loyalty_club.engine.webhooks import read_news
from odoo.addons.loyalty_club.models.coalition.exchange import safe_http

from .coalition_case import CoalitionMixin
from .common import ClubCase

SHOP = "https://shop.example.com"


class Partner:
    """Answers what it was told to, one after the other; then always the last one."""

    def __init__(self):
        self.asked, self.answers = [], []

    def fetch(self, method, url, *, headers, body=None, **options):
        self.asked.append({"method": method, "url": url, "headers": headers, "body": body, "options": options})
        if not self.answers:
            raise safe_http.Unreachable("nobody there")
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, values, answer_headers = (*answer, {})[:3]
        text = values if isinstance(values, bytes) else json.dumps(values).encode()
        return safe_http.Answer(status, text, answer_headers)

    @property
    def keys(self):
        return [asked["headers"].get("Idempotency-Key") for asked in self.asked]

    @property
    def addresses(self):
        return [f"{asked['method']} {asked['url'].removeprefix(SHOP)}" for asked in self.asked]


class ExchangeMixin(CoalitionMixin):
    @classmethod
    def _set_up_exchange(cls):
        cls._set_up_coalition()
        cls.coalition.write(
            {
                "remote_url": SHOP,
                "remote_key": "their-key",
                "webhook_url": f"{SHOP}/hook/1",
                "webhook_secret": "their-secret",
            }
        )
        cls.coalition.action_renew_hook()
        cls.remote = cls.env["loyalty.coalition.offer"].create(
            {
                "name": "Shoes by computer",
                "coalition_id": cls.coalition.id,
                "direction": "theirs",
                "source": "remote",
                "remote_reference": "shoes/20",
                "limit_per_member": 0,
            }
        )
        cls.Delivery = cls.env["loyalty.coalition.delivery"]

    @contextmanager
    def play(self, *answers):
        """The partner's computer answers so: (status, values[, headers]) or an exception, one for each request."""
        partner = Partner()
        partner.answers = list(answers)
        with patch.object(safe_http, "fetch", partner.fetch):
            yield partner

    def get_coupon_values(self, code="X1", state="issued", **values):
        """A coupon as the API tells of it: one of theirs, changed now."""
        return {
            "code": code,
            "offer": "shoes/20",
            "direction": "ours",
            "state": state,
            "expires_on": None,
            "customer": "c",
            "currency": self.coalition.currency_id.name,
            "changed_at": self.env.cr.now().isoformat() + "Z",
            **values,
        }

    def tell(self, **values):
        """News of the partner, applied. :return: what became of them"""
        return self.coalition._apply_news([read_news(self.get_coupon_values(**values))])

    def run_job(self, model, name):
        """A scheduled job, which commits."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            getattr(model.browse().with_env(self.env(cr=cr, su=True)), name)()
        self.env.invalidate_all()

    def get_deliveries(self):
        return self.Delivery.search([("coalition_id", "=", self.coalition.id)])


class ExchangeCase(ExchangeMixin, ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_exchange()
        cls.ada = cls.make_member(cls.club, points=100)
