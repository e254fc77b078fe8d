"""The conversation: Odoo's own chatter, on the portal as well; what it changes on the feedback."""

from odoo import models
from odoo.tools import email_normalize, plaintext2html

SPOKEN = ("comment", "email", "email_outgoing")


class LoyaltyFeedback(models.Model):
    _inherit = "loyalty.feedback"

    def _post_first_message(self, attachments):
        """What the member wrote begins the conversation, with the files that came with it."""
        self.ensure_one()
        if not (self.text or attachments):
            return
        author = {"author_id": self.partner_id.id} if self.partner_id else {"email_from": self._get_guest_address()}
        self.with_context(feedback_begins=True).message_post(
            body=plaintext2html(self.text or ""),
            message_type="comment",
            subtype_xmlid="mail.mt_comment" if self.source != "staff" else "mail.mt_note",
            attachment_ids=attachments.ids,
            **{"author_id": False, **author},
        )

    def _get_guest_address(self):
        return self.guest_email or self.guest_name or self.env._("Guest")

    def message_post(self, **kwargs):
        """The first answer to a guest makes the guest a contact, so that the answer finds its way."""
        is_comment = kwargs.get("subtype_xmlid") == "mail.mt_comment" or kwargs.get("subtype_id") == self.env[
            "ir.model.data"
        ]._xmlid_to_res_id("mail.mt_comment")  # the large window for messages says it by the number
        is_answer = kwargs.get("message_type") == "comment" and is_comment
        is_guests = self.guest_email and not self.partner_id and not self.env.context.get("feedback_begins")
        if is_answer and is_guests and self._is_staff(self.env.user.partner_id):
            self._make_guest_a_contact()
        return super().message_post(**kwargs)

    def _make_guest_a_contact(self):
        """Find or make the contact of a guest's e-mail address; nothing where it is no address."""
        address = email_normalize(self.guest_email)
        if address:
            feedback_sudo = self.sudo()
            feedback_sudo.partner_id = feedback_sudo._partner_find_from_emails_single([self.guest_email])

    def _get_customer_information(self):
        """What a guest told makes a new contact."""
        known = super()._get_customer_information()
        for feedback in self.filtered("guest_email"):
            address = email_normalize(feedback.guest_email)
            if address:
                values = known.setdefault(address, {})
                values.update(
                    name=feedback.guest_name or feedback.guest_email,
                    phone=feedback.guest_phone or False,
                    company_id=feedback.company_id.id,
                )
        return known

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        is_said = message.message_type in SPOKEN and not message.is_internal and not message.subtype_id.internal
        if is_said and not self.env.context.get("feedback_begins"):
            self.sudo()._hear(message.sudo())
        return result

    def _hear(self, message):
        """An answer of ours waits for the member; a word of the member waits for us, and opens what was closed."""
        self.ensure_one()
        now = self.env.cr.now()
        if message.author_id != self.partner_id and self._is_staff(message.author_id):
            values = {"waits_for_answer": False}
            if not self.first_answer_at:
                values["first_answer_at"] = now
            if self.state in ("new", "in_work"):
                values["state"] = "waiting"
            if not self.user_id:
                values["user_id"] = message.author_id.user_ids.filtered(
                    lambda user: not user.share and self.company_id in user.company_ids
                )[:1].id
            self.write(values)
            return
        if not self._is_of_member(message):
            return
        values = {} if self.waits_for_answer else {"waits_for_answer": True, "waiting_since": now, "reminded_at": False}
        if self.state in ("waiting", "closed"):
            values["state"] = "in_work"
        if not self.active:
            values["active"] = True  # nobody would see what was written
        if values:
            self.write(values)

    def _is_of_member(self, message):
        """Whether the member (or the guest) speaks. Who writes in the conversation itself was let in; an e-mail comes
        from anybody who got hold of the address: that of a stranger is kept for staff, and changes nothing.
        """
        if message.message_type != "email":
            return True
        member, author = self.partner_id, message.author_id
        addresses = {email_normalize(self.guest_email), member.email_normalized} - {False, None}
        is_family = member and author.commercial_partner_id == member.commercial_partner_id
        return bool(is_family or email_normalize(message.email_from) in addresses)

    def _get_allowed_message_params(self):
        """Nobody rates without being asked: ratings come by the address that the member was given."""
        return super()._get_allowed_message_params() - {"rating_value"}

    @staticmethod
    def _is_staff(author):
        """Whether somebody of the house wrote."""
        return any(not user.share for user in author.sudo().user_ids)
