"""A test: what a message would say, sent to the user who asks for it and noted nowhere."""

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ..message.message_handing import MAIL_FIELDS

TOKEN = "test"
"""No message has it: the link to unsubscribe in a test changes nothing."""


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    @api.model
    def _send_test(self, template, record, values):
        """Send a message to the current user, in the user's language and marked as a test. It asks no gate, is in no
        list and leaves no key. Whoever calls this has checked access.

        :param template: of e-mails or text messages, as the channel says
        :param record: what the template is rendered on
        :param dict values: ``company_id``, ``program_id``, ``purpose``, ``channel``
        :return: action that says where the test went
        :raise UserError: the user has no address, or the template cannot be rendered
        """
        partner = self.env.user.partner_id
        company = self.env["res.company"].browse(values["company_id"])
        language = self.env.lang or "en_US"
        Message = self.sudo().with_company(company).with_context(lang=language, template_preview_lang=language)
        message = Message.new({"partner_id": partner.id, "token": TOKEN, **values})
        address = message._get_address()
        if not address:
            raise UserError(message._get_address_problem())
        if not template:
            raise UserError(self.env._("The template was deleted. Choose another one."))
        try:
            message._make_test(template.sudo().with_env(message.env), record.sudo().with_env(message.env))
        except ValueError as error:
            raise UserError(str(error)) from error
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("A test is on its way to %s.", address)},
        }

    def _get_address_problem(self):
        if self.channel == "sms":
            return self.env._("Your own contact has no telephone number that works. Add it, then send the test again.")
        return self.env._("Your own contact has no e-mail address that works. Add it, then send the test again.")

    def _make_test(self, template, record):
        """Put the test into Odoo's queue.

        :raise ValueError: the template says nothing
        """
        if self.channel == "sms":
            body = template._render_field("body", record.ids, set_lang=self.env.lang)[record.id]
            text = self.env._("Test: %s", self._get_text(body))
            self.env["sms.sms"].create({"partner_id": self.partner_id.id, "number": self._get_address(), "body": text})
            queue = self.env.ref("sms.ir_cron_sms_scheduler_action", raise_if_not_found=False)
        else:
            self.env["mail.mail"].create(self._prepare_test_mail(template, record))
            queue = self.env.ref("mail.ir_cron_mail_scheduler_action", raise_if_not_found=False)
        if queue:
            queue._trigger()

    def _prepare_test_mail(self, template, record):
        """Values of a mail that hangs on no record, so that it stands in no member's history."""
        fields = [name for name in MAIL_FIELDS if name not in ("model", "res_id", "report_template_ids")]
        values = template._generate_template(record.ids, fields)[record.id]
        values.pop("attachments", None)
        if is_html_empty(values["body_html"]):
            raise ValueError(self.env._("The template has no text."))
        note = Markup("<p style='padding: 8px; background-color: #FFF3CD;'>%s</p>") % self.env._(
            "This is a test: only you get it, and it counts nowhere."
        )
        values = self._prepare_mail(template, {**values, "body_html": note + values["body_html"]})
        return {
            **values,
            "model": False,
            "res_id": False,
            "subject": self.env._("Test: %s", values["subject"]),
            "headers": repr({"X-Auto-Response-Suppress": "OOF"}),
        }
