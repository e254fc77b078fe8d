import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .survey_plan import CHANNELS, MOMENTS

PATH = "/club/s/"
NAMED = ("sale.order", "pos.order", "account.move", "loyalty.membership", "loyalty.tier.change", "loyalty.feedback")
"""Of these, the member reads the name."""


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
    plan_id = fields.Many2one("loyalty.survey.plan", required=True, readonly=True, ondelete="restrict", index=True)
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
    about = fields.Char("Asked about", compute="_compute_about", help="The order, the invoice, the tier …")
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
        "_get_reasons", "Why not", readonly=True, help="Of the plan, or of the gate before which all messages wait."
    )
    message_id = fields.Many2one("loyalty.message", readonly=True, ondelete="set null", index="btree_not_null")
    user_input_id = fields.Many2one(
        "survey.user_input", "Answer", readonly=True, ondelete="set null", index="btree_not_null"
    )
    score = fields.Float(
        "Score (%)", readonly=True, aggregator="avg", help="Of surveys with scores; otherwise there is none."
    )
    asked_at = fields.Datetime("Date", readonly=True, required=True, default=lambda self: self._get_now())
    invited_at = fields.Datetime(readonly=True)
    answer_until = fields.Datetime("Can be answered until", readonly=True)
    opened_at = fields.Datetime(readonly=True)
    completed_at = fields.Datetime(readonly=True)

    _key_uniq = models.UniqueIndex("(key)")
    _token_uniq = models.UniqueIndex("(token)")
    _asked_idx = models.Index("(partner_id, company_id, asked_at) WHERE state != 'not_sent'")
    _waiting_idx = models.Index("(asked_at) WHERE state IN ('planned', 'invited')")
    _open_idx = models.Index("(program_id, survey_id) WHERE state IN ('planned', 'invited', 'opened')")
    _origin_idx = models.Index("(origin_id, origin_model) WHERE origin_id IS NOT NULL")

    @api.model
    def _get_reasons(self):
        own = [
            ("recent", self.env._("Asked lately")),
            ("no_login", self.env._("No customer account")),
            ("late", self.env._("Too late")),
            ("budget", self.env._("Budget used or reserved")),
        ]
        return own + self.env["loyalty.message"]._fields["reason"]._description_selection(self.env)

    @api.model
    def _get_now(self):
        """The moment of the transaction, to the second, naive UTC."""
        return self.env.cr.now().replace(microsecond=0)

    @api.model
    def _get_open_condition(self):
        """SQL: an invitation ``i`` can still be answered."""
        return SQL(
            "(i.state = 'planned' OR i.state IN ('invited', 'opened')"
            " AND (i.answer_until IS NULL OR i.answer_until > %s))",
            self._get_now(),
        )

    @api.depends("token")
    def _compute_url(self):
        for invitation in self:
            token = invitation.sudo().token
            invitation.url = f"{invitation.get_base_url()}{PATH}{token}" if token else False

    @api.depends("origin_model", "origin_id")
    def _compute_about(self):
        self.about = False
        for model, invitations in self.grouped("origin_model").items():
            if model not in NAMED:
                continue
            origins = self.env[model].sudo().browse(invitations.mapped("origin_id")).exists()
            names = {origin.id: origin.display_name for origin in origins}
            for invitation in invitations:
                invitation.about = names.get(invitation.origin_id, False)

    def action_open_origin(self):
        """Open what the member was asked about."""
        self.ensure_one()
        if not self.origin_model or not self.env[self.origin_model].browse(self.origin_id).exists():
            raise UserError(self.env._("What the member was asked about no longer exists."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.origin_model,
            "res_id": self.origin_id,
            "views": [(False, "form")],
        }

    @api.model
    def _find_by_token(self, token):
        """The invitation behind a link; may be empty. Superuser mode."""
        if not token or len(token) > 64 or "\0" in token:
            return self.sudo().browse()
        return self.sudo().search([("token", "=", token)], limit=1)

    # --- what becomes of it ---

    def _mark_opened(self):
        """The member looked at the survey: note the first time."""
        now = self._get_now()
        for invitation in self.sudo():
            values = {}
            if invitation.state not in ("opened", "completed"):
                values["state"] = "opened"
            if not invitation.opened_at:
                values["opened_at"] = now
            if values:
                invitation.write(values)
