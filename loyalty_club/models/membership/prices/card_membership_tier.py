"""The tier that comes with a paid membership: a floor under the tier that is earned, or set by hand."""

from odoo import api, models

from ....engine.membership_states import RUNNING


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_membership_floors(self):
        """The tiers that running memberships give these accounts now; of several the highest.

        A fixed number of queries, whatever the number of accounts.

        :return: {card id: (tier id, last day)}, only of accounts that have one
        """
        families = {card.id: card._get_survivor().id for card in self._get_family()}
        found = (
            self.env["loyalty.membership"]
            .sudo()
            .search(
                [
                    ("card_id", "in", list(families)),
                    ("state", "in", tuple(RUNNING)),
                    ("plan_id.tier_id", "!=", False),
                    ("plan_id.tier_id.active", "=", True),
                ]
            )
        )
        floors = {}
        for membership in found.filtered(lambda membership: membership._is_running()):
            tier = membership.plan_id.tier_id
            offer = ((tier.sequence, tier.id), membership.runs_until)
            card_id = families[membership.card_id.id]
            floors[card_id] = max(floors.get(card_id, offer), offer)
        return {card_id: (tier[1], until) for card_id, (tier, until) in floors.items()}

    @api.private
    def _sync_membership_tiers(self):
        """Let these accounts have at least the tiers of their running memberships, and no longer those of ended ones.

        Idempotent; nothing is locked for accounts without such a tier before and after.
        """
        cards = self.sudo()._get_survivor().filtered("program_id.has_tiers")
        floors = cards._get_membership_floors() if cards else {}
        concerned = cards.filtered(lambda card: card.membership_tier_id or card.id in floors)
        for program, accounts in concerned.grouped("program_id").items():
            accounts._lock_accounts(accounts.ids)
            accounts._update_tiers(
                program, accounts.ids, down="membership_end", up="membership", coupons=False, floors=floors
            )
            accounts._touch(accounts.ids)
