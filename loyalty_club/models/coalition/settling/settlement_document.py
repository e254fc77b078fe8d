"""The invoice to the partner, or the partner's bill to us."""

from odoo import models
from odoo.tools.misc import format_date

from ....engine.coalition import exact_money
from ....engine.coalition_settling import get_lines


class LoyaltyCoalitionSettlement(models.Model):
    _inherit = "loyalty.coalition.settlement"

    def _make_document(self):
        """A draft of the document: what is due decides whose it is. Nothing due: none.

        :return: the ``account.move``, or an empty one
        """
        self.ensure_one()
        if self.due:
            we_invoice = self.due > 0
            lines = self._prepare_document_lines(we_invoice)
            self.move_id = self.coalition_id._make_move(self._prepare_document(we_invoice), lines)
        return self.move_id

    def _prepare_document(self, we_invoice):
        return {
            "move_type": "out_invoice" if we_invoice else "in_invoice",
            "invoice_date": self.coalition_id._get_today(),
            "invoice_origin": self.number,
            "invoice_user_id": self.user_id.id or self.env.user.id,
            "ref": self.number if we_invoice else False,
        }

    def _prepare_document_lines(self, we_invoice):
        """A line for each offer and kind of movement, and one for what is prepaid; they add up to what is due.

        Prices are without taxes, as all amounts of a contract.
        """
        sign = 1 if we_invoice else -1
        labels = dict(self.movement_ids._fields["kind"]._description_selection(self._get_partner_env()))
        offers = self.movement_ids.offer_id.with_env(self._get_partner_env())
        names = {offer.id: offer.name for offer in offers}
        lines = [
            {
                "name": f"{names.get(line.group[0]) or self.coalition_id.name}: {labels[line.group[1]]}",
                "quantity": line.quantity,
                "price_unit": sign * float(line.price),
            }
            for line in self._get_lines()
        ]
        if self.prepaid_used:
            name = self._get_partner_env()._("Prepaid")
            values = {"name": name, "quantity": 1, "price_unit": -sign * self.prepaid_used}
            lines.append(values)
        return lines

    def _get_lines(self):
        """What the movements come to, by offer and kind (``engine.coalition_settling.Line``)."""
        return get_lines(
            ((movement.offer_id.id, movement.kind), exact_money(movement.amount)) for movement in self.movement_ids
        )

    def _get_partner_env(self):
        """The partner reads the document."""
        return self.with_context(lang=self.partner_id.lang or self.env.lang).env

    def _get_statement(self):
        """The statement: a dict for each offer, with ``name``, ``movements``, ``owed``, ``owing`` and ``heading``.

        Movements of days before this period (they were disputed, told late, or in a settlement that was cancelled) are
        the last parts; the first of these has a heading, as the partner would look for them in an earlier statement.
        """
        self.ensure_one()
        movements = self.movement_ids.sorted("at")
        earlier = movements.filtered(self._is_of_earlier_day)
        parts = [self._prepare_part(offer, own) for offer, own in (movements - earlier).grouped("offer_id").items()]
        earlier_parts = [self._prepare_part(offer, own) for offer, own in earlier.grouped("offer_id").items()]
        if earlier_parts:
            earlier_parts[0]["heading"] = self.env._(
                "Of days before %s: disputed, reported late or taken out of an earlier settlement",
                format_date(self.env, self.date_from),
            )
        return parts + earlier_parts

    def _is_of_earlier_day(self, movement):
        return bool(self.date_from) and movement._get_day() < self.date_from

    def _prepare_part(self, offer, movements):
        amounts = movements.mapped("amount")
        return {
            "heading": False,
            "name": offer.name or self.coalition_id.name,
            "movements": movements,
            "owed": sum(amount for amount in amounts if amount > 0),
            "owing": -sum(amount for amount in amounts if amount < 0),
        }
