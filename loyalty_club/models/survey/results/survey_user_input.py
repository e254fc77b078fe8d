from odoo import models

STANDING = {"state", "test_entry", "partner_id"}


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & STANDING:
            self.sudo()._sync_club_results()
        return result

    def unlink(self):
        """What these answers replaced counts again."""
        others = self.sudo()._get_other_tries()
        result = super().unlink()
        others._sync_club_results()
        return result

    def _mark_done(self):
        result = super()._mark_done()
        self.sudo()._open_club_cases()
        return result

    def _reward_answers(self):
        """Answers that are rewarded count, also where nobody was invited and nothing is measured."""
        result = super()._reward_answers()
        self.sudo().filtered(lambda answer: answer.club_outcome and not answer.club_invitation_id)._sync_club_results()
        return result

    def _finish_session(self):
        result = super()._finish_session()
        self.sudo()._open_club_cases()
        return result
