"""What the screens of an entry show beyond what is booked."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError


class LoyaltyLedgerEntry(models.Model):
    _inherit = "loyalty.ledger.entry"

    reversible_points = fields.Float(
        "Can be reversed",
        digits=(16, 2),
        compute="_compute_reversible_points",
        help="Points of this entry that can still be undone; 0 where it cannot be reversed.",
    )

    can_open_origin = fields.Boolean(compute="_compute_can_open_origin")

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

    @api.depends_context("uid")
    @api.depends("origin_model", "origin_id")
    def _compute_can_open_origin(self):
        """Whether the document that caused the entry is still there and the user may read it."""
        by_model = defaultdict(set)
        for entry in self.filtered("origin_id"):
            by_model[entry.origin_model].add(entry.origin_id)
        readable = {
            model: set(self.env[model].browse(ids).exists()._filtered_access("read").ids)
            for model, ids in by_model.items()
            if model in self.env
        }
        for entry in self:
            entry.can_open_origin = entry.origin_id in readable.get(entry.origin_model, ())

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

    def action_open_origin(self):
        """Open the document that caused the entry."""
        self.ensure_one()
        if not self.can_open_origin:
            raise UserError(
                self.env._("The document of this entry no longer exists, or it is not among those that you may see.")
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self.origin_model,
            "res_id": self.origin_id,
            "view_mode": "form",
        }
