"""What the form of a club opens."""

from odoo import models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _compute_total_order_count(self):
        """The number is for whoever may see the club; stock asks for the right to read orders."""
        return super(LoyaltyProgram, self.sudo())._compute_total_order_count()

    def action_open_members(self):
        """The accounts of this club."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_card_action_member")
        action["domain"] = [("is_club", "=", True), ("program_id", "=", self.id)]
        action["context"] = {"default_program_id": self.id}
        return action

    def action_open_ledger(self):
        """The ledger of this club."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_ledger_entry_action")
        action["domain"] = [("program_id", "=", self.id)]
        action["context"] = {"search_default_posted_and_pending": 1, "search_default_last_12_months": 1}
        return action

    def action_open_pending(self):
        """The points of this club that are not usable yet, as a list."""
        self.ensure_one()
        action = self.env["loyalty.ledger.entry"]._get_list_action()
        action["domain"] = [("program_id", "=", self.id)]
        action["context"] = {"search_default_pending": 1}
        return action

    def action_check_ledger(self):
        """Compare the balances of this club with its ledger and show what was found."""
        return self.env["loyalty.ledger.check"]._open_check(self)
