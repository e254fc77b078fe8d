"""From new to closed, and back when the member writes again."""

from odoo import models
from odoo.exceptions import UserError

from ...engine import messages as gate

TEMPLATE = "loyalty_club.mail_template_feedback_rating"


class LoyaltyFeedback(models.Model):
    _inherit = "loyalty.feedback"

    def action_take(self):
        """It is mine: whoever clicks is in charge."""
        self.check_access("write")
        self.write({"user_id": self.env.uid})
        self.filtered(lambda feedback: feedback.state == "new").state = "in_work"

    def action_close(self):
        """Close it: what came of it is said; the member is asked for a short rating, once.

        :raise UserError: nobody said what came of a complaint
        """
        self.check_access("write")
        self.write({"state": "closed"})

    def _check_closing(self, vals):
        """Whoever closes a complaint says what came of it, also where a card is dragged to "Closed"."""
        if vals.get("state") != "closed":
            return
        for feedback in self.filtered(lambda feedback: feedback.state != "closed"):
            kind, words = vals.get("kind", feedback.kind), vals.get("resolution", feedback.resolution)
            if kind == "complaint" and not (words or "").strip():
                raise UserError(
                    self.env._("Write what came of %s, then close it. Only staff read it.", feedback.display_name)
                )

    def action_reopen(self):
        """Open it again."""
        self.check_access("write")
        self.filtered(lambda feedback: feedback.state == "closed").write({"state": "in_work"})

    def _follow_state(self, before, vals):
        """What a change of the status means, by whichever way it changed. Superuser mode.

        :param dict before: {feedback: status before}
        """
        now, moved = self.env.cr.now(), self.filtered(lambda feedback: feedback.state != before[feedback])
        moved.filtered(lambda feedback: feedback.state == "closed")._after_closing()
        moved.filtered(lambda feedback: before[feedback] == "closed")._after_opening_again()
        if "waits_for_answer" not in vals:  # by hand, not by a message
            moved.filtered(lambda feedback: feedback.state == "waiting")._note_answer_elsewhere()
            ours = moved.filtered(
                lambda feedback: before[feedback] in ("waiting", "closed") and feedback.state in ("new", "in_work")
            )
            if ours:
                ours.write({"waits_for_answer": True, "waiting_since": now, "reminded_at": False})

    def _note_answer_elsewhere(self):
        """Who puts it on "Waiting for the member" has answered: by telephone, or at the counter. Superuser mode."""
        waiting = self.filtered("waits_for_answer")
        if waiting:
            waiting.filtered(lambda feedback: not feedback.first_answer_at).first_answer_at = self.env.cr.now()
            waiting.write({"waits_for_answer": False})

    def _follow_partner(self, before):
        """Answers go to the member who was chosen now, no longer to whoever was chosen before. Superuser mode."""
        for feedback in self:
            former = before[feedback]
            if former and former != feedback.partner_id and not self._is_staff(former):
                feedback.message_unsubscribe(former.ids)
            if feedback.partner_id:
                feedback.message_subscribe(feedback.partner_id.ids)

    def _after_closing(self):
        """What was closed just now. Superuser mode."""
        if not self:
            return
        self.write({"closed_at": self.env.cr.now(), "waits_for_answer": False})
        self._ask_for_rating()

    def _after_opening_again(self):
        if self:
            self._take_question_back()
            self.write({"closed_at": False})

    def _take_question_back(self):
        """What was opened again before the question for a rating left is asked about when it is closed again."""
        waiting = self.env["mail.message.schedule"].search(
            [
                ("mail_message_id.model", "=", self._name),
                ("mail_message_id.res_id", "in", self.ids),
                ("mail_message_id.subtype_id", "=", self.env.ref("mail.mt_note").id),
            ]
        )
        questions = waiting.mail_message_id
        self.browse(questions.mapped("res_id")).rating_asked_at = False
        questions.unlink()

    def _ask_for_rating(self):
        """Odoo's rating, with a mail where the member has an address; once, however often it is closed."""
        asked = self.filtered(
            lambda feedback: feedback.asks_rating and feedback.partner_id and not feedback.rating_asked_at
        )
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        for feedback in asked:
            feedback._rating_get_access_token()  # the customer account offers it, too
            if template and feedback.partner_id.email:
                feedback.with_context(mail_notify_force_send=False).message_post_with_source(
                    template.with_context(lang=feedback.partner_id.lang),
                    email_layout_xmlid="mail.mail_notification_light",
                    force_send=False,
                    subtype_xmlid="mail.mt_note",
                    scheduled_date=feedback._get_end_of_quiet_hours(),
                )
        asked.rating_asked_at = self.env.cr.now()

    def _may_answer_by_mail(self):
        """Whether an answer to a mail of this finds its way here: there is an address of our own that takes mail."""
        self.ensure_one()
        return bool(self._notify_get_reply_to()[self.id])

    def _get_end_of_quiet_hours(self):
        """When the member may be written to unasked (naive UTC); False: now."""
        self.ensure_one()
        now, company = self.env.cr.now().replace(microsecond=0), self.company_id
        settings = gate.Settings(company.club_message_limit, company.club_quiet_from, company.club_quiet_to)
        zone = self.partner_id.tz or self.program_id.tz or company.partner_id.tz or "UTC"
        until = gate.quiet_until(now, zone, settings)
        return until if until > now else False

    def _get_open_rating(self):
        """The rating that the member is asked for and has not given; may be empty (superuser mode)."""
        self.ensure_one()
        ratings_sudo = self.sudo().rating_ids
        return ratings_sudo.filtered(lambda rating: not rating.consumed and rating.partner_id == self.partner_id)[:1]
