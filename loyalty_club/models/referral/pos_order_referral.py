"""The code of a friend that was typed at the till."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..till.pos_order import PAID


class PosOrder(models.Model):
    _inherit = "pos.order"

    referral_code = fields.Char(copy=False, help="The code of the friend who sent the customer, as typed at the till.")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._tidy_referral_code(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._tidy_referral_code(vals))

    @api.model
    def _tidy_referral_code(self, vals):
        """Codes are kept without spaces around them, in capital letters.

        :param dict vals: values of an order
        :return: values to store; the same ones where there is no code among them
        """
        if not vals.get("referral_code"):
            return vals
        return {**vals, "referral_code": str(vals["referral_code"]).strip().upper()[:64] or False}

    def action_pos_order_paid(self):
        result = super().action_pos_order_paid()
        for order in self.sudo().filtered(lambda order: order.referral_code and not order.partner_id):
            order._note_code_problem(self.env._("The code of a friend needs a customer on the order."))
        return result

    def _get_moment_made(self):
        self.ensure_one()
        return self.date_order

    def _sync_points(self):
        """Who sent the customer is noted before the order books: it may be the purchase that counts."""
        fresh = self.sudo().filtered(lambda order: order.state in PAID and not order.club_results)
        for order in fresh.filtered(lambda order: order.referral_code and order.partner_id):
            order._register_friend()
        return super()._sync_points()

    def _register_friend(self):
        """Note the invitation; a code that does not count never stops an order."""
        try:
            with self.env.cr.savepoint():
                referral = self.env["loyalty.referral"]._register_code(
                    self.partner_id, self.referral_code, "till", order=self
                )
        except UserError as error:
            self._note_code_problem(str(error))
            return
        if not referral:
            self._note_code_problem(self.env._("The code of a friend “%s” is not known.", self.referral_code))
        elif referral.state == "refused":
            reasons = dict(referral._fields["reason"]._description_selection(self.env))
            self._note_code_problem(
                self.env._("The code of a friend does not count: %s.", reasons.get(referral.reason, ""))
            )

    def _note_code_problem(self, sentence):
        """Staff read it on the order."""
        self.message_post(body=sentence)
