"""News and recalls of products, for those who bought them."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..own_values import leave_out_own

RECALL = "recall"
TEXTS = {"subject", "kind", "channel", "company_id", "product_ids", "categ_ids", "date_from", "date_to", "body",
         "sms_text", "config_ids", "team_ids"}  # fmt: skip
"""What stays as it was sent."""

MOVED = {"state", "sent_on", "recipient_ids"}
"""What sending and stopping say."""


class LoyaltyNews(models.Model):
    """One text for all who bought certain products, sent once to each of them."""

    _name = "loyalty.news"
    _description = "News of Products"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "subject"

    subject = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("news", "News"), (RECALL, "Recall")],
        required=True,
        default="news",
        tracking=True,
        help="A recall goes to every buyer with an address. News go to those who agreed to messages.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("sending", "On its way"), ("sent", "Sent"), ("stopped", "Stopped")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    channel = fields.Selection([("email", "E-mail"), ("sms", "Text message")], required=True, default="email")
    body = fields.Html(translate=True, sanitize=True, help="What buyers read, in the e-mail and in their account.")
    sms_text = fields.Text("Text message", translate=True)
    product_ids = fields.Many2many("product.product", string="Products")
    categ_ids = fields.Many2many("product.category", string="Product categories", help="With everything beneath them.")
    date_from = fields.Date("Bought from")
    date_to = fields.Date("Bought until", help="Empty: until it is sent.")
    config_ids = fields.Many2many(
        "pos.config", string="Tills", help="Empty: bought anywhere.", groups="point_of_sale.group_pos_user"
    )
    team_ids = fields.Many2many(
        "crm.team", string="Sales teams", help="Empty: bought anywhere.", groups="sales_team.group_sale_salesman"
    )
    recipient_ids = fields.One2many("loyalty.news.recipient", "news_id", "Buyers", readonly=True)
    sent_on = fields.Datetime("Sent", readonly=True, copy=False)

    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "“Bought until” lies before “bought from”. Correct one of the days."
    )

    @api.constrains("product_ids", "categ_ids")
    def _check_products(self):
        for news in self:
            if not (news.product_ids or news.categ_ids):
                raise ValidationError(self.env._("Choose the products or categories that “%s” is about.", news.subject))

    @api.model_create_multi
    def create(self, vals_list):
        model, vals_list = leave_out_own(self, vals_list, MOVED if not self.env.su else ())
        return super(LoyaltyNews, model).create(vals_list)

    def write(self, vals):
        if MOVED & vals.keys() and not self.env.su:
            raise AccessError(self.env._("Use “Send” and “Stop” of the news."))
        if TEXTS & vals.keys() and any(news.state != "draft" for news in self):
            raise UserError(self.env._("What was sent stays as it was. Duplicate it to write to buyers again."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(news.state != "draft" for news in self):
            raise UserError(self.env._("What was sent cannot be deleted. Archive it instead."))

    def _is_recall(self):
        self.ensure_one()
        return self.kind == RECALL

    def action_open_buyers(self):
        """Who bought it, and what became of the messages."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_news_recipient_action")
        action["domain"] = [("news_id", "=", self.id)]
        return action
