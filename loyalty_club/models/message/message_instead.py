"""What could not be sent, or came back: the reason is noted, and what belongs to a purchase takes the other channel."""

from odoo import api, fields, models

from ...engine.messages import OF_THE_CHANNEL, OTHER_CHANNEL, UNDELIVERED

OTHER = {"email": "sms", "sms": "email"}


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    instead_of_id = fields.Many2one(
        "loyalty.message",
        "Instead of",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The message that could not be sent on the other channel.",
    )
    instead_ids = fields.One2many("loyalty.message", "instead_of_id", "On the other channel", readonly=True)
    mail_ref = fields.Char(
        "Message-Id", readonly=True, index="btree_not_null", groups="base.group_system",
        help="What mail servers call it, for mails that come back when Odoo has deleted them.",
    )  # fmt: skip

    def _skip(self, reason):
        """These messages will never be sent. Superuser mode.

        :param str reason: value of ``reason``
        """
        self.write({"state": "skipped", "reason": reason})
        self._after_failure()

    def _note_undelivered(self, detail):
        """What was handed over did not reach the customer; what is known to have failed keeps its first reason."""
        sent = self.filtered(lambda message: message.state == "sent")
        sent.write({"state": "failed", "reason": UNDELIVERED, "detail": detail[:200]})
        sent._after_failure()

    def _note_delivered(self):
        """It got there after all: sent again by hand. What would be told instead and still waits is given up."""
        failed = self.filtered(lambda message: message.state == "failed")
        failed.write({"state": "sent", "reason": False, "detail": False})
        failed.instead_ids.filtered(lambda message: message.state == "waiting")._skip(OTHER_CHANNEL)

    def _after_failure(self):
        """Hook: called once for messages (superuser mode) that were just not sent or failed; ``reason`` says why."""
        self._take_other_channel()

    # --- the other channel ---

    def _take_other_channel(self):
        """Put messages that belong to a purchase before the gate again, for the other channel, where there is a
        template and an address for it. Once for each.

        :return: the new messages (superuser mode)
        """
        stuck = self.filtered(
            lambda message: (
                message.is_service
                and message.state in ("skipped", "failed")
                and message.reason in OF_THE_CHANNEL
                and not message.instead_of_id
                and not message.instead_ids
                and message._has_other_way()
            )
        )
        if not stuck:
            return self.browse()
        made = self._queue([message._prepare_instead() for message in stuck])
        stuck.invalidate_recordset(["instead_ids"])
        made._after_instead()
        return made

    def _has_other_way(self):
        if self.channel == "email":
            return bool(self.sms_template_id and self.partner_id.phone_sanitized)
        return bool(self.mail_template_id and self.partner_id.email_normalized)

    def _prepare_instead(self):
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "purpose": self.purpose,
            "channel": OTHER[self.channel],
            "key": f"{self.key},instead",
            "account_id": self.account_id.id,
            "program_id": self.program_id.id,
            "mail_template_id": self.mail_template_id.id,
            "sms_template_id": self.sms_template_id.id,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "valid_until": self.valid_until or None,
            "instead_of_id": self.id,
        }

    def _after_instead(self):
        """Hook: these messages (superuser mode) were just made instead of ``instead_of_id``."""

    def _leave_other_channel(self):
        """Before failed messages are tried again: of the two channels only one is tried. What was told on the other one
        is left out, and what waits there is given up.

        :return: the messages that are tried again
        """
        told = self.filtered(lambda message: message.instead_ids.filtered(lambda other: other.state == "sent"))
        again = self - told
        again.instead_ids.filtered(lambda other: other.state == "waiting")._skip(OTHER_CHANNEL)
        again -= again.filtered(
            lambda message: message.instead_of_id in again or message.instead_of_id.state in ("sent", "waiting")
        )
        self.env["sms.tracker"].sudo().search([("club_message_id", "in", again.ids)]).unlink()
        return again

    # --- what mail servers say later ---

    @api.model
    def _note_bounce(self, references, email, detail):
        """A mail came back, perhaps after days, when Odoo has deleted it.

        :param references: what mail servers call the mails that it may be about
        :param email: the address that it did not reach, or False
        :return: the messages (superuser mode)
        """
        if not references:
            return self.sudo().browse()
        found = self.sudo().search([("mail_ref", "in", list(references)), ("state", "=", "sent")])
        if email:
            found = found.filtered(lambda message: message.partner_id.email_normalized == email)
        found._note_undelivered(detail)
        return found
