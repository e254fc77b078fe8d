import secrets

from odoo import api, fields, models

from .survey_plan import CHANNELS, MOMENTS

PATH = "/club/s/"


class LoyaltySurveyInvitation(models.Model):
    """A plan asks one member about one thing, once. Written by the club only.

    The token knows the member: whoever has it answers as that member. ``_open`` and the page behind the token are in
    the room ``rewarding``.
    """

    _name = "loyalty.survey.invitation"
    _description = "Survey Invitation"
    _order = "id desc"
    _rec_name = "partner_id"

    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(16),
        groups="loyalty_club.group_club_manager",
    )
    url = fields.Char("Address", compute="_compute_url", groups="loyalty_club.group_club_manager")
    plan_id = fields.Many2one(
        "loyalty.survey.plan", "Plan", required=True, readonly=True, ondelete="restrict", index=True
    )
    moment = fields.Selection(MOMENTS, "When", readonly=True, required=True)
    survey_id = fields.Many2one("survey.survey", required=True, readonly=True, ondelete="cascade", index=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, ondelete="set null", index="btree_not_null")
    account_id = fields.Many2one("loyalty.card", "Member", readonly=True, ondelete="set null", index="btree_not_null")
    program_id = fields.Many2one(
        "loyalty.program", "Club", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade", index=True)
    origin_model = fields.Char(readonly=True)
    origin_id = fields.Many2oneReference("About", model_field="origin_model", readonly=True)
    key = fields.Char(required=True, readonly=True, copy=False)
    event_at = fields.Datetime("Happened", readonly=True)
    channel = fields.Selection(CHANNELS, "How", required=True, readonly=True)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("invited", "Invited"),
            ("opened", "Opened"),
            ("completed", "Completed"),
            ("not_sent", "Not sent"),
        ],
        required=True,
        readonly=True,
        default="planned",
        index=True,
    )
    reason = fields.Selection(
        [
            ("recent", "Asked lately"),
            ("no_login", "No customer account"),
            ("left", "Left the club"),
            ("no_consent", "No consent"),
            ("no_address", "No address"),
            ("blacklisted", "Unsubscribed from everything"),
            ("limit", "Enough messages this week"),
            ("too_late", "Too late"),
            ("no_template", "No text to send"),
            ("merged", "Merged"),
            ("refused", "Refused"),
            ("failed", "Could not be sent"),
        ],
        "Why not",
        readonly=True,
    )
    user_input_id = fields.Many2one(
        "survey.user_input", "Answer", readonly=True, ondelete="set null", index="btree_not_null"
    )
    score = fields.Float(
        "Score (%)", readonly=True, aggregator="avg", help="Of surveys with scores; otherwise there is none."
    )
    asked_at = fields.Datetime(readonly=True, required=True, default=lambda self: self._get_now())
    invited_at = fields.Datetime(readonly=True)
    opened_at = fields.Datetime(readonly=True)
    completed_at = fields.Datetime(readonly=True)

    _key_uniq = models.UniqueIndex("(key)")
    _token_uniq = models.UniqueIndex("(token)")
    _asked_idx = models.Index("(partner_id, company_id, asked_at) WHERE state != 'not_sent'")
    _origin_idx = models.Index("(origin_id, origin_model) WHERE origin_id IS NOT NULL")

    @api.model
    def _get_now(self):
        """The moment of the transaction, to the second, naive UTC."""
        return self.env.cr.now().replace(microsecond=0)

    @api.depends("token")
    def _compute_url(self):
        for invitation in self:
            token = invitation.sudo().token
            invitation.url = f"{invitation.get_base_url()}{PATH}{token}" if token else False

    @api.model
    def _find_by_token(self, token):
        """The invitation behind a link; may be empty. Superuser mode."""
        if not token or len(token) > 64 or "\0" in token:
            return self.sudo().browse()
        return self.sudo().search([("token", "=", token)], limit=1)

    # --- what becomes of it ---

    def _mark_opened(self, user_input=None):
        """The member opened the survey: note the first time, and the answer that belongs to it."""
        now = self._get_now()
        for invitation in self.sudo():
            values = {}
            if invitation.state != "completed":
                values["state"] = "opened"
            if not invitation.opened_at:
                values["opened_at"] = now
            if user_input and invitation.user_input_id != user_input:
                values["user_input_id"] = user_input.id
            if values:
                invitation.write(values)
