from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

from ...own_values import leave_out_own

MOMENTS = [
    ("quotation_sent", "Quotation sent"),
    ("order_confirmed", "Order confirmed"),
    ("delivered", "Order delivered"),
    ("invoice_paid", "Invoice paid"),
    ("till", "Bought at the till"),
    ("tier_reached", "Tier reached"),
    ("membership_ended", "Membership ended"),
    ("inactive", "Inactive"),
    ("complaint_closed", "Complaint closed"),
]
CHANNELS = [
    ("email", "E-mail"),
    ("sms", "Text message"),
    ("qr", "QR code on the receipt"),
    ("portal", "Notice in the customer account"),
]
FIXED = {"program_id", "company_id", "survey_id", "moment"}
"""What a plan that has asked is about; it stays."""
MOVED = {"state", "started_at", "looked_until"}
"""What only starting and stopping writes."""


class LoyaltySurveyPlan(models.Model):
    """Whom of a club's members to ask a survey, after what, and how."""

    _name = "loyalty.survey.plan"
    _description = "Survey Plan"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("stopped", "Stopped")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        group_expand=True,
    )
    started_at = fields.Datetime(
        "Asks since", readonly=True, copy=False, help="Nobody is asked about what happened before."
    )
    program_id = fields.Many2one(
        "loyalty.program",
        "Club",
        required=True,
        check_company=True,
        ondelete="cascade",
        index=True,
        domain=[("program_type", "=", "loyalty")],
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    survey_id = fields.Many2one("survey.survey", required=True, ondelete="restrict", index=True, tracking=True)
    moment = fields.Selection(
        MOMENTS,
        "When",
        required=True,
        default="order_confirmed",
        tracking=True,
        help="Delivered: the last goods have left, or the rest was cancelled; an order of services only, when all of "
        "them were entered as delivered. Inactive: presents for birthdays and anniversaries are no activity.",
    )
    delay_days = fields.Integer("Days later", help="Days of 24 hours after that moment; 0: at once.", tracking=True)
    inactive_days = fields.Integer(
        "Inactive for",
        default=90,
        help="Days without a purchase, an activity or points spent; who has done nothing yet, since joining.",
        tracking=True,
    )
    tier_ids = fields.Many2many(
        "loyalty.tier",
        string="Tiers",
        domain="[('program_id', '=', program_id)]",
        help="Reached: these tiers. Other moments: members of these tiers. Empty: every tier.",
    )
    member_domain = fields.Char("Members", default="[]", help="Only members that match when they would be asked.")
    share = fields.Float(
        "Share (%)",
        default=100.0,
        tracking=True,
        help="So many of a hundred members are asked: always the same ones, chosen by chance.",
    )
    channel = fields.Selection(CHANNELS, "How", required=True, default="email", tracking=True)
    mail_template_id = fields.Many2one(
        "mail.template",
        "E-mail",
        ondelete="restrict",
        domain=[("model", "=", "loyalty.survey.invitation")],
        default=lambda self: self.env.ref("loyalty_club.mail_template_survey_plan", raise_if_not_found=False),
    )
    sms_template_id = fields.Many2one(
        "sms.template",
        "Text message",
        ondelete="restrict",
        domain=[("model", "=", "loyalty.survey.invitation")],
        default=lambda self: self.env.ref("loyalty_club.sms_template_survey_plan", raise_if_not_found=False),
    )
    budget_points = fields.Float(
        "Budget",
        digits=(16, 2),
        tracking=True,
        help="Points of the club that answers to this plan earn at most: what invitations can still earn is reserved. "
        "The plan stops when too little is left; 0: no budget.",
    )
    answer_days = fields.Integer(
        "Answer within", default=30, help="So many days an invitation can be answered; 0: for ever."
    )
    invitation_ids = fields.One2many("loyalty.survey.invitation", "plan_id", "Invitations", readonly=True)

    _numbers_check = models.Constraint(
        "CHECK (delay_days >= 0 AND inactive_days >= 0 AND budget_points >= 0 AND answer_days >= 0)",
        "Days and budget of a plan cannot be negative.",
    )
    _share_check = models.Constraint(
        "CHECK (share > 0 AND share <= 100)", "The share is more than 0 and at most 100 per cent."
    )
    _started_check = models.Constraint(
        "CHECK (state != 'running' OR started_at IS NOT NULL)", "A plan that asks knows since when: use “Start”."
    )

    # --- checks ---

    @api.constrains("member_domain")
    def _check_member_domain(self):
        for plan in self:
            if not plan._can_search_members():
                raise ValidationError(plan._say_members_are_wrong())

    @api.constrains("moment", "channel", "inactive_days")
    def _check_moment(self):
        for plan in self:
            if plan.channel == "qr" and plan.moment != "till":
                raise ValidationError(
                    self.env._("Only receipts of the till carry a QR code: choose “Bought at the till”.")
                )
            if plan.moment == "inactive" and not plan.inactive_days:
                raise ValidationError(self.env._("Write after how many days a member is inactive."))

    def _get_member_domain(self):
        """The ``Domain`` of customers to ask."""
        self.ensure_one()
        return Domain(safe_eval(self.member_domain or "[]"))

    def _can_search_members(self):
        """Whether the domain of members can be read: fields go when their module does."""
        try:
            self._get_member_domain().validate(self.env["res.partner"])
        except (ValueError, TypeError, SyntaxError):
            return False
        return True

    def _say_members_are_wrong(self):
        return self.env._("The members of “%s” cannot be searched for. Choose them again.", self.name)

    # --- CRUD ---

    @api.model_create_multi
    def create(self, vals_list):
        model = self
        if not self.env.su:
            if any(MOVED & vals.keys() for vals in vals_list):
                raise self._moved_is_not_written()
            model, vals_list = leave_out_own(self, vals_list, MOVED)
        plans = super(LoyaltySurveyPlan, model).create(vals_list)
        plans._forget_moments()
        return plans

    def write(self, vals):
        if not self.env.su and MOVED & vals.keys():
            raise self._moved_is_not_written()
        changed = self.filtered(
            lambda plan: any(
                plan._fields[name].convert_to_write(plan[name], plan) != vals[name] for name in FIXED & vals.keys()
            )
        )
        if changed and changed.sudo().invitation_ids:
            raise UserError(
                self.env._("This plan has asked members: its club, survey and moment stay. Make another plan instead.")
            )
        result = super().write(vals)
        if vals.get("active"):
            self.sudo().looked_until = self._get_now()  # nobody is asked about what happened while it was archived
        if {"state", "active", "moment", "delay_days", "channel"} & vals.keys():
            self._forget_moments()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_moments()
        return result

    def _moved_is_not_written(self):
        return AccessError(self.env._("Use “Start” and “Stop” of the plan."))

    def _forget_moments(self):
        """What is asked after is cached; what others cache before the commit is forgotten, too."""
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(partial(self.env.registry.clear_cache))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        if self.sudo().invitation_ids:
            raise UserError(self.env._("A plan that has asked members cannot be deleted. Archive it instead."))
