"""Keys for partners' computers: who makes them, what they are worth, and what is on the screen."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .coalition_case import CoalitionMixin
from .common import ClubCase
from .screen_case import ScreenMixin


@tagged("post_install", "-at_install")
class TestCoalitionApiKeys(ScreenMixin, CoalitionMixin, ClubCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_coalition()
        cls.make_staff()
        cls.club.company_id = cls.env.company

    def as_user(self, role, record=None):
        return (self.coalition if record is None else record).with_user(self.users[role])

    def test_managers_make_and_withdraw_keys(self):
        manager = self.as_user("manager")
        first, second = manager._make_api_key(30), manager._make_api_key(365)
        self.assertNotEqual(first, second)
        days = round((manager.api_key_until - self.env.cr.now()) / timedelta(days=1))
        self.assertEqual((manager.api_key_count, days), (2, 365))
        user = self.coalition.api_user_id
        self.assertEqual((user.all_group_ids, user.share, len(user)), (self.env["res.groups"], True, 1))
        keys = self.env["res.users.apikeys"]
        self.assertEqual(keys._check_credentials(scope="rpc", key=first), user.id)
        self.assertIn("valid until", self.coalition.message_ids[0].body)
        manager.action_remove_api_keys()
        self.assertEqual(manager.api_key_count, 0)
        self.assertFalse(keys._check_credentials(scope="rpc", key=first))
        self.assertNotIn(first, str(self.coalition.message_ids.mapped("body")))

    def test_nobody_else(self):
        for role in ("club_user", "auditor"):
            with self.subTest(role), mute_logger("odoo.addons.base.models.ir_model"):
                for function in (lambda one: one._make_api_key(30), lambda one: one.action_remove_api_keys()):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        function(self.as_user(role))
        self.assertFalse(self.coalition.api_user_id)

    def test_no_key_of_another_user(self):
        """Whoever could choose the technical user would get a key of anybody."""
        manager, admin = self.as_user("manager"), self.env.ref("base.user_admin")
        values = {"partner_id": self.make_partner("Opera", is_company=True).id, "program_id": self.club.id}
        with self.assertRaises(AccessError):
            manager.write({"api_user_id": admin.id})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            manager.create({**values, "api_user_id": admin.id})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            manager.with_context(default_api_user_id=admin.id).create(values)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            manager.with_context(default_state="active").create(values)
        self.coalition.api_user_id = admin
        with self.assertRaisesRegex(AccessError, "has got rights"):
            manager._make_api_key(30)

    def test_other_companies(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        user = self.make_user(
            "manager", login="elsewhere", company_id=elsewhere.id, company_ids=[(6, 0, elsewhere.ids)]
        )
        Window = self.env["loyalty.coalition.key"].with_user(user)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            Window.create({"coalition_id": self.coalition.id})
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.coalition.with_user(user)._make_api_key(30)

    def test_the_window_asks_who_it_is_and_shows_the_key_once(self):
        action = self.as_user("manager").action_make_api_key()
        window = self.as_user("manager", self.env[action["res_model"]]).with_context(**action["context"]).create({})
        self.assertEqual((window.coalition_id, window.duration), (self.coalition, "365"))
        self.env.flush_all()
        self.authenticate(self.users["manager"].login, self.users["manager"].login)
        params = {"model": window._name, "method": "action_make", "args": [window.ids], "kwargs": {}}
        answer = self.url_open("/web/dataset/call_kw", json=self.build_rpc_payload(params)).json()["result"]
        self.assertEqual(answer["res_model"], "res.users.identitycheck")
        self.assertFalse(self.coalition.api_user_id)
        shown = type(window).action_make.__wrapped__(window)
        self.assertEqual(shown["res_model"], "loyalty.coalition.key.show")
        key = shown["context"]["default_key"]
        self.assertEqual(
            self.env["res.users.apikeys"]._check_credentials(scope="rpc", key=key), self.coalition.api_user_id.id
        )
        Show = self.as_user("manager", self.env[shown["res_model"]]).with_context(**shown["context"])
        self.assertEqual(Show.onchange({}, [], {"key": {}})["value"]["key"], key)

    def test_screens(self):
        for role in ("club_user", "manager", "auditor"):
            with self.subTest(role):
                values = self.read_screen(self.coalition, role)
                self.assertEqual("api_limit" in values, role == "manager")
        self.assertActions(["loyalty_coalition_request_action"])
        request = self.env["loyalty.coalition.request"]
        values = {"key": "k", "fingerprint": "f", "method": "POST", "path": "/x"}
        asked, _is_new = request._take_key(self.coalition, values)
        for role in ("manager", "auditor"):
            self.assertTrue(self.read_screen(asked, role))
            self.assertFalse(self.as_user(role, asked).has_access("write"))
        self.assertFalse(self.as_user("club_user", asked).has_access("read"))

    def test_the_user_goes_with_the_contract(self):
        coalition = self.coalition.copy({"partner_id": self.make_partner("Opera", is_company=True).id})
        self.assertFalse(coalition.api_user_id)
        coalition._make_api_key(30)
        user = coalition.api_user_id
        coalition.unlink()
        self.assertFalse(user.active)
