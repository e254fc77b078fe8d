from datetime import timedelta
from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LoyaltyMembershipTerm(models.Model):
    """A stretch of days of a membership and what it costs: a bought period, a trial, days that staff gave."""

    _name = "loyalty.membership.term"
    _description = "Paid Period of a Membership"
    _order = "date_from desc, id desc"
    _rec_name = "date_from"

    membership_id = fields.Many2one("loyalty.membership", required=True, readonly=True, ondelete="restrict", index=True)
    plan_id = fields.Many2one("loyalty.membership.plan", required=True, readonly=True, ondelete="restrict", index=True)
    period_id = fields.Many2one("loyalty.membership.period", readonly=True, ondelete="restrict")
    company_id = fields.Many2one(related="membership_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="membership_id.partner_id", store=True)
    kind = fields.Selection(
        [("trial", "Trial"), ("bought", "Bought"), ("renewal", "Renewal"), ("gift", "Given by staff")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("open", "Not paid"), ("paid", "Paid"), ("refunded", "Refunded"), ("void", "Withdrawn")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True, help="Included.")
    paused_days = fields.Integer(readonly=True, help="Days of pauses among them: the fee is not for those.")
    amount = fields.Monetary(readonly=True, help="Without taxes, company currency.")
    refunded_amount = fields.Monetary(readonly=True)
    paid_on = fields.Date(readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True, ondelete="set null", index="btree_not_null")
    sale_line_id = fields.Many2one("sale.order.line", readonly=True, ondelete="set null", index="btree_not_null")
    pos_line_id = fields.Many2one("pos.order.line", readonly=True, ondelete="set null", index="btree_not_null")
    charge_from = fields.Date("First charge", readonly=True)
    charges = fields.Integer(readonly=True, help="How often the means of payment was charged.")
    key = fields.Char(readonly=True, help="What made it, so that the same thing does not make it twice.")

    _key_uniq = models.UniqueIndex("(key) WHERE key IS NOT NULL")
    _start_uniq = models.UniqueIndex("(membership_id, date_from) WHERE state IN ('open', 'paid')")
    _dates_check = models.Constraint("CHECK (date_to >= date_from)", "A period ends on or after its first day.")

    @api.constrains("date_from", "date_to", "state", "membership_id")
    def _check_overlap(self):
        """No day is paid twice; whoever adds a period has locked its membership."""
        found = self.search([("membership_id", "in", self.membership_id.ids), ("state", "in", ("open", "paid"))])
        for terms in found.grouped("membership_id").values():
            ordered = terms.sorted("date_from")
            for before, term in pairwise(ordered):
                if term.date_from <= before.date_to:
                    raise ValidationError(
                        self.env._(
                            "%(membership)s: the period from %(first)s to %(last)s is paid already.",
                            membership=term.membership_id.display_name,
                            first=before.date_from,
                            last=before.date_to,
                        )
                    )

    def _get_first_counted_day(self):
        """The day from which the fee is counted by days: pauses that are over shorten what lies before them."""
        self.ensure_one()
        return self.date_from + timedelta(days=self.paused_days)
