"""What the screens of an entry show beyond what is booked."""

from odoo import api, fields, models


class LoyaltyLedgerEntry(models.Model):
    _inherit = "loyalty.ledger.entry"

    reversible_points = fields.Float(
        "Can be reversed",
        digits=(16, 2),
        compute="_compute_reversible_points",
        help="Points of this entry that can still be undone; 0 where it cannot be reversed.",
    )

    @api.depends("description", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            entry.display_name = entry.description or kinds.get(entry.kind) or ""

    @api.depends("reversal_ids.points")
    def _compute_reversible_points(self):
        left = self._get_reversible_points()
        for entry in self:
            entry.reversible_points = left[entry] if entry._may_be_reversed() else 0.0

    def _may_be_reversed(self):
        """Whether the ledger takes reversals of this entry (see ``loyalty.card._post_reversals``)."""
        self.ensure_one()
        return self.state != "void" and self.kind != "transfer" and not self.reversed_id.reversed_id

    @api.model
    def _get_list_action(self):
        """The action of the ledger with the list in front, for who comes from a member or a document."""
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_ledger_entry_action")
        action["views"] = sorted(action["views"], key=lambda view: view[1] != "list")
        action["view_mode"] = ",".join(view[1] for view in action["views"])
        action["mobile_view_mode"] = "kanban"
        return action

    def action_open_account(self):
        """Open the member's account."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "loyalty.card",
            "res_id": self.card_id.id,
            "view_mode": "form",
        }
