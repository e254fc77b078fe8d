from odoo import api, fields, models
from odoo.tools import SQL, html2plaintext

SMS_LENGTH = 120


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
    account_id = fields.Many2one("loyalty.card", readonly=True, ondelete="set null", index="btree_not_null")
    bought_on = fields.Datetime("Bought last", readonly=True)
    bought = fields.Json(readonly=True, help="Ids of the products.")
    products = fields.Char("What they bought", compute="_compute_products")
    order_ref = fields.Char("Last order", readonly=True)
    is_told = fields.Boolean("Handed over", readonly=True, default=False)
    message_id = fields.Many2one("loyalty.message", readonly=True, ondelete="set null", index="btree_not_null")
    message_state = fields.Selection(related="message_id.state", string="State")
    is_shared = fields.Boolean(compute="_compute_is_shared", help="Several contacts of the customer are told.")
    kept_state = fields.Char(readonly=True, help="What became of a message that was removed because it was old.")
    message_reason = fields.Selection(related="message_id.reason", string="Reason")

    _buyer_uniq = models.Constraint("UNIQUE (news_id, partner_id)", "This customer is on the list already.")
    _untold_idx = models.Index("(news_id, id) WHERE is_told IS NOT TRUE")

    @api.depends("bought")
    @api.depends_context("lang")
    def _compute_products(self):
        """The names of the products, in the language of the reader."""
        ids = {product_id for recipient in self for product_id in recipient.bought or ()}
        Product = self.env["product.product"].sudo().with_context(active_test=False, display_default_code=False)
        known = Product.browse(ids).exists()
        for recipient in self:
            mine = known.filtered(lambda product, ids=recipient.bought or (): product.id in ids)
            recipient.products = ", ".join(mine.mapped("display_name"))

    @api.depends("message_id")
    def _compute_is_shared(self):
        about = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        receivers = self.env["loyalty.message"].sudo()._read_group(about, ["res_id"], ["partner_id:count_distinct"])
        counts = dict(receivers)
        for recipient in self:
            recipient.is_shared = counts.get(recipient.id, 0) > 1

    def _get_browser_url(self):
        """Where the receiver reads the news as a page; False while there is no message, and where several contacts get
        it: the address of the page is also that of one person's consent.
        """
        self.ensure_one()
        token = self.message_id.sudo().token
        return f"{self.company_id.get_base_url()}/club/news/{token}" if token and not self.is_shared else False

    @api.model
    def _find_by_message(self, message):
        """What the receiver of a message reads as a page: (superuser mode) empty when the news are archived or stopped,
        or the message was about something else. After customers were merged, what is left for both. A contact who was
        told for a company reads what the company bought.
        """
        Recipient = self.sudo()
        if not message or message.res_model != self._name or not message.key.startswith("news,"):
            return Recipient.browse()
        found = Recipient.search(
            [
                ("news_id", "=", int(message.key.split(",")[1])),
                "|",
                ("id", "=", message.res_id),
                ("partner_id", "=", message.partner_id.id),
                ("news_id.active", "=", True),
                ("news_id.state", "in", ("sending", "sent")),
            ]
        )
        return found.sorted(lambda recipient: recipient.id != message.res_id)[:1]

    def _get_text_message(self):
        """What a text message says, in the language of this record's environment. News that were written as an e-mail
        are told by their subject, the beginning of their text, and where all of it can be read.
        """
        self.ensure_one()
        news = self.news_id
        if news.sms_text:
            return news.sms_text
        words = " ".join(html2plaintext(news.body or "").split())
        if len(words) > SMS_LENGTH:
            words = words[:SMS_LENGTH].rsplit(" ", 1)[0] + "…"
        return "\n".join(filter(None, (news.subject, words, self._get_browser_url())))

    def _note_messages(self):
        """Which message became whose."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_news_recipient r
                   SET is_told = TRUE, message_id = (
                       SELECT g.id FROM loyalty_message g
                        WHERE g.company_id = r.company_id AND g.key = 'news,' || r.news_id || ',' || r.partner_id)
                 WHERE r.id = ANY(%s)
                """,
                self.ids,
            )
        )
        self.invalidate_recordset(["is_told", "message_id"])

    @api.model
    def _merge_customers(self, sources, target):
        """Before customers are merged: of several of them on one list the one who was told first stays.

        :param sources: customers that go
        :param target: the customer that stays
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM loyalty_news_recipient r USING loyalty_news_recipient kept
                 WHERE r.partner_id = ANY(%(all)s) AND kept.partner_id = ANY(%(all)s) AND kept.news_id = r.news_id
                   AND kept.id < r.id
                """,
                all=(sources | target).ids,
            )
        )
        self.invalidate_model(flush=False)
