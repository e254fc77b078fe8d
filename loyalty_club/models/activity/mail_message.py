from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    def write(self, vals):
        """Publishing a review, or hiding it, is a change of its message."""
        result = super().write(vals)
        if "is_internal" in vals:
            self._get_reviews()._sync_reviews()
        return result

    def unlink(self):
        """The database deletes the rating with its message."""
        self._get_reviews()._take_back_reviews()
        return super().unlink()

    def _get_reviews(self):
        Rating = self.env["rating.rating"].sudo()
        if "product_review" not in self.env["loyalty.program"]._get_triggers_in_use():
            return Rating
        return Rating.search([("message_id", "in", self.ids)])
