from odoo import fields, models
from odoo.exceptions import UserError


class LoyaltyStepWindow(models.AbstractModel):
    """For windows in which staff moves records by hand and says why.

    A heir has a selection ``step`` and a method ``_do_<step>`` for each, names the field of its records in
    ``_step_records``, whose model has ``_check_staff``.
    """

    _name = "loyalty.step.window"
    _inherit = "loyalty.readable.window"
    _description = "Window that Asks for a Reason"

    _step_records = None

    reason = fields.Char(help="Shown in the history.")

    def action_do(self):
        """Do it now. Clicking twice does it once: what is there already stays as it is."""
        self.ensure_one()
        self[self._step_records]._check_staff()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why: the reason is kept in the history."))
        getattr(self, f"_do_{self.step}")()
        self._note(reason)
        return {"type": "ir.actions.act_window_close"}

    def _note(self, reason):
        """Hook: what is noted once the step is done."""
