"""Staff invites customers who came through a partner: whom not, how often, and what is noted."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .coalition_case import CoalitionCase
from .sale_events import SaleEvents


@tagged("post_install", "-at_install")
class TestCoalitionInvitations(SaleEvents, CoalitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("club_user")
        cls.club.write({"enrollment": "opt_in", "website_shown": True})
        cls.shoes = cls.make_product(100.0)
        cls.env = cls.env(context={**cls.env.context, "loyalty_no_mail": False})
        cls.env.company.write({"club_message_limit": 0, "club_quiet_from": 0, "club_quiet_to": 0})

    def come(self, name="Eve", email="eve@example.com", buys=True):
        """A customer who comes with a coupon of the partner."""
        customer = self.make_partner(name, email=email).with_env(self.env)
        if not buys:
            customer.club_coalition_id = self.coalition
            return customer
        order, coupon = self.make_order(customer, [(self.shoes, 1)]), self.ours._issue()
        for card, rewards in order._try_apply_code(coupon.code).items():
            order._apply_program_reward(rewards, card)
        order.action_confirm()
        self.assertEqual((customer.club_coalition_id, coupon.partner_id), (self.coalition, customer))
        return customer

    def invite(self, customers, user=None):
        answer = customers.with_user(user or self.user).action_invite_to_club()
        self.send()
        return answer

    def send(self):
        self.env["loyalty.message"]._send_due()
        self.env.invalidate_all()

    def get_mails(self, customer):
        return self.env["mail.mail"].search([("model", "=", "res.partner"), ("recipient_ids", "in", customer.ids)])

    def assert_refused(self, customers, words):
        count = len(self.get_mails(customers))
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self.invite(customers)
        self.assertEqual(len(self.get_mails(customers)), count)

    def test_the_mail(self):
        eve = self.come()
        answer = self.invite(eve)
        self.assertEqual(
            answer["params"]["message"], "The invitation is on its way. “Messages” shows when it goes out."
        )
        mail = self.get_mails(eve)
        self.assertEqual((mail.res_id, mail.subject), (eve.id, f"{self.club.name}: an invitation for you"))
        for words in ("Ballet Shoes", f"/club?club={self.club.id}", "/club/unsubscribe/"):
            self.assertIn(words, mail.body_html)
        note = eve.message_ids.filtered(lambda message: "by e-mail" in message.body)
        self.assertEqual((len(note), note.author_id), (1, self.user.partner_id))
        self.assertTrue(eve.club_invited_at)

    def test_from_the_order_and_the_coupon(self):
        eve = self.come()
        order = self.env["sale.order"].search([("partner_id", "=", eve.id)])
        self.assertTrue(order.may_invite_to_club)
        seller = self.make_user("loyalty_club.group_club_user,sales_team.group_sale_salesman_all_leads", "seller")
        order.with_user(seller).action_invite_to_club()
        self.send()
        self.assertEqual(len(self.get_mails(eve)), 1)
        ben = self.come("Ben", "ben@example.com")
        coupon = self.env["loyalty.coalition.coupon"].search([("partner_id", "=", ben.id)])
        coupon.with_user(self.user).action_invite_to_club()
        self.send()
        self.assertEqual(len(self.get_mails(ben)), 1)
        self.assertFalse(self.make_sale(ben, [(self.shoes, 1)]).may_invite_to_club, "came without a coupon")

    def test_not_again_within_90_days(self):
        eve = self.come()
        self.invite(eve)
        self.assert_refused(eve, "was invited on .*; again from")
        with self.at(str(self.days_from_now(89))):
            self.assert_refused(eve, "was invited on")
        with self.at(str(self.days_from_now(91))):
            self.invite(eve)
        self.assertEqual(len(self.get_mails(eve)), 2)

    def test_members_are_not_invited(self):
        eve = self.come()
        account = self.club._join(eve)
        self.assert_refused(eve, "is a member already")
        order = self.env["sale.order"].search([("partner_id", "=", eve.id)])
        self.assertFalse(order.may_invite_to_club)
        account.membership_state = "left"
        self.assert_refused(eve, "left the club")

    def test_ways_to_say_no(self):
        eve = self.come()
        consents = self.env["loyalty.consent"]
        consents._give(eve, {"email": ""}, "staff", self.env.company)
        consents._withdraw(eve, ["email"], "staff", self.env.company)
        self.assert_refused(eve, "wants no e-mails")
        ben = self.come("Ben", "ben@example.com")
        self.env["mail.blacklist"]._add("ben@example.com")
        self.assert_refused(ben, "wants no e-mails")

    def test_without_ground_or_address(self):
        self.assert_refused(self.come(email=False), "has no e-mail address")
        self.assert_refused(self.make_partner("Passer-by", email="p@example.com"), "did not come through")
        eve = self.come(buys=False)
        self.assert_refused(eve, "has no order that holds")
        self.env["loyalty.consent"]._give(eve, {"email": ""}, "staff", self.env.company)
        self.invite(eve)
        self.assertEqual(len(self.get_mails(eve)), 1)

    def test_an_order_that_was_given_back_is_no_ground(self):
        eve = self.come()
        self.env["sale.order"].search([("partner_id", "=", eve.id)])._action_cancel()
        self.assertFalse(eve.club_coalition_id)
        eve.club_coalition_id = self.coalition
        self.assert_refused(eve, "has no order that holds")

    def test_a_club_that_cannot_be_joined(self):
        eve = self.come()
        self.club.website_shown = False
        self.assert_refused(eve, "takes no members at present")

    def test_unsubscribing(self):
        """Nothing was agreed to, and yet there is something to stop."""
        eve = self.come()
        self.invite(eve)
        message = self.env["loyalty.message"].search([("partner_id", "=", eve.id)])
        self.assertTrue(message._is_subscribed())
        message._unsubscribe()
        self.assertFalse(message._is_subscribed())
        self.assertFalse(message._unsubscribe(), "twice is once")
        with self.at(str(self.days_from_now(91))):
            self.assert_refused(eve, "wants no e-mails")

    def test_no_while_it_waits(self):
        eve = self.come()
        eve.with_user(self.user).action_invite_to_club()
        self.env["loyalty.consent"]._refuse(eve, "email", "portal", self.env.company)
        self.send()
        message = self.env["loyalty.message"].search([("partner_id", "=", eve.id)])
        self.assertEqual((message.state, message.reason), ("skipped", "no_consent"))
        self.assertFalse(self.get_mails(eve))
        self.assertFalse(eve.club_invited_at, "nobody invited her")
        self.assertIn("was not sent: No consent", "".join(eve.message_ids.mapped("body")))

    def test_joined_while_it_waits(self):
        eve = self.come()
        eve.with_user(self.user).action_invite_to_club()
        self.club._join(eve)
        self.send()
        message = self.env["loyalty.message"].search([("partner_id", "=", eve.id), ("purpose", "=", "invitation")])
        self.assertEqual((message.state, message.reason), ("skipped", "gone"))

    def test_quiet_hours_and_limit(self):
        self.env.company.write({"club_quiet_from": 21, "club_quiet_to": 8, "club_message_limit": 1})
        eve = self.come()
        eve.tz = "UTC"
        with self.at("2030-01-07 23:00:00"):
            self.invite(eve)
            self.assertFalse(self.get_mails(eve))
        with self.at("2030-01-08 08:00:00"):
            self.send()
        self.assertEqual(len(self.get_mails(eve)), 1)
        message = self.env["loyalty.message"].search([("partner_id", "=", eve.id)])
        self.assertFalse(message.is_service, "counts in the limit")

    def test_several(self):
        eve, ben = self.come(), self.come("Ben", "ben@example.com")
        answer = self.invite(eve | ben | self.come("Deaf", False))
        self.assertEqual((answer["params"]["type"], answer["params"]["message"].splitlines()), (
            "warning", ["2 invitations are on their way. “Messages” shows when they go out.",
                        "Deaf has no e-mail address."]
        ))  # fmt: skip

    def test_who_may(self):
        eve = self.come()
        for number, role in enumerate(("base.group_user", "auditor")):
            with self.assertRaises(AccessError):
                self.invite(eve, self.make_user(role, f"other{number}"))
        self.assertFalse(self.get_mails(eve))

    def test_customers_of_another_company_are_theirs(self):
        eve = self.come()
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.make_user("club_user", "stranger", company_id=company.id, company_ids=[(6, 0, company.ids)])
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.invite(eve, stranger)
        self.assertFalse(self.get_mails(eve))

    def test_the_list_of_a_partner(self):
        eve = self.come()
        action = self.coalition.with_user(self.user).action_open_customers()
        self.assertEqual(self.env["res.partner"].search(action["domain"]), eve)
        view = self.env["res.partner"].with_user(self.user).get_view(action["views"][0][0], "list")
        self.assertIn("action_invite_to_club", view["arch"])

    def test_number_of_queries(self):
        customers = [self.come(f"C{number}", f"c{number}@example.com") for number in range(8)]
        Partner = self.env["res.partner"]
        self.invite(Partner.union(*customers[:2]))
        one = self.count_obstacles(customers[2])
        many = self.count_obstacles(Partner.union(*customers[3:]))
        self.assertEqual(one, many)

    def count_obstacles(self, customers):
        found = customers.sudo()
        return self.count_queries(lambda: self.assertFalse(found._get_invitation_obstacles()))
