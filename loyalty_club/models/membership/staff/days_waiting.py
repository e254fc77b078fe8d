"""Paid days that come back to a membership that was over meanwhile: staff is told, and gives them to an open one."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class LoyaltyMembershipTerm(models.Model):
    _inherit = "loyalty.membership.term"

    waiting_days = fields.Integer(
        "Days to give",
        readonly=True,
        help="Paid days that came back after the membership had ended; nobody has them yet.",
    )

    def _let_days_wait(self, days=None):
        """These periods count as paid again, but their membership was over meanwhile: staff decides on the days.

        :param int days: at most so many; None: all that were taken when the money was given back
        """
        for term in self:
            waiting = term.taken_days if days is None else min(days, term.taken_days)
            if waiting > 0 and not term._get_taken_over():
                term.waiting_days = waiting
                term.membership_id._tell_staff(
                    self.env._(
                        "The period from %(first)s counts as paid again. This membership was over meanwhile, so"
                        " %(days)s paid days of it were not used: give them to a membership of the customer, or note"
                        " how it was settled (“Give days”).",
                        first=term.date_from,
                        days=waiting,
                    )
                )


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    waiting_days = fields.Integer("Days to give", compute="_compute_waiting_days", store=True)

    @api.depends("term_ids.waiting_days")
    def _compute_waiting_days(self):
        for membership in self:
            membership.waiting_days = sum(membership.term_ids.mapped("waiting_days"))

    def action_give_days(self):
        return self._open_step("give")

    @api.private
    def _give_waiting_days(self, target, reason):
        """Give the days that wait to an open membership of the customer; they go with the period they come from.

        :param target: the membership that becomes longer; empty: it was settled in another way
        :param str reason: for the history
        :raise UserError: no days wait (any more), or ``target`` is not the customer's
        """
        self.ensure_one()
        source = (self | target)._lock() & self.sudo()
        target = target.sudo()
        terms = source.term_ids.filtered("waiting_days")
        if not terms:
            raise UserError(self.env._("No days wait any more. Load the page again."))
        if target and (target.partner_id != source.partner_id or target.company_id != source.company_id):
            raise UserError(self.env._("Choose a membership of %s.", source.partner_id.display_name))
        for term in terms if target else ():
            target._extend(term.waiting_days, reason, {"taken_from_id": term.id})
        if source != target:
            source._note_event("setting", source.state, reason)
        terms.waiting_days = 0
