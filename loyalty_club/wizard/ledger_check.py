from odoo import api, fields, models
from odoo.fields import Command

LINES_SHOWN = 1000


class LoyaltyLedgerCheck(models.TransientModel):
    """The outcome of comparing all accounts with their entries, for people."""

    _name = "loyalty.ledger.check"
    _description = "Ledger Check"
    _rec_name = "checked_at"

    checked_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    club_count = fields.Integer("Clubs", readonly=True)
    account_count = fields.Integer("Accounts", readonly=True)
    problem_count = fields.Integer("Discrepancies", readonly=True)
    line_ids = fields.One2many("loyalty.ledger.check.line", "check_id", readonly=True)

    @api.model
    def action_check(self):
        """Check all clubs that the user sees and open the outcome."""
        return self._open_check(
            self.env["loyalty.program"].with_context(active_test=False).search([("program_type", "=", "loyalty")])
        )

    @api.model
    def _open_check(self, programs):
        """Check these clubs.

        :param programs: clubs; none: nothing is checked
        :return: the action that shows the outcome
        """
        problems = programs.sudo()._check_ledger() if programs else []
        accounts = self.env["loyalty.card"].sudo().with_context(active_test=False)
        check = self.create(
            {
                "club_count": len(programs),
                "account_count": accounts.search_count([("is_club", "=", True), ("program_id", "in", programs.ids)]),
                "problem_count": len(problems),
                "line_ids": [
                    Command.create({name: problem[name] for name in ("card_id", "problem", "expected", "found")})
                    for problem in problems[:LINES_SHOWN]
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check Ledger"),
            "res_model": self._name,
            "res_id": check.id,
            "view_mode": "form",
            "target": "new",
        }
