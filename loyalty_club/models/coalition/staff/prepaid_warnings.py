"""Prepaid packages of which little is left, or less than nothing: the invoice of a package was reversed since."""

from odoo import api, fields, models

LOW_ACTIVITY = "loyalty_club.mail_activity_type_coalition_low"
SHORT_ACTIVITY = "loyalty_club.mail_activity_type_coalition_short"


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    prepaid_warned = fields.Boolean(readonly=True, copy=False, help="Somebody was told that little is left.")
    prepaid_short = fields.Boolean("More used than prepaid", compute="_compute_prepaid_short")
    short_warned = fields.Boolean(readonly=True, copy=False, help="Somebody was told that more was used than prepaid.")

    @api.depends("prepaid_left")
    def _compute_prepaid_short(self):
        for coalition in self:
            coalition.prepaid_short = coalition.currency_id.compare_amounts(coalition.prepaid_left, 0) < 0

    @api.private
    def _warn(self):
        super()._warn()
        prepaid = self.sudo().search([("package_ids", "!=", False)])
        prepaid._warn_of_low_prepaid()
        prepaid._warn_of_short_prepaid()

    def _warn_of_low_prepaid(self):
        """Tell who is responsible, once, that little is left after what is not settled yet; again when packages were
        added and it is so once more.
        """
        low = self.filtered(lambda coalition: coalition.prepaid_low and coalition.package_ids and coalition._is_low())
        (self - low).filtered("prepaid_warned")._end_warning("prepaid_warned", LOW_ACTIVITY)
        for coalition in low.filtered(lambda coalition: not coalition.prepaid_warned):
            user = coalition._get_responsible()
            spoken = coalition.with_context(lang=user.lang)
            text = spoken.env._("Little is left of the prepaid package of %s", spoken.name)
            coalition._begin_warning("prepaid_warned", LOW_ACTIVITY, user, text)

    def _is_low(self):
        left = self.prepaid_left - max(self.balance, 0)
        return self.currency_id.compare_amounts(left, self.prepaid_low) < 0

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
