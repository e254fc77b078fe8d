from odoo import models


class ResPartner(models.Model):
    """What customers answered, and what the contacts of companies did."""

    _name = "res.partner"
    _inherit = ["res.partner", "loyalty.survey.answered"]

    def _get_answer_field(self):
        return "partner_id"

    def _get_answer_operator(self):
        return "child_of"

    def _compute_club_answer_count(self):
        self.club_answer_count = 0
        Result, shown = self.env["loyalty.survey.result"], {partner._origin.id: partner for partner in self}
        if not Result.has_access("read"):
            return
        family = self.sudo().with_context(active_test=False).search_fetch([("id", "child_of", [*shown])], ["parent_id"])
        rows = Result._read_group([("partner_id", "in", family.ids)], ["partner_id"], ["user_input_id:count_distinct"])
        known = set(family.ids)
        for contact, count in rows:
            above = family.browse(contact.id)
            while above.id in known:
                if above.id in shown:
                    shown[above.id].club_answer_count += count
                above = above.parent_id
