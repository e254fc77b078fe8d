"""Sending: each buyer once, by the gate for messages."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, is_html_empty

JOB = "loyalty_club.ir_cron_news"
CHUNK = 500
TEMPLATES = {"email": "mail_template_product_news", "sms": "sms_template_product_news"}


class LoyaltyNews(models.Model):
    _inherit = "loyalty.news"

    sent_count = fields.Integer("Messages sent", compute="_compute_message_counts")
    waiting_count = fields.Integer("Waiting", compute="_compute_message_counts")
    skipped_count = fields.Integer("Not sent", compute="_compute_message_counts")
    unreached_text = fields.Char("Not reached", compute="_compute_message_counts")

    def _compute_message_counts(self):
        counts = {}
        for news, state, kept, number in self.env["loyalty.news.recipient"]._read_group(
            [("news_id", "in", self.ids)], ["news_id", "message_state", "kept_state"], ["__count"]
        ):
            key = (news.id, state or kept or False)
            counts[key] = counts.get(key, 0) + number
        for news in self:
            news.unreached_text = False
            news.sent_count = counts.get((news.id, "sent"), 0)
            not_yet = counts.get((news.id, False), 0)
            is_stopped = news.state == "stopped"
            given_up = (not_yet if is_stopped else 0) + counts.get((news.id, "failed"), 0)
            news.skipped_count = counts.get((news.id, "skipped"), 0) + given_up
            news.waiting_count = counts.get((news.id, "waiting"), 0) + (0 if is_stopped else not_yet)
            if news._is_recall() and news.skipped_count:
                news.unreached_text = self.env._(
                    "Buyers reached neither by e-mail nor by text message: %s. Call or write to them.",
                    news.skipped_count,
                )

    def action_send(self):
        """Write down who bought it by now, and have the job hand the messages to the gate. Clicking twice sends once;
        who buys it later gets nothing.
        """
        self.ensure_one()
        self.check_access("write")
        news = self.sudo()
        news._check_ready()
        if not news._leave_draft():
            return
        news._write_down_buyers()
        if not news.recipient_ids:
            raise UserError(self.env._("Nobody bought it. Choose other products or days."))
        news.message_post(body=self.env._("Handed over for sending. Buyers: %s.", len(news.recipient_ids)))
        self.env.ref(JOB).sudo()._trigger()

    def _check_ready(self):
        if self.state != "draft":
            return
        if self.channel == "sms" and not (self.sms_text or "").strip():
            raise UserError(self.env._("Write the text message first."))
        if self.channel == "email" and is_html_empty(self.body):
            raise UserError(self.env._("Write the text first: buyers would get an empty message."))

    def _leave_draft(self):
        """Of two clicks at once one finds it sent already.

        :return: whether it was a draft until now
        """
        self.flush_recordset()
        now = self.env.cr.now().replace(microsecond=0)
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_news SET state = 'sending', sent_on = %s WHERE id = %s AND state = 'draft'",
                now,
                self.id,
            )
        )
        left = bool(self.env.cr.rowcount)
        self.invalidate_recordset(["state", "sent_on"])
        return left

    def _get_message_template(self, channel=None):
        """The template of a channel, by default of that of the news; None where it was deleted."""
        return self.env.ref(f"loyalty_club.{TEMPLATES[channel or self.channel]}", raise_if_not_found=False)

    def _write_down_buyers(self):
        now, uid = self.env.cr.now(), self.env.uid
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO loyalty_news_recipient (news_id, company_id, partner_id, account_id, bought_on, bought,
                       order_ref, create_uid, create_date, write_uid, write_date)
                SELECT %(news)s, %(company)s, b.partner_id, b.account_id, b.bought_on, b.product_ids, b.order_ref,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM (%(buyers)s) b ORDER BY b.partner_id
                    ON CONFLICT DO NOTHING
                """,
                news=self.id,
                company=self.company_id.id,
                uid=uid,
                now=now,
                buyers=self._get_buyers_query(),
            )
        )
        self.invalidate_recordset(["recipient_ids"])

    def action_stop(self):
        """What waits is given up."""
        self.ensure_one()
        self.check_access("write")
        news = self.sudo()
        if news.state not in ("sending", "sent"):
            raise UserError(self.env._("Only what was sent can be stopped."))
        news.state = "stopped"
        waiting = self.env["loyalty.message"].sudo().search(
            [("key", "=like", f"news,{self.id},%"), ("company_id", "=", news.company_id.id), ("state", "=", "waiting")]
        )  # fmt: skip
        waiting.action_refuse()
        news.message_post(body=self.env._("Stopped. Messages that were given up: %s.", len(waiting)))

    # --- the job ---

    def _hand_over(self, limit=CHUNK):
        """Ask the gate for the messages of the next buyers. Never commits.

        :return: number of buyers
        """
        self.ensure_one()
        Recipient = self.env["loyalty.news.recipient"].sudo()
        buyers = Recipient.search([("news_id", "=", self.id), ("is_told", "=", False)], limit=limit, order="id")
        templates = {channel: self._get_message_template(channel) for channel in TEMPLATES}
        templates = {channel: template and template.id for channel, template in templates.items()}
        self.env["loyalty.message"].sudo()._queue(
            [
                {
                    "partner_id": buyer.partner_id.id,
                    "account_id": buyer.account_id.id,
                    "program_id": buyer.account_id.program_id.id,
                    "company_id": self.company_id.id,
                    "purpose": self.kind,
                    "channel": self.channel,
                    "key": f"news,{self.id},{buyer.partner_id.id}",
                    "res_model": buyer._name,
                    "res_id": buyer.id,
                    "mail_template_id": templates["email"],
                    "sms_template_id": templates["sms"],
                }
                for buyer in buyers
            ]
        )
        buyers._note_messages()
        if len(buyers) < limit and self.state == "sending":
            self.state = "sent"
        return len(buyers)

    @api.model
    def _cron_send_news(self):
        """Woken up by sending: in chunks that are kept."""
        for news in self.sudo().search([("state", "=", "sending")], order="id"):
            while news.state == "sending":
                count = news._hand_over()
                if not self.env["ir.cron"]._commit_progress(count or 1, remaining=int(news.state == "sending")):
                    return
