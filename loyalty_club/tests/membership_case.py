"""What tests of paid memberships share."""

from odoo.fields import Command
from odoo.tests.common import TransactionCase

from .common import ClubMixin


class MembershipMixin(ClubMixin):
    """A plan "Plus" for 12.95 a month or 98 a year (no taxes), and the customers Ada and Ben.

    Goes with any test case, also with those that have a club already (``ShopMixin``, ``TillCase``): name it first.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = getattr(cls, "club", None) or cls.make_club()
        cls.Membership = cls.env["loyalty.membership"]
        cls.plan = cls.make_plan()
        cls.month = cls.make_period(cls.plan, 12.95)
        cls.year = cls.make_period(cls.plan, 98, unit="year")
        cls.ada = cls.make_partner("Ada", email="ada@example.com")
        cls.ben = cls.make_partner("Ben", email="ben@example.com")

    # --- records ---

    @classmethod
    def make_plan(cls, club=None, **values):
        """A plan without periods; as the form makes it, without reminders and without days before the end."""
        return cls.env["loyalty.membership.plan"].create(
            {
                "name": "Plus",
                "program_id": (club or cls.club).id,
                "invoice_days": 0,
                "reminder_text": False,
                "retry_text": False,
                "grace_days": 7,
                **values,
            }
        )

    @classmethod
    def make_period(cls, plan, price, count=1, unit="month", **values):
        """A period of a plan with a product of its own; ``product_id`` among the values: with that one."""
        if "product_id" not in values:
            name = f"{plan.name}, {count} {unit}"
            product = cls.make_product(
                price, name=name, default_code=f"{plan.id}-{count}-{unit}", available_in_pos=True
            )
            values["product_id"] = product.id
        return cls.env["loyalty.membership.period"].create(
            {"plan_id": plan.id, "count": count, "unit": unit, **values}
        )  # fmt: skip

    @classmethod
    def start(cls, partner=None, period=None, key=None, **options):
        """A running membership, as a purchase makes it (by default of Ada, a month); see ``_start``."""
        period = period or cls.month
        partner = partner or cls.ada
        values = {"amount": period.price, **options.pop("term_values", {})}
        key = key or f"test,{partner.id},{period.id},{cls.env['loyalty.membership.term'].search_count([])}"
        return cls.Membership._start(period, partner, key, term_values=values, **options)

    @classmethod
    def buy(cls, partner=None, period=None, quantity=1, paid=True, **values):
        """An order of a period (by default of Ada, a month), confirmed and invoiced; paid unless told otherwise."""
        order = cls.make_sale(partner or cls.ada, [((period or cls.month).product_id, quantity)], **values)
        invoice = order._create_invoices()
        invoice.action_post()
        if paid:
            cls.pay(invoice)
        return order

    @classmethod
    def make_invoice(cls, partner, product, amount, post=True):
        """An invoice of one line, without taxes."""
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": cls.env.cr.now().date(),
                "invoice_line_ids": [
                    Command.create({"product_id": product.id, "price_unit": amount, "tax_ids": [Command.clear()]})
                ],
            }
        )
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def pay(cls, invoice, amount=None):
        """Register the payment of an invoice, or a part of it."""
        values = {"amount": amount} if amount else {}
        return (
            cls.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(values)
            ._create_payments()
        )

    @classmethod
    def credit(cls, invoice, quantity=None, post=True):
        """A credit note on the invoice, of all or of so many pieces of each line."""
        wizard = (
            cls.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.reverse_moves()
        note = wizard.new_move_ids
        if quantity:
            note.invoice_line_ids.quantity = quantity
        if post:
            note.action_post()
        return note

    @classmethod
    def make_token(cls, partner=None, **values):
        """A saved means of payment of the customer (by default Ada), with a provider that does nothing by itself."""
        provider = cls.env["payment.provider"].search([("name", "=", "Test bank")], limit=1)
        method = cls.env.ref("payment.payment_method_unknown")
        if not provider:
            provider = cls.env["payment.provider"].create(
                {
                    "name": "Test bank",
                    "code": "none",
                    "state": "test",
                    "is_published": True,
                    "allow_tokenization": True,
                    "payment_method_ids": [Command.set(method.ids)],
                }
            )
            method.write({"active": True, "support_tokenization": True})
        return cls.env["payment.token"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "payment_details": "1234",
                "partner_id": (partner or cls.ada).id,
                "provider_ref": "test",
                **values,
            }
        )

    @classmethod
    def merge(cls, source, target):
        """Stock's merge of contacts: ``target`` stays."""
        cls.env["base.partner.merge.automatic.wizard"].create({})._merge((source | target).ids, target)

    # --- what is ---

    def get_membership(self, partner=None, plan=None):
        """The customer's newest membership of the plan; may be empty."""
        domain = [("partner_id", "=", (partner or self.ada).id), ("plan_id", "=", (plan or self.plan).id)]
        return self.Membership.search(domain, limit=1)

    def assertTerms(self, membership, expected):  # noqa: N802
        """Its terms in the order of their days are ``expected``: (from, to, state) or (from, to), days as text."""
        width = len(expected[0]) if expected else 2
        terms = membership.term_ids.sorted(lambda term: (term.date_from, term.id))
        found = [(str(term.date_from), str(term.date_to), term.state)[:width] for term in terms]
        self.assertEqual(found, list(expected))

    def assertHistory(self, membership, expected):  # noqa: N802
        """Its events, oldest first, are ``expected``: (kind, state after) or kinds alone."""
        events = membership.event_ids.sorted("id")
        if expected and isinstance(expected[0], str):
            self.assertEqual(events.mapped("kind"), list(expected))
        else:
            self.assertEqual([(event.kind, event.state_after) for event in events], list(expected))


class MembershipCase(MembershipMixin, TransactionCase):
    """Tests of models: a transaction that is rolled back."""
