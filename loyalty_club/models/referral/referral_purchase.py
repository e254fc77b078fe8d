from odoo import fields, models


class LoyaltyReferralPurchase(models.Model):
    """A purchase of an invited friend that counts, or did until it was refunded. Only the ledger's words are noted."""

    _name = "loyalty.referral.purchase"
    _description = "Purchase of an Invited Friend"
    _order = "at, id"

    referral_id = fields.Many2one("loyalty.referral", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="referral_id.company_id", store=True, precompute=True)
    program_id = fields.Many2one(related="referral_id.program_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    order_model = fields.Char(required=True, readonly=True)
    order_id = fields.Many2oneReference(model_field="order_model", required=True, readonly=True)
    at = fields.Datetime("Date", required=True, readonly=True)
    amount = fields.Monetary(readonly=True, help="With taxes, after refunds, in the currency of the club.")
    is_counted = fields.Boolean("Counts", readonly=True)
    is_first = fields.Boolean("First", readonly=True, help="The friend is rewarded for this one.")
    round = fields.Integer(default=0, readonly=True, help="How often it began to count; part of the keys.")
    first_round = fields.Integer(default=0, readonly=True, help="How often it became the first; part of the keys.")

    _order_uniq = models.UniqueIndex("(referral_id, order_model, order_id)")

    def _get_key(self, trigger):
        """What the postings for this purchase are known by."""
        number = self.first_round if trigger == "referred_purchased" else self.round
        return f"{trigger},{self.referral_id.id},{self.order_model},{self.order_id},{number}"
