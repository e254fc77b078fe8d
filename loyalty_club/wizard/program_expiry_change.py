from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.res_partner import _tz_get

from ..engine.expiry import change_of_policy
from ..models.ledger.program_expiry import EXPIRY_FIELDS

SETTINGS = sorted(EXPIRY_FIELDS)


class LoyaltyProgramExpiryChange(models.TransientModel):
    """Shows what a change of the expiry settings does to points that exist, before it is done."""

    _name = "loyalty.program.expiry.change"
    _inherit = "loyalty.readable.window"
    _description = "Change Expiry of Points"

    program_id = fields.Many2one("loyalty.program", required=True, readonly=True)
    expiry_policy = fields.Selection(selection=lambda self: self._get_selection("expiry_policy"), required=True)
    expiry_count = fields.Integer()
    expiry_unit = fields.Selection(selection=lambda self: self._get_selection("expiry_unit"), required=True)
    expiry_round = fields.Selection(selection=lambda self: self._get_selection("expiry_round"), required=True)
    expiry_dates = fields.Char()
    tz = fields.Selection(_tz_get, "Time zone", required=True)
    member_count = fields.Integer(compute="_compute_effect")
    points = fields.Float(digits=(16, 2), compute="_compute_effect")
    effect = fields.Selection(
        [
            ("same", "Nothing changes"),
            ("restart", "All points that exist get one full new period from today"),
            ("extend", "Points that exist stay usable longer, never shorter"),
            ("clear", "Points that exist no longer expire"),
            ("tz", "Last days stay what they are; they end at midnight of the new time zone"),
        ],
        compute="_compute_effect",
    )
    last_day = fields.Date(compute="_compute_effect", help="New last day of all points that exist.")
    example_day = fields.Date(compute="_compute_effect", help="Last day of points that are earned today.")

    def _get_selection(self, name):
        return self.env["loyalty.program"]._fields[name]._description_selection(self.env)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        program = self.env["loyalty.program"].browse(values.get("program_id") or self.env.context.get("active_id"))
        if program.exists():
            values.update({name: program[name] for name in SETTINGS}, program_id=program.id)
        return values

    @api.depends(*SETTINGS, "program_id")
    def _compute_effect(self):
        for wizard in self:
            program = wizard.program_id
            wizard.member_count, wizard.points = program.member_count, program.outstanding_points
            draft = program.new({name: wizard[name] for name in SETTINGS})
            try:
                new = draft._get_policy()
            except ValueError:
                new = None
            wizard.effect = wizard._get_effect(new)
            today = draft._get_local_day(fields.Datetime.now())
            wizard.example_day = new.last_day(today) if wizard.effect else False
            wizard.last_day = wizard.example_day if wizard.effect == "restart" else False

    def _get_effect(self, policy):
        """What ``policy`` does to points that exist; False while the settings say no period yet."""
        if not policy or (policy.policy in ("after_earning", "inactivity") and policy.count <= 0):
            return False
        if policy.policy == "fixed_dates" and not policy.days:
            return False
        program = self.program_id
        old = program._get_policy()
        if policy == old:
            return "same" if self.tz == program.tz else "tz"
        return change_of_policy(old, policy, program._get_local_day(fields.Datetime.now()))

    def action_apply(self):
        self.ensure_one()
        if not self.effect:
            raise UserError(self.env._("Say how long points last: a period of at least 1, or days like 06-21,12-21."))
        if self.effect == "same":
            raise UserError(self.env._("These are the present settings. Change one of them, or close this window."))
        self.program_id.write({name: self[name] for name in SETTINGS})
        return {"type": "ir.actions.act_window_close"}
