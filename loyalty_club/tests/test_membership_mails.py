"""What the mails of memberships say, with and without a saved means of payment."""

from lxml import html

from odoo.tests import tagged

from .renewal_case import RenewalCase


@tagged("post_install", "-at_install")
class TestMembershipMails(RenewalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.token = cls.make_token()

    def get_text(self, template, membership):
        """What the customer reads: the body as one line of text."""
        self.env.invalidate_all()
        body = template._render_field("body_html", membership.ids)[membership.id]
        return " ".join(html.fromstring(f"<div>{body}</div>").text_content().split())

    def get_texts(self, membership):
        """{name of the template: text} of every mail about a membership itself."""
        templates = self.env["mail.template"].search([("model", "=", membership._name)])
        names = templates.get_external_id()
        found = {
            names[template.id].split("membership_")[1]: self.get_text(template, membership) for template in templates
        }
        self.assertEqual(set(found), {"reminder", "payment", "charge_failed", "change_failed", "renewed", "ended"})
        return found

    def start_unpaid(self, token=None):
        """A month that ended, and the next one was not paid."""
        membership = self.start_in_january(token=token)
        self.bank = "error"
        self.ticks("2026-02-28")
        self.assertTrue(membership._get_open_term())
        return membership

    def assertReads(self, texts):  # noqa: N802
        """No word is missing and none is that of a program."""
        for name, text in texts.items():
            with self.subTest(name):
                self.assertTrue(text.startswith("Hello Ada, "))
                self.assertNotRegex(text, r"\b(to|until|for|after|charge) ?(for\b|[.,:]|$)|False|None|\{|<")

    def test_with_a_means_of_payment(self):
        texts = self.get_texts(self.start_unpaid(self.token))
        self.assertReads(texts)
        means = self.token.display_name
        self.assertIn(f"we could not charge $ 12.95 to {means} for your membership Plus.", texts["charge_failed"])
        self.assertIn(f"to {means} for the change of your membership to Plus: 1 month.", texts["change_failed"])
        self.assertIn(f"we charge $ 12.95 to {means}.", texts["reminder"])

    def test_without_one(self):
        texts = self.get_texts(self.start_unpaid())
        self.assertReads(texts)
        words = "the means of payment is no longer there."
        self.assertIn(f"we could not charge $ 12.95 for your membership Plus: {words}", texts["charge_failed"])
        self.assertIn(f"for the change of your membership to Plus: 1 month: {words}", texts["change_failed"])
        self.assertIn("we send you a link to pay $ 12.95 for the next period.", texts["reminder"])

    def test_one_that_was_removed(self):
        membership = self.start_unpaid(self.token)
        self.token.active = False
        texts = self.get_texts(membership)
        self.assertReads(texts)
        self.assertIn("no longer there", texts["charge_failed"])
        self.assertIn("no longer there", texts["change_failed"])

    def test_subjects(self):
        membership = self.start_unpaid(self.token)
        for template in self.env["mail.template"].search([("model", "=", membership._name)]):
            with self.subTest(template.name):
                subject = template._render_field("subject", membership.ids)[membership.id]
                self.assertTrue(subject.startswith("Plus"))
                self.assertNotIn("False", subject)
