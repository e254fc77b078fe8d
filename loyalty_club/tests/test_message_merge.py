"""Customers that are merged, archived or deleted while messages wait."""

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .message_case import MessageMixin


@tagged("post_install", "-at_install")
class TestMessageMerge(MessageMixin, TransactionCase):
    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target)
        self.env.invalidate_all()

    def test_messages_and_consents_follow(self):
        bob = self.make_reader("Bob", agrees=())
        self.Consent._give(bob.partner_id, {"post": "By letter"}, "staff", self.company)
        self.Consent._withdraw(self.card.partner_id, ["sms"], "portal", self.company)
        mine = self.queue(key="mine", purpose="coupon")
        self.merge(self.card.partner_id, bob.partner_id)
        self.assertEqual((mine.partner_id, mine.account_id, mine.res_id), (bob.partner_id, bob, bob.id))
        given = self.Consent._get_given(bob.partner_id, self.company)
        self.assertEqual({channel for _partner, channel, _company in given}, {"email", "post"})
        self.send("2030-01-01 12:00:00")
        self.assertEqual(self.told(mine), [("sent", False)])
        self.assertEqual(mine.mail_id.recipient_ids, bob.partner_id)

    def test_nothing_is_told_twice(self):
        bob = self.make_reader("Bob")
        birthdays = self.queue(self.card, bob, purpose="birthday")
        coupons = self.queue(self.card, bob, purpose="coupon", key="coupon")
        self.merge(self.card.partner_id, bob.partner_id)
        self.assertEqual(self.told(birthdays), [("skipped", "merged"), ("waiting", False)])
        self.assertEqual(self.told(coupons), [("waiting", False)] * 2, "each member's own")

    def test_what_one_of_them_has_got(self):
        bob = self.make_reader("Bob")
        news = self.queue(self.card, bob, res_model="res.partner", res_id=self.card.partner_id.id)
        news[0].write({"state": "sent", "sent_at": self.env.cr.now()})
        self.merge(self.card.partner_id, bob.partner_id)
        self.assertEqual(self.told(news), [("sent", False), ("skipped", "merged")])

    def test_what_is_about_the_customer(self):
        bob = self.make_reader("Bob")
        model = self.env["ir.model"]._get("res.partner")
        other = self.template.copy({"model_id": model.id, "body_html": "<p>Hello</p>", "subject": "x"})
        message = self.queue(
            mail_template_id=other.id, res_model="res.partner", res_id=self.card.partner_id.id, purpose="coupon"
        )
        self.merge(self.card.partner_id, bob.partner_id)
        self.assertEqual(message.res_id, bob.partner_id.id)

    def test_a_deleted_customer_takes_messages_along(self):
        partner = self.make_partner("Guest", email="guest@reader.example")
        message = self.Message._queue(
            [{"partner_id": partner.id, "company_id": self.company.id, "purpose": "recall", "channel": "email",
              "key": "guest", "mail_template_id": self.template.id, "res_model": "loyalty.card",
              "res_id": self.card.id}]
        )  # fmt: skip
        partner.unlink()
        self.assertFalse(message.exists())


@tagged("post_install", "-at_install")
class TestMessageAccess(MessageMixin, TransactionCase):
    def test_who_may_what(self):
        message = self.queue()
        for role in ("club_user", "auditor"):
            with self.subTest(role):
                mine = message.with_user(self.make_user(role))
                self.assertEqual(mine.read(["state"])[0]["state"], "waiting")
                for action in (mine.action_refuse, mine.action_try_again):
                    with self.assertRaises(AccessError):
                        action()
        manager = self.make_user("manager")
        with self.assertRaises(AccessError):
            message.with_user(manager).read(["token"])
        with self.assertRaises(AccessError):
            message.with_user(manager).unlink()
        with self.assertRaises(AccessError):
            message.with_user(manager).write({"state": "waiting"})
        message.with_user(manager).action_refuse()
        self.assertEqual(self.told(message), [("skipped", "refused")])
        self.send("2030-01-01 12:00:00")
        self.assertFalse(message.mail_id)

    def test_other_companies(self):
        message = self.queue()
        there = self.env["res.company"].create({"name": "There"})
        user = self.make_user("club_user", company_id=there.id, company_ids=there.ids)
        self.assertFalse(self.Message.with_user(user).search([("id", "=", message.id)]))

    def test_stranger(self):
        with self.assertRaises(AccessError):
            self.queue().with_user(self.make_user("base.group_user", login="stranger")).read(["state"])

    def test_action_of_the_member(self):
        message = self.queue()
        partner = self.card.partner_id.with_user(self.make_user("club_user"))
        self.assertEqual(partner.club_message_count, 1)
        action = partner.action_open_club_messages()
        self.assertEqual(self.Message.search(action["domain"]), message)
        self.assertEqual(message.action_open_subject()["res_id"], self.card.id)


@tagged("post_install", "-at_install")
class TestConsentLists(MessageMixin, TransactionCase):
    def test_what_holds_now(self):
        """For letters and calls staff filter and export."""
        eve = self.make_reader("Eve", agrees=("post", "call"))
        there = self.env["res.company"].create({"name": "There"})
        self.Consent._withdraw(eve.partner_id, ["call"], "staff", self.company)
        everywhere = self.Consent.create({"partner_id": eve.partner_id.id, "channel": "email", "company_id": False})
        self.Consent._give(eve.partner_id, {"email": None}, "staff", there, again=True)
        domain = [("partner_id", "=", eve.partner_id.id), ("is_current", "=", True)]
        current = self.Consent.search(domain)
        self.assertEqual(
            sorted((consent.channel, consent.state) for consent in current),
            [("call", "withdrawn"), ("email", "given"), ("email", "given"), ("post", "given")],
        )
        self.assertTrue(everywhere.is_current, "for the other companies")
        self.assertTrue(all(current.mapped("is_current")))
        past = self.Consent.search([("partner_id", "=", eve.partner_id.id), ("is_current", "=", False)])
        self.assertEqual(past.mapped(lambda consent: (consent.channel, consent.is_current)), [("call", False)])
