from odoo import models
from odoo.fields import Command


class AccountMove(models.Model):
    _inherit = "account.move"

    def _credit_membership(self, amounts, reason):
        """A posted credit note of parts of lines of this invoice.

        :param dict amounts: {invoice line: amount without taxes}
        :param str reason: printed as its reference
        """
        self.ensure_one()
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
            elif abs(line.price_subtotal) != float(amounts[line]):
                commands.append(Command.update(copy.id, self._get_credited_part(line, float(amounts[line]))))
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
