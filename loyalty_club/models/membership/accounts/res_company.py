from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    membership_deferral = fields.Boolean(
        "Spread membership fees", help="Fees for more than a month are earned month by month, by one entry a month."
    )
    membership_deferral_account_id = fields.Many2one(
        "account.account",
        "Deferred membership fees",
        check_company=True,
        domain=[("account_type", "=", "liability_current")],
        help="What is paid and not earned yet stands here.",
    )
    membership_deferral_journal_id = fields.Many2one(
        "account.journal", "Journal of deferred fees", check_company=True, domain=[("type", "=", "general")]
    )

    @api.constrains("membership_deferral", "membership_deferral_account_id", "membership_deferral_journal_id")
    def _check_membership_deferral(self):
        for company in self:
            if company.membership_deferral and not (
                company.membership_deferral_account_id and company.membership_deferral_journal_id
            ):
                raise ValidationError(
                    self.env._("To spread membership fees, choose the account and the journal of deferred fees.")
                )
