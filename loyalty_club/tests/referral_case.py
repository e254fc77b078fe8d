"""What tests of invited friends share."""

from odoo.fields import Command

from .common import ClubMixin

ADDRESS = {"street": "12, High St.", "zip": "AB1 2CD", "city": "London"}


class ReferralMixin(ClubMixin):
    """A club that pays both sides at both moments: 5 and 50 points to the member, 3 and 30 to the friend."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls.make_club(earn_on="invoice_paid")
        cls.rules = {
            trigger: cls.env["loyalty.activity"].create(
                {"name": trigger, "program_id": cls.club.id, "trigger": trigger, "points": points}
            )
            for trigger, points in (
                ("referral_joined", 5),
                ("referral_purchased", 50),
                ("referred_joined", 3),
                ("referred_purchased", 30),
            )
        }
        cls.card = cls.make_member(cls.club, name="Ines Member", phone="0912 111 222", email="ines@example.com")
        cls.code = cls.card._get_referral_code()
        cls.product = cls.make_product(100)

    @classmethod
    def make_member(cls, club, points=0, **values):
        """As in ``ClubMixin``; values of the partner may be among them."""
        if "partner_id" not in values:
            fields = cls.env["res.partner"]._fields.keys() - cls.env["loyalty.card"]._fields.keys() | {"name"}
            partner = {name: values.pop(name) for name in list(values) if name in fields}
            values["partner_id"] = cls.make_partner(**partner).id
        return super().make_member(club, points, **values)

    def join(self, name="Noor Friend", club=None, **values):
        """A new member: (partner, account)."""
        partner = self.make_partner(name, **values)
        return partner, (club or self.club)._join(partner)

    def register(self, partner, code=None, source="signup", **values):
        return self.env["loyalty.referral"]._register_code(partner, code or self.code, source, **values)

    def bring(self, name="Noor Friend", **values):
        """A friend who joined with the code: (partner, account, invitation)."""
        partner, card = self.join(name, **values)
        return partner, card, self.register(partner)

    def buy(self, partner, quantity=1, paid=True):
        """A confirmed order with a posted invoice, paid or not."""
        order = self.make_sale(partner, [(self.product, quantity)])
        invoice = order._create_invoices()
        invoice.action_post()
        if paid:
            self.pay(invoice)
        return order

    def pay(self, invoice):
        return self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()  # fmt: skip

    def credit(self, order, quantity=None):
        """A credit note on the order's invoice, of all or of some pieces."""
        invoices = order.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoices.ids
        ).create({"journal_id": invoices.journal_id.id})  # fmt: skip
        wizard.reverse_moves()
        note = wizard.new_move_ids
        if quantity:
            note.invoice_line_ids.quantity = quantity
        note.action_post()
        return note

    def pay_online(self, orders, amount=None, state="done", **values):
        """An online payment for these orders, by default of all they cost."""
        provider = self.env["payment.provider"].search([("name", "=", "Pay"), ("code", "=", "none")], limit=1)
        provider = provider or provider.create({"name": "Pay", "code": "none", "state": "test"})
        payment = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env["payment.method"].search([], limit=1).id,
                "amount": sum(orders.mapped("amount_total")) if amount is None else amount,
                "currency_id": orders.currency_id.id,
                "partner_id": orders.partner_id[:1].id,
                "sale_order_ids": [Command.set(orders.ids)],
                "reference": f"pay-{self.env['payment.transaction'].search_count([])}",
                **values,
            }
        )
        if state == "done":
            payment._set_done()
        elif state == "authorized":
            payment._set_authorized()
        elif state == "pending":
            payment._set_pending()
        return payment

    def pay_back(self, payment, amount):
        back = payment._create_child_transaction(amount, is_refund=True)
        back._set_done()
        return back

    def assertPaid(self, card, points):  # noqa: N802
        """What invitations gave to the account, less what was taken back."""
        entries = self.Entry.search([("card_id", "=", card.id), ("origin_model", "=", "loyalty.referral")])
        self.assertEqual(sum(entries.mapped("points")), points)

    def merge(self, source, target):
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((source | target).ids, target)
