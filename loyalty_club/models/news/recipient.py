from odoo import fields, models


class LoyaltyNewsRecipient(models.Model):
    """Somebody who bought a product, and what became of the message."""

    _name = "loyalty.news.recipient"
    _description = "Buyer of a Product in the News"
    _order = "id desc"
    _rec_name = "partner_id"

    news_id = fields.Many2one("loyalty.news", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="news_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade", index=True
    )
    account_id = fields.Many2one("loyalty.card", "Account", readonly=True, ondelete="set null", index="btree_not_null")
    bought_on = fields.Datetime("Bought last", readonly=True)
    products = fields.Char("What they bought", readonly=True)
    order_ref = fields.Char("Last order", readonly=True)
    message_id = fields.Many2one("loyalty.message", readonly=True, ondelete="set null", index="btree_not_null")
    message_state = fields.Selection(related="message_id.state", string="State")
    message_reason = fields.Selection(related="message_id.reason", string="Reason")

    _buyer_uniq = models.UniqueIndex("(news_id, partner_id)", "This customer is on the list already.")
