"""What the tests of screens share."""

import json

from lxml import etree

from odoo.tests import Form

from .common import ROLES


class ScreenMixin:
    """Opens what staff open. ``staff`` are the names of roles (``common.ROLES``), ``users`` a user of each."""

    staff = ("club_user", "manager", "auditor")

    @classmethod
    def make_staff(cls):
        """A user of the back office for each role of ``staff``."""
        logins = {role: f"{cls.__name__.lower()}_{role}" for role in cls.staff}
        cls.users = {
            role: cls.make_user(f"base.group_user,{ROLES[role]}", login=login) for role, login in logins.items()
        }

    def read_screen(self, record, role, view=None):
        """Read what the form of a record shows, as a browser does."""
        self.env.invalidate_all()
        return Form(record.with_user(self.users[role]), view=view)._values

    def assertActions(self, names):  # noqa: N802
        """Window actions of these names have an address, a text for empty lists, and views that browsers understand."""
        for name in names:
            action = self.env.ref(f"loyalty_club.{name}")
            with self.subTest(name):
                self.assertTrue(action.path)
                self.assertIn("o_view_nocontent_smiling_face", action.help)
                views = self.env[action.res_model].get_views(action.views)["views"]
                self.assertEqual(set(views), {mode for _id, mode in action.views})
                for view in views.values():
                    for bar in etree.fromstring(view["arch"]).iter("progressbar"):
                        self.assertTrue(json.loads(bar.get("colors")))
