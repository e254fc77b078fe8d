from odoo import api, fields, models


class PosOrder(models.Model):
    _inherit = "pos.order"

    referral_code = fields.Char(
        copy=False,
        help="The code of the friend who sent the customer, as typed at the till. Nothing is booked for it yet.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._tidy_referral_code(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._tidy_referral_code(vals))

    @api.model
    def _tidy_referral_code(self, vals):
        """Codes are compared without spaces around them, in capital letters.

        :param dict vals: values of an order
        :return: values to store; the same ones where there is no code among them
        """
        if not vals.get("referral_code"):
            return vals
        return {**vals, "referral_code": str(vals["referral_code"]).strip().upper()[:64] or False}
