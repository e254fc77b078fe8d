"""How contracts with partners begin and end."""

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.coalition import PARTNER_MOVES


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    @api.private
    def _move_to(self, state, reason=None):
        """Change the state. Ending stops the giving out; coupons that were given stay valid until their day.

        :param str reason: shown in the chatter
        :raise UserError: the state may not follow the present one
        """
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for coalition in self.sudo():
            if coalition.state == state:
                continue
            if state not in PARTNER_MOVES[coalition.state]:
                raise UserError(
                    self.env._(
                        "%(partner)s is “%(before)s” and cannot become “%(after)s”. Load the page again.",
                        partner=coalition.name,
                        before=labels[coalition.state],
                        after=labels[state],
                    )
                )
            if state == "active":
                coalition._check_ready()
            coalition.state = state
            if reason:
                coalition.message_post(body=reason)
        return True

    def _check_ready(self):
        """Hook: what is missing before coupons can be exchanged."""
        self.ensure_one()
        if self.date_to and self.date_to < self._get_today():
            raise UserError(self.env._("The contract with %s is over. Give it a later last day first.", self.name))
        if self._get_unrated(self.currency_id):
            raise UserError(
                self.env._(
                    "There is no exchange rate for %(currency)s, so money would be taken one for one. Fill it in under"
                    " Accounting, Currencies, before the contract with %(partner)s begins.",
                    currency=self.currency_id.name,
                    partner=self.name,
                )
            )

    def _get_unrated(self, currencies):
        """Those of these currencies that the company has no rate for: Odoo takes their money one for one."""
        self.ensure_one()
        needed = currencies - self.company_id.currency_id
        companies = [False, self.company_id.root_id.id]
        rates = self.env["res.currency.rate"].sudo()
        known = rates.search([("currency_id", "in", needed.ids), ("company_id", "in", companies)]).currency_id
        return needed - known

    def action_activate(self):
        return self._move_to("active")

    def action_suspend(self):
        return self._move_to("suspended")

    def action_end(self):
        return self._move_to("ended")

    def _get_obstacle(self, direction):
        """Why this partner's coupons are not given out now; None: they are.

        :param str direction: ours or theirs
        """
        self.ensure_one()
        today = self._get_today()
        if self.state != "active" or not self.active:
            return self.env._("The contract with %s is not active.", self.name)
        if (self.date_from and today < self.date_from) or (self.date_to and today > self.date_to):
            return self.env._("The contract with %s is not valid today.", self.name)
        if self.direction not in ("both", direction):
            return self.env._("The contract with %s is for the other direction only.", self.name)
        if self.stop_at_max and self.is_over_max:
            return self.env._("%s owes more than agreed: no coupons until that is settled.", self.name)
        return None
