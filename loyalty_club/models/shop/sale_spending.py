"""The member decides on the cart: how many points to spend, which coupon to use."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

STARTED = ("pending", "authorized", "done")
MOST = 10**12
"""Nobody has more points: larger numbers are not looked at."""


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _spend_points(self, reward, points):
        """Let the customer of this cart spend so many points on a reward, or (0) none.

        :param reward: ``loyalty.reward``; may be one of another shop or nobody's (then it is refused)
        :param points: a number, or what was typed
        :raise UserError: it cannot be done; the sentence says why
        """
        self._lock_cart()
        order, reward = self.sudo(), reward.sudo()
        if reward.program_id not in order._get_reward_clubs():
            raise UserError(self.env._("This reward is not given in this shop at present."))
        card = order._get_purchase_account(reward.program_id)
        if order.partner_id.is_public or not card:
            raise UserError(self.env._("Sign in as a member of %s to spend points.", reward.program_id.name))
        number = self._read_points(points)
        if number:
            order._update_programs_and_rewards()
            order._set_reward_points(reward, card, number)
        else:
            order.order_line.filtered(lambda line: line.reward_id == reward).unlink()
            order._choose_points(reward)
        order._verify_cart_after_update()

    def _get_reward_clubs(self):
        """The clubs whose rewards this cart can have (superuser mode)."""
        clubs = self.env["loyalty.program"].sudo().search(self._get_program_domain())
        return clubs.filtered(lambda program: program.program_type == "loyalty")

    def _read_points(self, text):
        try:
            number = float(text)
        except (TypeError, ValueError):
            number = -1
        if not 0 <= number <= MOST:
            raise UserError(self.env._("Write how many points you want to use, as a number."))
        return number

    def _lock_cart(self):
        """Two clicks, or two windows, come one after the other; and what is being paid stays as it is.

        :raise UserError: a payment of the cart is under way
        """
        self.env.cr.execute(SQL("SELECT 1 FROM sale_order WHERE id = %s FOR NO KEY UPDATE", self.id))
        if self.state != "draft" or any(tx.state in STARTED for tx in self.sudo().transaction_ids):
            raise UserError(self.env._("This order is being paid. Its points cannot be changed any more."))
