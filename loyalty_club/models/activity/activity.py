from odoo import fields, models

TRIGGERS = [
    ("join", "Joining the club"),
    ("profile_complete", "Completing the profile"),
    ("birthday", "Birthday"),
    ("membership_anniversary", "Anniversary of joining"),
    ("first_purchase", "First purchase"),
    ("referral_joined", "An invited friend joined"),
    ("referral_purchased", "An invited friend purchased"),
    ("survey_completed", "Completing a survey"),
    ("product_review", "Reviewing a purchased product"),
    ("newsletter_optin", "Subscribing to the newsletter"),
    ("social_follow", "Following on social media"),
    ("check_in", "Checking in at the shop"),
    ("invoice_paid_early", "Paying an invoice early"),
    ("balance", "A balance, reported daily"),
    ("custom", "Something else (by staff or API)"),
]


class LoyaltyActivity(models.Model):
    """A point rule for something that is not a purchase."""

    _name = "loyalty.activity"
    _description = "Club Activity Rule"
    _inherit = ["mail.thread"]
    _order = "program_id, sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    program_id = fields.Many2one(
        "loyalty.program",
        "Club",
        required=True,
        ondelete="cascade",
        index=True,
        domain=[("program_type", "=", "loyalty")],
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    trigger = fields.Selection(TRIGGERS, required=True, default="join", tracking=True)
    code = fields.Char(help="The name by which other systems report it.")
    points = fields.Float(digits=(16, 2), required=True, default=10, tracking=True)
    quantity_step = fields.Float(
        digits=(16, 2), help="0: the points are given once. Otherwise for each full step of the quantity."
    )
    min_quantity = fields.Float(digits=(16, 2), help="Less than this earns nothing.")
    limit_points = fields.Float("Points at most", digits=(16, 2), help="Per member and period; 0: no limit.")
    limit_count = fields.Integer("Times at most", help="Per member and period; 0: no limit.")
    limit_period = fields.Selection(
        [("day", "a day"), ("week", "a week"), ("month", "a month"), ("year", "a year"), ("ever", "ever")],
        default="ever",
        required=True,
    )
    tier_ids = fields.Many2many("loyalty.tier", string="Only for tiers", domain="[('program_id', '=', program_id)]")
    date_from = fields.Date("From")
    date_to = fields.Date("Until")
    requires_approval = fields.Boolean(help="Members claim it; staff accept or refuse.")
    is_qualifying = fields.Boolean("Counts for tiers", help="The points count for reaching and keeping tiers.")
