from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.expiry import change_of_policy
from ..models.ledger.program_expiry import EXPIRY_FIELDS

SETTINGS = sorted(EXPIRY_FIELDS - {"tz"})


class LoyaltyProgramExpiryChange(models.TransientModel):
    """Shows what a change of the expiry settings does to points that exist, before it is done."""

    _name = "loyalty.program.expiry.change"
    _description = "Change Expiry of Points"

    program_id = fields.Many2one("loyalty.program", required=True, readonly=True)
    expiry_policy = fields.Selection(selection=lambda self: self._get_selection("expiry_policy"), required=True)
    expiry_count = fields.Integer()
    expiry_unit = fields.Selection(selection=lambda self: self._get_selection("expiry_unit"), required=True)
    expiry_round = fields.Selection(selection=lambda self: self._get_selection("expiry_round"), required=True)
    expiry_dates = fields.Char()
    member_count = fields.Integer(compute="_compute_effect")
    points = fields.Float(digits=(16, 2), compute="_compute_effect")
    effect = fields.Selection(
        [
            ("same", "Nothing changes"),
            ("restart", "All points that exist get one full new period from today"),
            ("extend", "Points that exist stay usable longer, never shorter"),
            ("clear", "Points that exist no longer expire"),
        ],
        compute="_compute_effect",
    )
    last_day = fields.Date(compute="_compute_effect", help="New last day of all points that exist.")

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
            old = program._get_policy()
            draft = program.new({name: wizard[name] for name in SETTINGS})
            try:
                new = draft._get_policy()
            except ValueError:
                wizard.effect, wizard.last_day = False, False
                continue
            today = program._get_local_day(fields.Datetime.now())
            ready = new.policy in ("none", "fixed_dates") or new.count > 0
            wizard.effect = "same" if new == old or not ready else change_of_policy(old, new, today)
            wizard.last_day = new.last_day(today) if wizard.effect == "restart" else False

    def action_apply(self):
        self.ensure_one()
        if self.effect == "same":
            raise UserError(self.env._("These are the present settings. Change one of them, or close this window."))
        self.program_id.write({name: self[name] for name in SETTINGS})
        return {"type": "ir.actions.act_window_close"}
