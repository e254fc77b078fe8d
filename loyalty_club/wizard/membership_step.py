from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.membership_dates import DAY
from ..engine.membership_money import money


class LoyaltyMembershipStep(models.TransientModel):
    """A manager pauses, extends, cancels, refunds or ends memberships, and says why."""

    _name = "loyalty.membership.step"
    _inherit = "loyalty.step.window"
    _description = "Change Memberships"
    _step_records = "membership_ids"

    membership_ids = fields.Many2many("loyalty.membership", string="Memberships", required=True)
    step = fields.Selection(
        [
            ("pause", "Pause"),
            ("extend", "Extend"),
            ("cancel", "Cancel"),
            ("refund", "Refund"),
            ("end", "End"),
            ("settle", "Settle a charge"),
            ("give", "Give days"),
        ],
        required=True,
        default="pause",
    )
    until = fields.Date("Pause up to", help="The last day of the pause; empty: until somebody resumes it.")
    days = fields.Integer("Free days", default=7)
    currency_id = fields.Many2one("res.currency", compute="_compute_refund")
    rule_amount = fields.Monetary("By the plan's rule", compute="_compute_refund")
    paid_amount = fields.Monetary("Paid and not given back", compute="_compute_refund")
    amount = fields.Monetary(
        "Give back", compute="_compute_amount", store=True, readonly=False, help="Without taxes; taxes follow."
    )
    outcome = fields.Selection(
        [("failed", "It was not made: treat it as failed"), ("paid", "It was made: treat it as paid")],
        "What the provider says",
    )
    unknown_charge = fields.Char("Charge", compute="_compute_unknown_charge")
    waiting_days = fields.Integer("Days to give", related="membership_ids.waiting_days")
    partner_id = fields.Many2one(related="membership_ids.partner_id")
    target_id = fields.Many2one(
        "loyalty.membership",
        "Give them to",
        compute="_compute_target",
        store=True,
        readonly=False,
        domain="[('partner_id', '=', partner_id), ('state', '!=', 'ended')]",
        help="Empty: it was settled in another way.",
    )
    end_now = fields.Boolean("End the membership now", default=True)
    paid_until = fields.Date(compute="_compute_refund")

    @api.depends("membership_ids", "step")
    def _compute_refund(self):
        for wizard in self:
            membership = wizard.membership_ids._origin[:1]
            terms = wizard._get_terms()
            wizard.currency_id = membership.currency_id
            wizard.paid_until = max(wizard.membership_ids._origin.mapped("paid_until"), default=False)
            today = membership._get_last_used_day() if membership else None
            wizard.rule_amount = float(sum((term._get_refund(today) for term in terms), money(0)))
            wizard.paid_amount = float(sum((term._get_refundable() for term in terms), money(0)))

    @api.depends("rule_amount")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.rule_amount

    @api.depends("membership_ids", "step")
    def _compute_target(self):
        for wizard in self:
            membership = wizard.membership_ids._origin[:1]
            wizard.target_id = wizard.step == "give" and membership._get_open(membership.partner_id, membership.plan_id)

    def _get_terms(self):
        """Paid periods that are not over or can still be given back, the newest first (superuser mode)."""
        self.ensure_one()
        if self.step != "refund":
            return self.env["loyalty.membership.term"]
        terms = self.membership_ids._origin[:1].sudo().term_ids
        return terms.filtered(lambda term: term._get_refundable() > 0).sorted("date_from", reverse=True)

    def _do_pause(self):
        self.membership_ids._pause(self.reason, self.until or None)

    def _do_extend(self):
        self.membership_ids._extend(self.days, self.reason)

    def _do_cancel(self):
        self.membership_ids._cancel(self.reason)

    @api.depends("membership_ids")
    def _compute_unknown_charge(self):
        for wizard in self:
            wizard.unknown_charge = wizard.membership_ids._origin[:1].unknown_charge

    def _do_settle(self):
        """What the provider told staff about a charge: the one that the window shows."""
        if len(self.membership_ids) != 1:
            raise UserError(self.env._("Settle the charge of one membership at a time."))
        if not self.outcome:
            raise UserError(self.env._("Look at the provider first, then say what became of the charge."))
        self.membership_ids._settle_charge(self.outcome, self.reason)

    def _do_give(self):
        """Days that came back after the membership had ended go to the one that the window shows, or to none."""
        if len(self.membership_ids) != 1:
            raise UserError(self.env._("Give the days of one membership at a time."))
        if self.target_id:
            self.target_id._check_staff()
        self.membership_ids._give_waiting_days(self.target_id, self.reason)

    def _do_end(self):
        self.membership_ids._end("staff", self.reason)

    def _do_refund(self):
        """The newest periods first, until the amount is given back."""
        if len(self.membership_ids) != 1:
            raise UserError(self.env._("Refund one membership at a time."))
        membership = self.membership_ids.sudo()._lock()
        terms = self._get_terms()
        left = terms[:1]._to_money(self.amount) if terms else money(0)
        if left > money(self.paid_amount, self.currency_id.decimal_places):
            raise UserError(
                self.env._(
                    "At most %s can be given back: that is what was paid and not given back yet.",
                    self.currency_id.format(self.paid_amount),
                )
            )
        if left <= 0 and not self.end_now:
            raise UserError(self.env._("Say how much is given back."))
        amounts = {}
        for term in terms:
            part = min(term._get_refundable(), left)
            if part > 0:
                amounts[term] = part
                left -= part
        today = membership._get_last_used_day()
        if amounts:
            terms._refund_amounts(amounts, self.reason)
        if self.end_now and membership.state != "ended":
            membership._shorten_terms(today)
            membership.paid_until = min(membership.paid_until, max(today, membership.started_on - DAY))
            membership._end("refunded", self.reason)
