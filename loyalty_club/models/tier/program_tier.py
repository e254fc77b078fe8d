from odoo import fields, models


class LoyaltyProgram(models.Model):
    """How tiers of a club are reached, kept and lost."""

    _inherit = "loyalty.program"

    tier_ids = fields.One2many("loyalty.tier", "program_id", "Tiers")
    tier_qualify = fields.Selection(
        [("any", "any of its minimums is met"), ("all", "all its minimums are met")],
        "A tier is reached when",
        default="any",
        required=True,
    )
    tier_period = fields.Selection(
        [
            ("lifetime", "since joining"),
            ("rolling", "in the last months"),
            ("calendar_year", "in the calendar year"),
        ],
        "What counts",
        default="rolling",
        required=True,
    )
    tier_period_months = fields.Integer("Months that count", default=12)
    tier_keep = fields.Selection(
        [
            ("forever", "for ever"),
            ("period_end", "to the end of the year"),
            ("next_period_end", "to the end of the following year"),
            ("months_after_reached", "for some months"),
            ("months_after_purchase", "for some months after the last purchase"),
        ],
        "A reached tier lasts",
        default="months_after_reached",
        required=True,
    )
    tier_keep_months = fields.Integer("Months that it lasts", default=12)
    tier_downgrade = fields.Selection(
        [
            ("never", "it stays"),
            ("one_step", "one tier down"),
            ("qualified", "down to the tier that is qualified for"),
        ],
        "When it is not kept up",
        default="qualified",
        required=True,
    )
