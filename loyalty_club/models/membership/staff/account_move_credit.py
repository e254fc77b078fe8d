from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class AccountMove(models.Model):
    _inherit = "account.move"

    def _credit_membership(self, amounts, reason):
        """A posted credit note of parts of lines of this invoice.

        :param dict amounts: {invoice line: amount without taxes, in the invoice's currency}
        :param str reason: printed as its reference
        :raise UserError: more than is left of a line
        """
        self.ensure_one()
        amounts = {line: self.currency_id.round(amount) for line, amount in amounts.items()}
        for line, amount in amounts.items():
            left = line._get_uncredited()
            if self.currency_id.compare_amounts(amount, left) > 0:
                raise UserError(
                    self.env._(
                        "%(amount)s cannot be given back: %(left)s of %(invoice)s are left.",
                        amount=self.currency_id.format(amount),
                        left=self.currency_id.format(left),
                        invoice=self.name,
                    )
                )
        note = self._reverse_moves(
            [{"ref": reason, "invoice_date": self.env.cr.now().date(), "date": self.env.cr.now().date()}]
        )
        commands = []
        wanted = list(amounts)
        products = note.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        originals = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        for copy, line in zip(products.sorted("id"), originals.sorted("id"), strict=True):
            if line not in wanted:
                commands.append(Command.delete(copy.id))
            elif self.currency_id.compare_amounts(abs(line.price_subtotal), amounts[line]):
                commands.append(Command.update(copy.id, self._get_credited_part(line, amounts[line])))
        commands += [Command.delete(line.id) for line in note.invoice_line_ids - products]
        note.write({"invoice_line_ids": commands})
        note.action_post()
        return note

    def _get_credited_part(self, line, amount):
        """Quantity and price of a line that costs ``amount`` (without taxes) of this one. Orders count what was
        credited by quantity: that is the share of the money, and the price makes up for its rounding.
        """
        share = amount / line.price_subtotal
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        quantity = round(line.quantity * share, digits) or 10**-digits
        whole = line.price_unit * line.quantity * (1 - line.discount / 100)
        return {"quantity": quantity, "price_unit": whole * share / quantity, "discount": 0}


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_uncredited(self):
        """What posted credit notes on the invoice have left of this line (without taxes, its currency)."""
        self.ensure_one()
        lines = self.move_id._get_posted_credit_notes().invoice_line_ids.filtered(
            lambda line: line.product_id == self.product_id
        )
        if self.sale_line_ids:
            lines = lines.filtered(lambda line: not line.sale_line_ids or line.sale_line_ids & self.sale_line_ids)
        return max(self.price_subtotal - sum(lines.mapped("price_subtotal")), 0.0)
