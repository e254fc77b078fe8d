from odoo import fields, models

from .membership import STATES


class LoyaltyMembershipEvent(models.Model):
    """One step in the life of a membership: never changed."""

    _name = "loyalty.membership.event"
    _description = "Membership History"
    _order = "at desc, id desc"
    _rec_name = "kind"

    membership_id = fields.Many2one("loyalty.membership", required=True, readonly=True, ondelete="cascade", index=True)
    plan_id = fields.Many2one("loyalty.membership.plan", readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="membership_id.company_id", store=True)
    partner_id = fields.Many2one(related="membership_id.partner_id")
    kind = fields.Selection(
        [
            ("started", "Started"),
            ("renewed", "Renewed"),
            ("state", "State changed"),
            ("plan", "Plan changed"),
            ("extended", "Extended"),
            ("refunded", "Refunded"),
            ("charge", "Charge"),
            ("problem", "Renewal failing"),
            ("setting", "Setting changed"),
        ],
        required=True,
        readonly=True,
    )
    state_before = fields.Selection(STATES, readonly=True)
    state_after = fields.Selection(STATES, readonly=True)
    on_date = fields.Date("Day", required=True, readonly=True, help="In the club's time zone.")
    at = fields.Datetime(
        "Moment", required=True, readonly=True, default=lambda self: self.env.cr.now().replace(microsecond=0)
    )
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, default=lambda self: self.env.uid, ondelete="set null")
    monthly_change = fields.Float(
        readonly=True, help="Recurring amount per month that came (or went), company currency."
    )
