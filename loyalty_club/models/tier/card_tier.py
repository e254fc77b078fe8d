from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

TIER_FIELDS = {
    "tier_id",
    "tier_reached_on",
    "tier_expires_on",
    "tier_manual_until",
    "tier_keep_from",
    "tier_rise_from",
    "tier_beneath_id",
    "membership_tier_id",
    "membership_tier_until",
    "tier_by_membership",
}
"""Fields that only the club's rules move; managers set a tier by hand with a reason (``loyalty.tier.set``)."""


class LoyaltyCard(models.Model):
    """The tier of an account."""

    _inherit = "loyalty.card"

    tier_id = fields.Many2one("loyalty.tier", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    has_tiers = fields.Boolean(related="program_id.has_tiers")
    tier_color = fields.Integer(related="tier_id.color", string="Tier color")
    tier_badge = fields.Image(related="tier_id.badge", string="Tier badge")
    tier_benefit_html = fields.Html(related="tier_id.benefit_html", string="Tier benefits")
    tier_reached_on = fields.Date("Tier reached on", readonly=True, copy=False)
    tier_expires_on = fields.Date("Tier lasts until", readonly=True, copy=False, help="Last day of the tier.")
    tier_manual_until = fields.Date(
        "Set by hand until", readonly=True, copy=False, help="Up to this day the tier was set by a manager."
    )
    tier_keep_from = fields.Date(
        readonly=True, copy=False, help="What comes after this day counts for keeping the tier (period since joining)."
    )
    tier_rise_from = fields.Date(
        readonly=True,
        copy=False,
        help="After a tier was lost: what comes after this day counts for rising again (period since joining).",
    )
    membership_tier_id = fields.Many2one(
        "loyalty.tier",
        "Paid tier",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="At least this tier comes with a paid membership.",
    )
    membership_tier_until = fields.Date("Paid tier until", readonly=True, copy=False)
    tier_by_membership = fields.Boolean(
        "With a paid membership",
        readonly=True,
        copy=False,
        help="The tier comes with a paid membership; what was earned is less and holds again when it ends.",
    )
    tier_beneath_id = fields.Many2one(
        "loyalty.tier",
        "Set by hand beneath",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The tier that was set by hand, while a paid membership gives a higher one.",
    )
    tier_change_ids = fields.One2many("loyalty.tier.change", "card_id", "Tier history", readonly=True)

    _tier_due_idx = models.Index("(tier_expires_on) WHERE tier_expires_on IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        """New accounts have the tier that asks for nothing, where the club has one."""
        cards = super().create(vals_list)
        if not self.env.su and any(card[name] for card in cards for name in TIER_FIELDS):
            raise self._tier_is_not_written()
        cards._start_tiers()
        return cards

    def _start_tiers(self):
        for program, accounts in self.filtered("program_id.has_tiers").grouped("program_id").items():
            tier = program._get_lowest_tier()
            if tier:
                day = program._get_local_day(self.env.cr.now())
                accounts.filtered(lambda card: card.is_club and not card.tier_id).sudo().write(
                    {"tier_id": tier.id, "tier_reached_on": day}
                )

    def write(self, vals):
        if not self.env.su and TIER_FIELDS & vals.keys():
            raise self._tier_is_not_written()
        moving = (
            self.filtered(lambda card: card.program_id.id != vals["program_id"])
            if "program_id" in vals
            else self.browse()
        )
        result = super().write(vals)
        if "partner_id" in vals:
            self._hand_over_tier_changes()
        if moving:
            moving.sudo().write(dict.fromkeys(TIER_FIELDS, False))
            moving._start_tiers()
        return result

    def _hand_over_tier_changes(self):
        """The history of an account that is given to another partner shows that partner."""
        self.flush_recordset(["partner_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_tier_change h SET partner_id = c.partner_id FROM loyalty_card c
                 WHERE c.id = h.card_id AND c.id = ANY(%s) AND h.partner_id IS DISTINCT FROM c.partner_id
                """,
                self.filtered("is_club").ids,
            )
        )
        self.env["loyalty.tier.change"].invalidate_model(["partner_id"], flush=False)

    def _tier_is_not_written(self):
        return AccessError(
            self.env._("The tier of a member follows the rules of the club. To set it by hand, use “Set tier”.")
        )

    def action_open_tier_changes(self):
        """The tier history of these accounts and of what was merged into them."""
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_tier_change_action")
        action["domain"] = [("card_id", "in", self._get_family().ids)]
        action["context"] = {}
        action["view_mode"] = "list,graph,pivot"
        return action
