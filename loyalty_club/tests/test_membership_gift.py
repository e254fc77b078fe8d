from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests.common import tagged

from .membership_case import MembershipCase


@tagged("-at_install", "post_install")
class TestMembershipFee(MembershipCase):
    """The joining fee of customers who never had the plan."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fee = cls.make_product(25, name="Joining fee")
        cls.plan.joining_fee_product_id = cls.fee

    def fees(self, order):
        return order.order_line.filtered("membership_fee_line_id").mapped(lambda line: line.price_unit)

    def test_once(self):
        order = self.make_order(self.ada, [(self.month.product_id, 3)])
        self.assertEqual(self.fees(order), [25])
        order.order_line = [Command.create({"product_id": self.year.product_id.id})]
        self.assertEqual(self.fees(order), [25])

    def test_not_for_who_had_it(self):
        self.start()._end("staff")
        order = self.make_order(self.ada, [(self.month.product_id, 1)])
        self.assertEqual(self.fees(order), [])
        order.partner_id = self.ben
        self.assertEqual(self.fees(order), [25])
        order.partner_id = self.ada
        self.assertEqual(self.fees(order), [])

    def test_a_trial_is_not_having_it(self):
        self.plan.trial_days = 7
        self.Membership._start_trial(self.month, self.ada)
        self.assertEqual(self.fees(self.make_order(self.ada, [(self.month.product_id, 1)])), [25])

    def test_goes_with_its_line(self):
        order = self.make_order(self.ada, [(self.month.product_id, 1), (self.year.product_id, 1)])
        first = order.order_line.filtered(lambda line: line.product_id == self.month.product_id)
        first.unlink()
        self.assertEqual(self.fees(order), [25])
        order.order_line.filtered("sells_membership").unlink()
        self.assertFalse(order.order_line)

    def test_waived_by_staff(self):
        order = self.make_order(self.ada, [(self.month.product_id, 1)])
        user = self.make_user("salesperson")
        order.user_id = user
        order.order_line.filtered("membership_fee_line_id").with_user(user).unlink()
        order.order_line.product_uom_qty = 2
        self.assertEqual(self.fees(order), [])

    def test_copies_ask_anew(self):
        order = self.make_order(self.ada, [(self.month.product_id, 1)])
        self.start()
        self.assertEqual(self.fees(order.copy()), [])


@tagged("-at_install", "post_install")
class TestMembershipGift(MembershipCase):
    """Whoever is named on the line gets the membership."""

    def give(self, email="carla@example.com", **values):
        order = self.make_order(self.ada, [(self.month.product_id, 1)])
        order.order_line.write({"membership_gift_email": email, **values})
        order.action_confirm()
        order._create_invoices().action_post()
        self.pay(order.invoice_ids)
        return order

    def test_known_receiver(self):
        self.give("Ben <BEN@example.com>")
        membership = self.get_membership(self.ben)
        self.assertEqual((membership.state, membership.payer_id, membership.renews), ("active", self.ada, False))
        self.assertFalse(self.get_membership(self.ada))

    def test_new_receiver_and_mail(self):
        before = self.env["mail.mail"].search([])
        order = self.give(membership_gift_name="Carla", membership_gift_message="Enjoy <b>it</b>!")
        carla = self.env["res.partner"].search([("email", "=", "carla@example.com")])
        self.assertEqual((carla.name, self.get_membership(carla).state), ("Carla", "active"))
        self.env.company.write({"club_quiet_from": 0, "club_quiet_to": 0})
        self.env["loyalty.message"]._send_due()
        mail = self.env["mail.mail"].search([]) - before
        mail = mail.filtered(lambda mail: carla in mail.recipient_ids)
        self.assertEqual(len(mail), 1)
        self.assertIn("Ada gives you Plus", mail.subject)
        self.assertIn("Enjoy &lt;b&gt;it&lt;/b&gt;!", mail.body_html)
        self.assertIn("/club/m/", mail.body_html)
        order._sync_memberships()
        self.env["loyalty.message"]._send_due()
        self.assertEqual(len(self.env["mail.mail"].search([("recipient_ids", "in", carla.ids)])), 1)

    def test_own_address_is_no_gift(self):
        self.give("ADA@example.com")
        membership = self.get_membership(self.ada)
        self.assertTrue(membership)
        self.assertFalse(membership.payer_id)

    def test_no_address(self):
        order = self.make_order(self.ada, [(self.month.product_id, 1)])
        with self.assertRaisesRegex(ValidationError, "no e-mail address"):
            order.order_line.membership_gift_email = "carla"

    def test_fee_is_the_receivers(self):
        self.plan.joining_fee_product_id = self.make_product(25)
        self.start()
        order = self.make_order(self.ada, [(self.month.product_id, 1)])
        self.assertEqual(len(order.order_line), 1)
        order.order_line.membership_gift_email = "ben@example.com"
        self.assertEqual(len(order.order_line), 2)

    def test_refunded_gift(self):
        order = self.give("ben@example.com")
        self.credit(order.invoice_ids)
        self.assertEqual(self.get_membership(self.ben).state, "ended")
