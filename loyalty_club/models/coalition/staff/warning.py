from odoo import models


class LoyaltyCoalitionWarning(models.AbstractModel):
    """A state of affairs that somebody is told of once, by an activity that goes when it is over."""

    _name = "loyalty.coalition.warning"
    _description = "Coalition Warning"

    def _begin_warning(self, mark, activity_type, user, text):
        """
        :param str mark: field that notes that somebody was told
        :param str activity_type: xml id; one type for each kind of warning
        """
        self.ensure_one()
        self.activity_schedule(activity_type, note=text, user_id=user.id)
        self[mark] = True

    def _end_warning(self, mark, activity_type):
        if self:
            self.activity_unlink([activity_type])
            self.write({mark: False})
