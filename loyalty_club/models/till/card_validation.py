"""Why an account cannot be used at a till, in the words of the cashier."""

from odoo import api, models

from ...engine.points import exact


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_spending_problem(self):
        """Why the member may not spend points now, as a sentence; False: they may."""
        self.ensure_one()
        if self.membership_state == "active":
            return False
        return self.env._(
            "%s is no active member at present and cannot spend points. Remove the reward, then pay.",
            self.partner_id.display_name,
        )

    def _describe_shortage(self, wanted, available):
        """That the account has not enough points for an order of a till, as a sentence."""
        return self.env._(
            "%(member)s has only %(available)s to spend now; this order spends %(wanted)s. Remove the reward or "
            "choose fewer points.",
            member=self.partner_id.display_name,
            available=self._format_points(max(float(available), 0.0)),
            wanted=self._format_points(float(wanted)),
        )

    @api.model
    def _describe_unknown(self):
        """That an account cannot be used at this till, as a sentence."""
        return self.env._("This account is not known here any more. Choose the customer again, then pay.")

    def _get_validation_problem(self, change):
        """What speaks against an order of a till (superuser mode).

        :param float change: points that the order adds to the balance, negative: takes from it
        :return: (a sentence or False, whether the till must forget the account)
        """
        self.ensure_one()
        if not self.sudo(False).has_access("read"):
            return self._describe_unknown(), True
        if self.merged_into_id:
            return (
                self.env._(
                    "The account %(old)s was merged into %(new)s. Choose the customer again, then pay.",
                    old=self.code,
                    new=self.merged_into_id.code,
                ),
                True,
            )
        gone = self._get_scan_problem()
        if gone:
            return gone, True
        if change >= 0:
            return False, False
        problem = self._get_spending_problem()
        if not problem and exact(self.points) + exact(change) < 0:
            problem = self._describe_shortage(-change, self.points)
        return problem, False
