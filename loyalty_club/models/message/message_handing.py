"""Messages that may be sent become mails and text messages, in the language of the receiver."""

import logging
import re
from collections import defaultdict

from odoo import models
from odoo.fields import Command
from odoo.tools import is_html_empty

from ..repeating import MET_OTHERS

LAYOUT = "loyalty_club.message_layout"
MAIL_FIELDS = (
    "attachment_ids", "auto_delete", "body_html", "email_from", "mail_server_id", "model", "reply_to",
    "report_template_ids", "res_id", "subject",
)  # fmt: skip
"""What a template says of a mail; to whom it goes is said by the message."""

NAMED = re.compile(r"[\w.]+(Error|Exception): ")
"""The line of a traceback that says what happened."""

_logger = logging.getLogger(__name__)


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    def _hand_over(self, now):
        """Put these messages into Odoo's queues, which send them."""
        groups = defaultdict(self.browse)
        for message in self:
            language = message.partner_id.lang or message.company_id.partner_id.lang or self.env.lang or "en_US"
            groups[message.channel, message._get_template(), message.company_id, language] |= message
        for (channel, _template, company, language), messages in groups.items():
            localized = messages.with_company(company).with_context(
                lang=language, template_preview_lang=language, allowed_company_ids=company.ids
            )
            localized._hand_over_group(channel, now)
        mails = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
        if mails and self.mail_id:
            mails.sudo()._trigger()

    def _hand_over_group(self, channel, now):
        """One template, one language, one company; an error in one message stops no other."""
        try:
            with self.env.cr.savepoint():
                self._make_mails(now) if channel == "email" else self._make_texts(now)
            return
        except MET_OTHERS:
            raise  # says nothing of the template: the job starts over
        except Exception as error:  # noqa: BLE001 - whatever the expressions of a template raise
            if len(self) == 1:
                _logger.warning("Message %s could not be made: %s", self.id, error)
                self.write({"state": "failed", "reason": "error", "detail": _last_words(error)})
                return
        for message in self:
            message._hand_over_group(channel, now)

    def _note_sent(self, now, **links):
        self.write({"state": "sent", "reason": False, "sent_at": now, **links})

    # --- mails ---

    def _make_mails(self, now):
        template = self.mail_template_id.with_context(lang=self.env.lang)
        rendered = template._generate_template(list({message._get_subject_id() for message in self}), MAIL_FIELDS)
        values_list, files = [], []
        for message in self:
            values = dict(rendered[message._get_subject_id()])
            files.append(values.pop("attachments", []))
            values_list.append(message._prepare_mail(template, values))
        mails = self.env["mail.mail"].sudo().create(values_list)
        for message, mail, attached in zip(self, mails, files, strict=True):
            message._note_sent(now, mail_id=mail.id, mail_ref=mail.message_id)
            if attached:
                mail.with_context(default_type=None).attachment_ids = [
                    Command.create(
                        {"name": name, "datas": data, "res_model": "mail.message", "res_id": mail.mail_message_id.id}
                    )
                    for name, data in attached
                ]

    def _prepare_mail(self, template, values):
        """Values of the mail.

        :param dict values: what the template says
        """
        if is_html_empty(values["body_html"]):
            raise ValueError(self.env._("The template has no text."))
        body = self._wrap(template, values["body_html"])
        values.update(
            body_html=body,
            body=body,
            headers=repr(self._get_headers()),
            recipient_ids=[Command.link(self.partner_id.id)],
            attachment_ids=[Command.link(attachment_id) for attachment_id in values.get("attachment_ids") or ()],
            record_company_id=self.company_id.id,
            record_alias_domain_id=self.company_id.alias_domain_id.id,
        )
        if not values.get("email_from"):
            values["email_from"] = self.company_id.email_formatted or self.env.user.email_formatted
        return values

    def _wrap(self, template, body):
        """The text of a template with the words about unsubscribing, in the layout of the template or the club's."""
        words = self.env["ir.qweb"]._render("loyalty_club.message_footer", {"club_message": self})
        return template._render_encapsulate(
            template.email_layout_xmlid or LAYOUT,
            body + words,
            add_context={
                "company": self.company_id,
                "club": self.program_id,
                "direction": self.env["res.lang"]._get_data(code=self.env.lang).direction or "ltr",
                "model_description": self.env._("message"),
                "record_name": self.program_id.name or self.company_id.name,
            },
            context_record=self,
        )

    def _get_headers(self):
        """So that programs for mails can offer a button to unsubscribe (RFC 8058)."""
        headers = {
            "List-Unsubscribe": f"<{self._get_unsubscribe_url()}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "X-Auto-Response-Suppress": "OOF",
        }
        return headers if self.is_service else {**headers, "Precedence": "list"}

    # --- text messages ---

    def _make_texts(self, now):
        template = self.sms_template_id
        subjects = list({message._get_subject_id() for message in self})
        bodies = template._render_field("body", subjects, set_lang=self.env.lang)
        texts = self.env["sms.sms"].sudo().create(
            [
                {
                    "partner_id": message.partner_id.id,
                    "number": message._get_address(),
                    "body": message._get_text(bodies[message._get_subject_id()]),
                }
                for message in self
            ]
        )  # fmt: skip
        for message, text in zip(self, texts, strict=True):
            message._note_sent(now, sms_id=text.id)
        self.env["sms.tracker"].sudo().create(
            [{"sms_uuid": text.uuid, "club_message_id": message.id} for message, text in zip(self, texts, strict=True)]
        )

    def _get_text(self, body):
        """A text message with the word that ends them, or the address where nobody hears a word; what cannot be refused
        has neither.
        """
        if not (body or "").strip():
            raise ValueError(self.env._("The template has no text."))
        if self.is_service:
            return body
        word = self.company_id.sudo().club_sms_hook_token and self.company_id._get_stop_words()[:1]
        ending = (
            self.env._("To stop: send %s", word[0]) if word else self.env._("To stop: %s", self._get_unsubscribe_url())
        )
        return f"{body.rstrip()}\n{ending}"


def _last_words(error):
    """What an error says, without how it came about."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    return next((line for line in reversed(lines) if NAMED.match(line)), lines[-1])[:200]
