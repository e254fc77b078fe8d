"""Every route of this module: how it is declared, and what strangers get of it."""

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .routes_case import CSRF, RoutesMixin, get_routes

FOR_SEARCH_ENGINES = {"/club"}


@tagged("post_install", "-at_install")
class TestLinkRoutes(RoutesMixin, HttpCase):
    def setUp(self):
        super().setUp()
        self.routes = get_routes(self.env)

    def test_there_are_routes(self):
        paths = {route.path for route in self.routes}
        known = {"/my/club", "/my/club/card", "/club/m/<string:token>", "/club/news/<string:token>"}
        self.assertLessEqual(known, paths)
        self.assertGreater(len(self.routes), 20)

    def test_every_id_is_tried(self):
        """A new argument that names a record has to be known here, so that the walk asks for one of Ada's."""
        values = self.get_values()
        for route in self.routes:
            with self.subTest(route):
                self.assertEqual([name for name in route.get_ids() if name not in values], [])

    def test_what_changes_is_posted_and_what_reads_is_read_only(self):
        for route in self.routes:
            with self.subTest(route):
                self.assertEqual(route.routing.get("csrf") is False, route.is_for_keys, "keys are not sent by browsers")
                if not route.is_own or route.is_for_keys:
                    continue  # how stock declares it holds; calls with keys are counted, and never read-only
                self.assertTrue(route.is_changing or route.routing["readonly"], "POST, or read-only")
                self.assertFalse(route.is_changing and route.routing["readonly"], "nothing changes read-only")
                self.assertFalse(route.is_changing and route.is_json, "JSON has no token against forged requests")
                self.assertEqual(route.routing.get("sitemap") is not False, route.path in FOR_SEARCH_ENGINES)

    def test_forged_forms(self):
        """Without the token of the visitor's own session nothing is done."""
        self.authenticate("ada_routes", "ada_routes")
        before = self.get_state()
        for route in self.routes:
            if route.is_own and route.is_changing:
                path, form = route.fill(self.get_values())
                refusal = 404 if route.is_signed else 401 if route.is_for_keys else 400
                with self.subTest(route), mute_logger("odoo.http"):
                    self.assertEqual(self.url_open(path, data={**form, "csrf_token": "forged"}).status_code, refusal)
                    self.assertEqual(self.url_open(path, data={"x": "1"}).status_code, refusal)
        self.assertEqual(self.get_state(), before)

    def look_around(self, csrf=None):
        """Ask every route for what is Ada's.

        :return: {route: answer}
        """
        answers = {}
        for route in self.routes:
            path, values = route.fill(self.get_values())
            with mute_logger("odoo.http", "odoo.addons.http_routing.models.ir_http"):
                if route.is_json:
                    answers[route] = self.url_open(path, json={"params": values})
                elif not route.is_changing:
                    answers[route] = self.url_open(path, params=values)
                elif csrf and route.is_own:
                    answers[route] = self.url_open(path, data={**values, "csrf_token": csrf})
            self.env["loyalty.throttle"].search([]).unlink()
        return answers

    def assertNothingOfAda(self, answers, before):  # noqa: N802
        for route, answer in answers.items():
            with self.subTest(route):
                self.assertLess(answer.status_code, 500)
                self.assertEqual([secret for secret in self.get_secrets() if secret in answer.text], [])
        self.assertEqual(self.get_state(), before)

    def test_numbers_of_others(self):
        """Eve is a member, too, and changes the numbers in addresses and forms."""
        before, secrets = self.get_state(), self.get_secrets()
        self.authenticate("eve_routes", "eve_routes")
        csrf = CSRF.search(self.url_open("/my/club").text)[1]
        answers = self.look_around(csrf)
        self.assertGreater(len([route for route in answers if route.is_changing]), 5)
        self.assertNothingOfAda(answers, before)
        self.assertEqual(secrets, self.get_secrets())
        for route, answer in answers.items():
            is_page = not route.is_json and "text/html" in answer.headers.get("Content-Type", "")
            if route.path.startswith("/my/club") and is_page and not route.is_changing and answer.status_code == 200:
                with self.subTest(route):
                    self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_strangers(self):
        before = self.get_state()
        answers = self.look_around(CSRF.search(self.url_open("/web/login").text)[1])
        self.assertNothingOfAda(answers, before)
        for route, answer in answers.items():
            if route.routing["auth"] == "user" and not route.is_json and not route.is_changing:
                with self.subTest(route):
                    self.assertIn("/web/login", answer.url)

    def test_what_no_database_can_hold(self):
        """A text with the character 0, or a file in its place, is no error of the server, wherever it is sent."""
        self.authenticate("eve_routes", "eve_routes")
        csrf = CSRF.search(self.url_open("/my/club").text)[1]
        own = {**self.get_values(), "account": self.own.id, "card_id": self.own.id}
        for route in self.routes:
            ids = {*route.get_ids(), "club", "page"}
            bad = {name: own[name] if name in ids and name in own else "a\0b" for name in route.arguments}
            path, values = route.fill({**bad, **dict.fromkeys(("token", "code"), "a%00b")})
            values = {**values, **{name: "a\0b" for name in ("token", "code") if name in values}}
            if route.is_json or not route.is_own:
                continue
            with self.subTest(route), mute_logger("odoo.http", "odoo.addons.http_routing.models.ir_http"):
                if route.is_changing:
                    form = {**values, "csrf_token": csrf}
                    self.assertLess(self.url_open(path, data=form).status_code, 500)
                    files = {name: ("x.txt", b"x") for name in values if name not in ids}
                    form = {name: value for name, value in form.items() if name not in files}
                    self.assertLess(self.url_open(path, data=form, files=files or None).status_code, 500)
                else:
                    self.assertLess(self.url_open(path, params=values).status_code, 500)
            self.env["loyalty.throttle"].search([]).unlink()

    def test_the_owner_sees_what_others_do_not(self):
        """The walk would notice: for Ada herself the same pages hold these words."""
        self.authenticate("ada_routes", "ada_routes")
        text = "".join(answer.text for answer in self.look_around().values())
        words = ("Adalovelace", "7,431", "Adawish", "Adadeed", "Adatoken", "Adanews")
        for secret in (*words, self.membership.number, self.card.code, self.partner_coupon.code):
            with self.subTest(secret):
                self.assertIn(secret, text)
