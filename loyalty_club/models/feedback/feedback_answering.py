"""Who answers, and by when."""

from odoo import api, models
from odoo.fields import Domain

SECONDS_PER_HOUR = 3600


class LoyaltyFeedback(models.Model):
    _inherit = "loyalty.feedback"

    @api.depends("partner_id")
    def _compute_account_id(self):
        """The member's first account, in the order of the clubs; what was chosen stays while it is the member's."""
        club_field = self._fields["program_id"]
        for feedback in self:
            if not feedback.partner_id or feedback.account_id.partner_id == feedback.partner_id:
                continue
            # a club that is computed is that of this account: asking for it now would leave it empty
            is_open = self.env.is_to_compute(club_field, feedback)
            club = feedback.place_id.program_id if is_open else feedback.program_id
            accounts = feedback.partner_id._get_own_accounts().filtered(
                lambda card, feedback=feedback, club=club: (
                    card.program_id.active
                    and card.program_id.company_id in (self.env["res.company"], feedback.company_id)
                    and card.program_id in (club, club or card.program_id)
                )
            )
            feedback.account_id = accounts.sorted(lambda card: (card.program_id.sequence, card.id))[:1]

    @api.depends("kind", "company_id", "waiting_since")
    def _compute_answer_by(self):
        """The company's days of work after the member began to wait; its working hours are read once."""
        now = self.env.cr.now()
        for company, group in self.grouped("company_id").items():
            company_sudo, wanted = company.sudo(), {}
            for feedback in group:
                days = company_sudo[f"feedback_days_{feedback.kind or 'complaint'}"]
                wanted[feedback] = (feedback.waiting_since or now, days)
            moments = company_sudo._add_working_days(set(wanted.values()))
            for feedback in group:
                feedback.answer_by = moments[wanted[feedback]]

    @api.depends("opened_at", "first_answer_at")
    def _compute_hours_to_first_answer(self):
        for feedback in self:
            hours = False
            if feedback.first_answer_at and feedback.opened_at:
                hours = (feedback.first_answer_at - feedback.opened_at).total_seconds() / SECONDS_PER_HOUR
            feedback.hours_to_first_answer = hours

    @api.depends("answer_by", "waits_for_answer")
    def _compute_is_late(self):
        now = self.env.cr.now()
        for feedback in self:
            feedback.is_late = bool(feedback.waits_for_answer and feedback.answer_by and feedback.answer_by < now)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain([("waits_for_answer", "=", True), ("answer_by", "<", self.env.cr.now())])
        return late if True in value else ~late

    def _get_person_in_charge(self):
        """Who looks after this where nobody was named: as set for the place, else for the company; may be empty."""
        self.ensure_one()
        company = self.company_id.sudo()
        return next(
            (
                user
                for user in (self.place_id.sudo().user_id, company.feedback_user_id)
                if user.active and not user.share and company in user.company_ids
            ),
            self.env["res.users"],
        )
