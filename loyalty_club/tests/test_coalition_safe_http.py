"""Addresses that somebody typed in lead to no neighbour of this server, and no answer is too long or too slow."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch

import requests

from odoo.tests import BaseCase, tagged
from odoo.tests.common import _super_send

from odoo.addons.loyalty_club.models.coalition.exchange import safe_http


class Handler(BaseHTTPRequestHandler):
    asked = []

    def do_GET(self):
        self.asked.append((self.path, dict(self.headers)))
        getattr(self, f"do_{self.path.strip('/')}")()

    do_POST = do_GET  # noqa: N815

    def do_fine(self):
        self.answer(200, b"fine")

    def do_redirect(self):
        self.send_response(302)
        self.send_header("Location", "/fine")
        self.end_headers()

    def do_large(self):
        self.answer(200, b"x" * (safe_http.MOST_BYTES + 100000))

    def do_slow(self):
        self.send_response(200)
        self.end_headers()
        for _byte in range(100):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.1)

    def do_silent(self):
        time.sleep(3)

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@tagged("post_install", "-at_install")
class TestCoalitionSafeHttp(BaseCase):
    @contextmanager
    def serve(self):
        Handler.asked = []
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            with patch.object(requests.Session, "send", _super_send):
                yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def fetch(self, url, **options):
        options = {"is_http_allowed": True, "is_private_allowed": True, **options}
        return safe_http.fetch("GET", url, headers={}, **options)

    def test_no_private_network(self):
        with self.serve() as here:
            self.assertEqual(self.fetch(f"{here}/fine"), (200, b"fine", self.fetch(f"{here}/fine").headers))
            before = len(Handler.asked)
            for url in (f"{here}/fine", f"{here.replace('localhost', '127.0.0.1')}/fine"):
                with self.assertRaisesRegex(safe_http.Unreachable, "private network"):
                    self.fetch(url, is_private_allowed=False)
            self.assertEqual(len(Handler.asked), before, "nothing was sent")

    def test_which_addresses_are_public(self):
        for address in ("8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"):
            self.assertTrue(safe_http.is_public(address), address)
        for address in (
            "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
            "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1",
            "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
        ):  # fmt: skip
            self.assertFalse(safe_http.is_public(address), address)

    def test_only_https_unless_allowed(self):
        for url in ("http://shop.example.com", "file:///etc/passwd", "https://", "https://a:b@shop.example.com",
                    "https://shop.example.com#a", "https://shop.example.com:99999"):  # fmt: skip
            with self.assertRaises(safe_http.Unreachable):
                self.fetch(url, is_http_allowed=False)

    def test_a_redirect_is_not_followed(self):
        with self.serve() as here:
            self.assertEqual(self.fetch(f"{here}/redirect").status, 302)
        self.assertEqual([path for path, _headers in Handler.asked], ["/redirect"])

    def test_too_large_and_too_slow(self):
        with self.serve() as here:
            with self.assertRaisesRegex(safe_http.Unreachable, "too large"):
                self.fetch(f"{here}/large")
            with patch.object(safe_http, "TOTAL_SECONDS", 0.5), self.assertRaisesRegex(safe_http.Unreachable, "slow"):
                self.fetch(f"{here}/slow")
            with patch.object(safe_http, "READ_SECONDS", 0.3), self.assertRaises(safe_http.Unreachable):
                self.fetch(f"{here}/silent")

    def test_nobody_there(self):
        with self.serve() as here:
            pass
        with patch.object(requests.Session, "send", _super_send), self.assertRaises(safe_http.Unreachable):
            self.fetch(f"{here}/fine")

    def test_settings_of_the_environment_are_for_others(self):
        with patch.dict("os.environ", {"http_proxy": "http://127.0.0.1:9"}), self.serve() as here:
            self.assertEqual(self.fetch(f"{here}/fine").status, 200)
