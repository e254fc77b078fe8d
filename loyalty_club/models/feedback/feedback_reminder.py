"""Nobody is forgotten: an activity until the answer-by date, and a word when that is over."""

from odoo import api, fields, models

CHUNK = 100
ACTIVITY = "loyalty_club.mail_activity_feedback_answer"


class LoyaltyFeedback(models.Model):
    _inherit = "loyalty.feedback"

    def _plan_answer(self):
        """Compare the activities "answer this" with what waits for an answer: one for each, of whoever is in charge,
        on the answer-by day. Superuser mode.
        """
        activity_type = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if not activity_type or not self:
            return
        found = self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", activity_type.id),
                ("automated", "=", True),
            ]
        )
        by_feedback, missing = found.grouped("res_id"), []
        for feedback in self:
            there = by_feedback.get(feedback.id, found.browse())
            is_due = feedback.waits_for_answer and feedback.active and feedback.user_id.active
            if not is_due:
                there.action_feedback() if feedback.active and not feedback.waits_for_answer else there.unlink()
                continue
            values = {"user_id": feedback.user_id.id, "date_deadline": feedback._get_answer_day()}
            if there:
                there[1:].unlink()
                if (there[0].user_id.id, there[0].date_deadline) != tuple(values.values()):
                    there[0].write(values)
            else:
                missing.append({**values, **feedback._prepare_activity(activity_type)})
        self.env["mail.activity"].create(missing)

    def _get_answer_day(self):
        """The day of the answer-by moment, where whoever is in charge is."""
        reader = self.with_context(tz=self.user_id.tz or self.company_id.partner_id.tz or "UTC")
        return fields.Datetime.context_timestamp(reader, self.answer_by or self.env.cr.now()).date()

    def _prepare_activity(self, activity_type):
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": activity_type.id,
            "summary": self.env._("Answer"),
            "automated": True,
        }

    def _get_late_domain(self, now):
        return [("waits_for_answer", "=", True), ("answer_by", "<", now), ("reminded_at", "=", False)]

    @api.model
    def _remind_late(self, now=None, limit=None):
        """Remind whoever is in charge of feedback whose answer-by date is over, once each time a member waits; club
        managers where nobody is. What
        belonged to somebody who no longer works here goes to the person set for the place or the company.

        :param datetime now: naive UTC
        :return: number of those that were looked after
        """
        now = now or self.env.cr.now()
        late = self.sudo().search(self._get_late_domain(now), limit=limit, order="answer_by, id").try_lock_for_update()
        for feedback in late:
            if not feedback.user_id.active:
                feedback.user_id = feedback._get_person_in_charge()
            feedback._notify_late()
        late.reminded_at = now
        return len(late)

    def _notify_late(self):
        users = (self.user_id | self.company_id.feedback_user_id).filtered("active") or self._get_managers()
        if not users:
            return
        receivers, reader = users.partner_id, users[0]
        told = self.with_context(lang=reader.lang, tz=reader.tz)
        env = told.env
        self.message_notify(
            partner_ids=receivers.ids,
            subject=env._("An answer is late: %s", self.display_name),
            body=env._(
                "%(who)s has been waiting for an answer since %(when)s.", who=told._get_sender(), when=told._get_since()
            ),
            model=self._name,
            res_id=self.id,
        )

    def _get_managers(self):
        """Club managers of the company: they hear of what nobody is in charge of."""
        managers = self.env.ref("loyalty_club.group_club_manager").all_user_ids
        return managers.filtered(lambda user: not user.share and self.company_id in user.company_ids)

    def _get_sender(self):
        return self.partner_id.name or self.guest_name or self.guest_email or self.env._("A guest")

    def _get_since(self):
        return self.env["ir.qweb.field.datetime"].value_to_html(self.waiting_since, {})

    @api.model
    def _cron_remind_late(self):
        """Hourly; chunk by chunk."""
        while done := self._remind_late(limit=CHUNK):
            left = self.sudo().search_count(self._get_late_domain(self.env.cr.now()))
            if not self.env["ir.cron"]._commit_progress(done, remaining=left) or not left:
                break
