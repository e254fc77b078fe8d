from odoo import fields, models


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
    _club_limits_check = models.Constraint(
        "CHECK(club_message_limit >= 0 AND club_survey_rest_days >= 0 AND club_quiet_from >= 0"
        " AND club_quiet_from < 24 AND club_quiet_to >= 0 AND club_quiet_to < 24)",
        "Limits of messages are 0 or more, and quiet hours lie between 0:00 and 23:59.",
    )
