"""Prepaid packages of which settlements used more than was paid: an invoice was cancelled or reversed since."""

from odoo import api, fields, models

SHORT_ACTIVITY = "loyalty_club.mail_activity_type_coalition_short"


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    prepaid_short = fields.Boolean("More used than prepaid", compute="_compute_prepaid_short")
    short_warned = fields.Boolean(readonly=True, copy=False, help="Somebody was told that more was used than prepaid.")

    @api.depends("prepaid_left")
    def _compute_prepaid_short(self):
        for coalition in self:
            coalition.prepaid_short = coalition.currency_id.compare_amounts(coalition.prepaid_left, 0) < 0

    @api.private
    def _warn(self):
        super()._warn()
        self.sudo().search([("package_ids", "!=", False)])._warn_of_short_prepaid()

    def _warn_of_short_prepaid(self):
        """Tell who is responsible, once, that settlements used more than is prepaid; again when that was put right and
        is so once more.
        """
        short = self.filtered("prepaid_short")
        (self - short).filtered("short_warned")._end_warning("short_warned", SHORT_ACTIVITY)
        for coalition in short.filtered(lambda coalition: not coalition.short_warned):
            user = coalition._get_responsible()
            spoken = coalition.with_context(lang=user.lang)
            text = spoken.env._(
                "Settlements with %(partner)s used %(amount)s more than is prepaid: the invoice of a package was"
                " cancelled or reversed. Add a package, or cancel those settlements and settle again.",
                partner=spoken.name,
                amount=spoken.currency_id.format(-spoken.prepaid_left),
            )
            coalition._begin_warning("short_warned", SHORT_ACTIVITY, user, text)
