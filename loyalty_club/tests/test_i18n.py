"""Every string is in the template of translations, and every one of them has a Persian translation."""

import io
import re

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path
from odoo.tools.translate import trans_export

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdi%]|</?\w+|\{\w*\}")


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def setUp(self):
        super().setUp()
        buffer = io.BytesIO()
        trans_export(None, ["loyalty_club"], buffer, "po", self.env)
        self.strings = {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}

    def load(self, name):
        return polib.pofile(file_path(f"loyalty_club/i18n/{name}"))

    def test_the_template_is_current(self):
        template = {entry.msgid for entry in self.load("loyalty_club.pot")}
        self.assertEqual(template ^ self.strings, set(), "run ./club translate")

    def test_persian_is_complete(self):
        persian = {entry.msgid: entry.msgstr for entry in self.load("fa.po") if not entry.fuzzy}
        self.assertEqual([msgid for msgid in self.strings if not persian.get(msgid)], [])

    def test_placeholders_survive_translation(self):
        for entry in self.load("fa.po"):
            with self.subTest(msgid=entry.msgid):
                self.assertEqual(
                    sorted(PLACEHOLDER.findall(entry.msgid)), sorted(PLACEHOLDER.findall(entry.msgstr)), entry.msgstr
                )
