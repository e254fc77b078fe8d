"""What memberships save at the till."""

from odoo import models
from odoo.exceptions import MissingError

from ....engine.till import Claim, read_claim


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _get_documents_of_members(self):
        ids = {int(club) for order in self for club in (order.club_results or {}).get("clubs", ())}
        clubs = self.env["loyalty.program"].sudo().browse(ids)
        try:
            clubs = clubs.filtered("has_plans")  # read by the booking already: no query
        except MissingError:
            clubs = clubs.exists().filtered("has_plans")
        if not clubs:
            return self.browse()
        return self.sudo().filtered(lambda order: order.partner_id and not order.is_refund)

    def _get_memberships_used(self):
        running = self.env["loyalty.membership"].with_company(self.company_id)._get_running(self.partner_id)
        return running.get(self.partner_id.id, self.env["loyalty.membership"].sudo())

    def _get_share_of_savings(self):
        return self._get_kept_share("order", None)

    def _find_more_points(self, memberships):
        found, at = [], self._get_purchase_moment()
        for club_id, result in self.club_results["clubs"].items():
            situation = result.get("situation") or {}
            if not situation.get("plan"):
                continue
            club = self.env["loyalty.program"].sudo().browse(int(club_id))
            card = self._get_booked_account(result["card"])
            with self.env["loyalty.membership"]._without_memberships():
                earned, _situation = self._get_earned(club, card, at, read_claim(self.club_claim) or Claim())
            more = max(float(result["points"]) - float(earned.points), 0.0)
            found.append(("points", situation["plan"], self._get_value_of_points(club, more), more))
        return found

    def _get_lines_with_prices(self):
        lines = self._get_goods()
        fees = lines.product_id._get_membership_fees()
        return lines.filtered(lambda line: line.product_id not in fees and line.qty > 0)

    def _get_reward_lines(self):
        return self.lines.filtered("is_reward_line")

    def _read_line(self, line):
        return line.qty, line.product_uom_id, line.price_subtotal_incl
