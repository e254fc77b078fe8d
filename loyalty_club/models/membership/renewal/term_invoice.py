"""The invoice of a renewal."""

from odoo import models
from odoo.fields import Command
from odoo.tools import format_date


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    def _prepare_renewal_invoice(self):
        """Values of the invoice of a renewal; Odoo adds taxes, accounts and the customer's fiscal position.

        :return: dict
        """
        self.ensure_one()
        membership = self.membership_id
        customer = membership.partner_id
        today = membership._get_today()
        return {
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "partner_id": customer.address_get(["invoice"])["invoice"],
            "partner_shipping_id": customer.id,
            "invoice_date": today,
            "invoice_payment_term_id": False,
            "invoice_date_due": max(self.date_from, today),
            "invoice_origin": membership.number,
            "invoice_user_id": membership.user_id.id,
            "invoice_line_ids": [Command.create(values) for values in self._prepare_renewal_lines()],
        }

    def _prepare_renewal_lines(self):
        """Values of the lines of that invoice. :return: list of dicts"""
        self.ensure_one()
        _taxes, price = self.period_id._get_taxed_price(self.price, self.membership_id.partner_id)
        return [
            {
                "product_id": self.period_id.product_id.id,
                "quantity": 1,
                "price_unit": price,
                "name": self._tell_what_it_is(),
            }
        ]

    def _tell_what_it_is(self):
        """ "Plus: 1 month" and its days, in the language of the customer."""
        term = self.with_context(lang=self.partner_id.lang or self.env.lang)
        days = [format_date(term.env, day) for day in (term.date_from, term.date_to)]
        return "\n".join([term.period_id.display_name, " – ".join(days)])
