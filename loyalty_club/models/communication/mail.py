"""What a club tells its members by itself: stock's communications with more occasions and a second channel."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

EVENTS = ("welcome", "points_earned", "tier_reached")
"""What happens at a moment: told soon after it."""
DAILY = ("points_expiring", "tier_ending", "birthday", "inactive")
"""What has a day: looked for once a day of the club."""
WITH_DAYS = ("points_expiring", "tier_ending", "inactive")
WITH_POINTS = ("points_reach", "points_earned", "points_expiring")
PURPOSES = {
    "create": "welcome",
    "welcome": "welcome",
    "points_reach": "points",
    "points_earned": "points",
    "points_expiring": "expiring",
    "tier_reached": "tier",
    "tier_ending": "tier_ending",
    "birthday": "birthday",
    "inactive": "inactive",
}
"""{trigger: ``loyalty.message.purpose``}"""
ENTRY, CARD = "loyalty.ledger.entry", "loyalty.card"


class LoyaltyMail(models.Model):
    """A communication of a program. Those of clubs go through ``loyalty.message``, all others as stock sends them."""

    _inherit = "loyalty.mail"

    trigger = fields.Selection(
        selection_add=[
            ("welcome", "Somebody becomes a member"),
            ("points_earned", "Points are earned"),
            ("points_expiring", "Points expire soon"),
            ("tier_reached", "A tier is reached"),
            ("tier_ending", "The tier ends soon"),
            ("birthday", "Birthday"),
            ("inactive", "Inactive for some time"),
        ],
        ondelete=dict.fromkeys((*EVENTS, *DAILY), "cascade"),
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "Text message")], required=True, default="email", help="How it is sent."
    )
    mail_template_id = fields.Many2one(required=False, domain="[('model', 'in', template_models.split(','))]")
    sms_template_id = fields.Many2one(
        "sms.template",
        "Text message template",
        ondelete="cascade",
        domain="[('model', 'in', template_models.split(','))]",
    )
    template_models = fields.Char(compute="_compute_template_models")
    days = fields.Integer(
        default=7, help="Days before points expire or a tier ends, or days without a purchase or a reward."
    )
    tier_ids = fields.Many2many(
        "loyalty.tier", string="Tiers", domain="[('program_id', '=', program_id)]", help="Empty: members of every tier."
    )
    since = fields.Datetime(
        "On since",
        readonly=True,
        copy=False,
        default=lambda self: self.env.cr.now().replace(microsecond=0),
        help="Nothing that happened before is told.",
    )
    looked_on = fields.Date(
        "Last looked at", readonly=True, copy=False, help="The club's day for which members were looked for last."
    )
    program_type = fields.Selection(related="program_id.program_type")
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)

    _days_check = models.Constraint("CHECK (days >= 0)", "Days cannot be negative.")

    @api.depends("trigger")
    def _compute_template_models(self):
        for mail in self:
            mail.template_models = ",".join(mail._get_template_models())

    def _get_template_models(self):
        """Models that a template of this communication may be of: the account, or the entry with what was earned."""
        return [CARD, ENTRY] if self.trigger == "points_earned" else [CARD]

    @api.depends("trigger", "program_id")
    def _compute_display_name(self):
        labels = dict(self._fields["trigger"]._description_selection(self.env))
        for mail in self:
            mail.display_name = ": ".join(filter(None, (mail.program_id.name, labels.get(mail.trigger))))

    @api.constrains("channel", "mail_template_id", "sms_template_id", "trigger", "program_id")
    def _check_templates(self):
        for mail in self:
            template = mail._get_template()
            if not template:
                raise ValidationError(self.env._("Choose the template of “%s”.", mail.display_name))
            is_club = mail.program_id.program_type == "loyalty"
            if is_club and template.sudo().model not in mail._get_template_models():
                raise ValidationError(
                    self.env._(
                        "“%(template)s” does not fit “%(mail)s”. Choose a template for loyalty cards.",
                        template=template.sudo().name,
                        mail=mail.display_name,
                    )
                )
            if not is_club and (mail.channel != "email" or mail.trigger not in ("create", "points_reach")):
                raise ValidationError(
                    self.env._("“%s” is for clubs only: choose another occasion, and e-mail.", mail.display_name)
                )

    def _get_template(self):
        """The template of the channel, or an empty recordset."""
        self.ensure_one()
        return self.sms_template_id if self.channel == "sms" else self.mail_template_id
