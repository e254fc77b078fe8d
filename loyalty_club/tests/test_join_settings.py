"""Settings of the page: who may change them, the website's menu, copies."""

from odoo.exceptions import AccessError
from odoo.tests import Form, TransactionCase, tagged

from .join_case import JoinMixin


@tagged("post_install", "-at_install")
class TestJoinSettings(JoinMixin, TransactionCase):
    def menus(self, website):
        return self.env["website.menu"].search([("website_id", "=", website.id), ("url", "=", "/club")])

    def test_the_menu_of_each_website_once(self):
        other = self.env["website"].create({"name": "Other", "company_id": self.website.company_id.id})
        self.menus(self.website).unlink()
        for _twice in range(2):
            self.club.action_add_website_menu()
        for website in self.website + other:
            menu = self.menus(website)
            self.assertEqual(len(menu), 1, website.name)
            self.assertEqual(menu.parent_id, website.menu_id)

    def test_only_the_website_of_the_club(self):
        other = self.env["website"].create({"name": "Other", "company_id": self.website.company_id.id})
        self.menus(other).unlink()
        self.menus(self.website).unlink()
        self.club.website_id = other
        self.club.action_add_website_menu()
        self.assertTrue(self.menus(other))
        self.assertFalse(self.menus(self.website))

    def test_who_may_put_it_there(self):
        for role in ("club_user", "auditor", "salesperson"):
            with self.assertRaises(AccessError, msg=role):
                self.club.with_user(self.make_user(role)).action_add_website_menu()
        self.club.with_user(self.make_user("manager")).action_add_website_menu()
        self.assertTrue(self.menus(self.website))

    def test_the_manager_writes_the_words(self):
        club = self.club.with_user(self.make_user("manager"))
        with Form(club) as form:
            form.website_headline = "Read more"
            form.website_words = "<p>For those who read.</p>"
        self.assertEqual(club.website_headline, "Read more")
        with self.assertRaises(AccessError):
            self.club.with_user(self.make_user("club_user")).website_headline = "Changed"

    def test_scripts_do_not_get_into_the_words(self):
        self.club.website_words = "<p>Hello</p><script>alert(1)</script>"
        self.assertNotIn("script", self.club.website_words)

    def test_the_address_opens_the_page(self):
        action = self.club.action_open_club_page()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertTrue(action["url"].endswith(f"/club?club={self.club.id}"))
