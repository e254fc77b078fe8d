from odoo import api, fields, models

from ...engine.messages import plain_word


class ResCompany(models.Model):
    """Peace for members: how many messages, and when."""

    _inherit = "res.company"

    club_message_limit = fields.Integer(
        "Messages per member in 7 days", default=2, help="Over all clubs and channels of the company; 0: no limit."
    )
    club_quiet_from = fields.Float("Quiet from", default=21.0, help="No messages from this hour on, where members are.")
    club_quiet_to = fields.Float("Quiet until", default=8.0, help="The same hour twice: no quiet hours.")
    club_survey_rest_days = fields.Integer(
        "Days between surveys", default=30, help="A member is asked once in so many days; 0: no rest."
    )
    club_message_months = fields.Integer(
        "Months messages are kept",
        default=36,
        help="Older messages and their texts are removed. Consents are never removed. 0: all messages are kept.",
    )
    club_stop_words = fields.Char(
        "Words that stop text messages",
        default="1, STOP, لغو",
        help="Separated by commas; the first one stands in every text message.",
    )
    club_sms_hook_token = fields.Char(
        "Key of incoming text messages", copy=False, groups="base.group_system", help="Part of the secret address."
    )

    _club_sms_hook_token_uniq = models.UniqueIndex(
        "(club_sms_hook_token) WHERE club_sms_hook_token IS NOT NULL", "Each company has an address of its own."
    )
    _club_months_check = models.Constraint(
        "CHECK(club_message_months >= 0)", "The months for which messages are kept are 0 or more."
    )
    _club_limits_check = models.Constraint(
        "CHECK(club_message_limit >= 0 AND club_survey_rest_days >= 0 AND club_quiet_from >= 0"
        " AND club_quiet_from < 24 AND club_quiet_to >= 0 AND club_quiet_to < 24)",
        "Limits of messages are 0 or more, and quiet hours lie between 0:00 and 23:59.",
    )

    def _get_stop_words(self):
        """The words that end text messages, as they are written in the settings."""
        self.ensure_one()
        return [word.strip() for word in (self.club_stop_words or "").replace("،", ",").split(",") if word.strip()]

    def _is_stop_word(self, text):
        """Whether an incoming text message says that there should be no more of them."""
        said = plain_word(text)
        return bool(said) and said in {plain_word(word) for word in self._get_stop_words()}

    def _get_peace(self):
        """What members can rely on.

        :return: dict: ``limit`` (messages in seven days, 0: no limit), ``quiet_from`` and ``quiet_to`` (texts, as on a
            clock; False: no quiet hours)
        """
        self.ensure_one()
        begin, end = (f"{int(hour)}:{round(hour % 1 * 60):02}" for hour in (self.club_quiet_from, self.club_quiet_to))
        quiet = (begin, end) if begin != end else (False, False)
        return {"limit": self.club_message_limit, "quiet_from": quiet[0], "quiet_to": quiet[1]}

    def _receive_sms(self, sender, text):
        """An incoming text message. A word that stops them withdraws the consent of everybody with that number.

        :param str sender: a telephone number, however it is written
        :return: the consents that were withdrawn
        """
        self.ensure_one()
        Consent, Partner = self.env["loyalty.consent"].sudo(), self.env["res.partner"].sudo()
        if not self._is_stop_word(text):
            return Consent
        found = Partner.browse(Partner._find_by_phone(sender, self, limit=None))
        found = found.filtered(lambda partner: partner.company_id in (self, self.browse()))
        return Consent._withdraw(found, ["sms"], "sms", self) if found else Consent

    @api.model
    def _find_by_sms_hook(self, token):
        """The company of an address for incoming text messages, in superuser mode; may be empty."""
        if not isinstance(token, str) or not 16 <= len(token) <= 64 or "\0" in token:
            return self.sudo().browse()
        return self.sudo().search([("club_sms_hook_token", "=", token)], limit=1)
