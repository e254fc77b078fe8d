"""What nobody may change by writing on an account, in whatever way the values arrive."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

LEDGER_FIELDS = {"is_club", "merged_into_id", "points_expire_on"}
"""Fields that only the ledger moves."""


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    @api.model_create_multi
    def create(self, vals_list):
        cards = super().create(vals_list)
        if not self.env.su:
            cards._check_new_account()
        return cards

    def write(self, vals):
        if not self.env.su:
            self._check_ledger_fields(vals)
        if "program_id" in vals:
            self._check_program_change(vals)
        return super().write(vals)

    def _check_new_account(self):
        """Defaults may come from the context of a remote caller: what matters is what was stored."""
        for card in self:
            expected = card.program_id.program_type == "loyalty"
            if card.is_club != expected or card.merged_into_id or (card.points_expire_on and not card.ledger_ids):
                raise AccessError(self.env._("These values of an account are kept by the ledger and cannot be set."))

    def _check_ledger_fields(self, vals):
        if LEDGER_FIELDS & vals.keys():
            raise AccessError(self.env._("These values of an account are kept by the ledger and cannot be set."))
        if "active" in vals:
            self._check_archiving(vals["active"])
        if "membership_state" in vals and not self.env.user.has_group("loyalty_club.group_club_user"):
            raise AccessError(
                self.env._("Only staff of the club may suspend members or take them back. Ask a club user to do it.")
            )
        if not {"partner_id", "joined_on"} & vals.keys() or self.env.user.has_group("loyalty_club.group_club_manager"):
            return
        if "joined_on" in vals or any(
            card.is_club and card.partner_id.id not in (False, vals["partner_id"]) and card.ledger_count
            for card in self
        ):
            raise AccessError(
                self.env._("Only club managers may give an account with entries to another member, or change its date.")
            )

    def _check_archiving(self, active):
        if self.env.user.has_group("loyalty_club.group_club_manager"):
            return
        if any(card.is_club and card.active != bool(active) for card in self):
            raise AccessError(
                self.env._("Only club managers may archive or restore accounts of a club. Ask a manager to do it.")
            )

    def action_archive(self):
        """Stock takes the accounts off quotations, too; a club manager needs no right to sales for that."""
        clubs = self.filtered("is_club")
        if self.env.su or not clubs:
            return super().action_archive()
        clubs.check_access("write")
        clubs._check_archiving(False)
        super(LoyaltyCard, clubs.sudo()).action_archive()
        others = self - clubs
        return super(LoyaltyCard, others).action_archive() if others else True

    def _check_program_change(self, vals):
        """Points stay in the books of their club, and none come in without an entry."""
        program = self.env["loyalty.program"].browse(vals["program_id"])
        for card in self:
            clubs = card.is_club or program.program_type == "loyalty"
            if clubs and card.program_id != program and (card.points or vals.get("points") or card.sudo().ledger_count):
                raise UserError(
                    self.env._(
                        "%s has points or entries and cannot move to or from a club. Create a new account instead.",
                        card.code,
                    )
                )
