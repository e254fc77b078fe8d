"""How feedback comes in, by whichever way: once."""

from odoo import api, models
from odoo.tools.misc import clean_context


class LoyaltyFeedback(models.Model):
    _inherit = "loyalty.feedback"

    @api.model
    @api.private
    def _open(self, values_list):
        """Take in feedback. What has a ``key`` that is known is there already.

        :param values_list: dicts of field values: ``subject``, ``text``, ``kind``, ``source``, ``partner_id`` …;
            ``key`` (once for ever), ``attachment_ids`` (ids of attachments that the sender uploaded)
        :return: the feedback, new and known, in the order of ``values_list`` (superuser mode)
        """
        feedback_sudo = self.with_env(self.env(su=True, context=clean_context(self.env.context)))
        keys = [values["key"] for values in values_list if values.get("key")]
        known = {}
        if keys:
            there = feedback_sudo.with_context(active_test=False).search([("key", "in", keys)])
            known = {found.key: found for found in feedback_sudo.browse(there.ids)}
        result = feedback_sudo.browse()
        for values in values_list:
            found = known.get(values.get("key")) if values.get("key") else None
            if not found:
                found = feedback_sudo._open_one(dict(values))
                known[found.key] = found
            result |= found
        return result

    def _open_one(self, values):
        attachments = self.env["ir.attachment"].browse(values.pop("attachment_ids", ()))
        if not values.get("subject"):
            values["subject"] = self._get_short(values.get("text")) or self.env._("Feedback")
        feedback = self.browse(self.with_context(mail_create_nosubscribe=True).create(values).id)
        feedback._post_first_message(attachments)
        return feedback

    @staticmethod
    def _get_short(text, most=80):
        """The beginning of a text, for a subject."""
        line = " ".join((text or "").split())
        return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0] + "…"

    def _prepare_new(self):
        """Name who is in charge, let the member hear of answers, and remind of the answer."""
        for feedback in self:
            if not feedback.user_id:
                feedback.user_id = feedback._get_person_in_charge()
            feedback._portal_ensure_token()
            if feedback.partner_id:
                feedback.message_subscribe(feedback.partner_id.ids)
        self.filtered(lambda feedback: feedback.state == "waiting")._note_answer_elsewhere()
        self._plan_answer()
