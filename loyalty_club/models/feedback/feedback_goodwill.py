"""Goodwill: points or a coupon for what went wrong, within the budget of whoever gives it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize, float_compare, float_round, plaintext2html


class LoyaltyFeedback(models.Model):
    _inherit = "loyalty.feedback"

    goodwill_ids = fields.One2many("loyalty.feedback.goodwill", "feedback_id", readonly=True)
    goodwill_points = fields.Float(
        "Goodwill (points)", compute="_compute_goodwill_points", store=True, digits=(16, 2), compute_sudo=True
    )

    @api.depends("goodwill_ids.points", "goodwill_ids.taken_back_at")
    def _compute_goodwill_points(self):
        for feedback in self:
            feedback.goodwill_points = sum(
                goodwill.points for goodwill in feedback.goodwill_ids if not goodwill.taken_back_at
            )

    def action_give(self):
        """The window for goodwill."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Goodwill"),
            "res_model": "loyalty.feedback.give",
            "view_mode": "form",
            "target": "new",
            "context": {"default_feedback_id": self.id},
        }

    @api.private
    def _give_goodwill(self, *, points=0, coupon_program=None, message=None, key):
        """Give the member points, or a coupon, once for a key. The feedback is locked first, then the budget, then the
        account.

        :param float points: how many; more than 0, or 0 for a coupon
        :param coupon_program: coupons that may be given as goodwill (``goodwill_cost``)
        :param str message: what the member reads in the conversation; empty: staff alone read that it was given
        :param str key: of the window it was given in
        :return: the ``loyalty.feedback.goodwill`` (superuser mode), new or known
        :raise UserError: nobody to give it to, an account that earns nothing, or not enough left of the budget
        """
        self.ensure_one()
        self.check_access("write")
        feedback_sudo, user = self.sudo(), self.env.user
        feedback_sudo._lock_for_goodwill()
        known = feedback_sudo.goodwill_ids.filtered(lambda goodwill: goodwill.key == key)
        if known:
            return known
        account = feedback_sudo.account_id._get_survivor()
        points, cost = feedback_sudo._check_goodwill(account, points, coupon_program)
        self.env["loyalty.goodwill.budget"]._take(user, feedback_sudo.company_id, cost)
        goodwill_sudo = feedback_sudo._book_goodwill(
            account,
            coupon_program,
            {"user_id": user.id, "points": points, "cost": cost, "message": message, "key": key},
        )
        self._tell_goodwill(goodwill_sudo, message)
        return goodwill_sudo

    def _book_goodwill(self, account, coupon_program, values):
        """Note what is given, and give it. Superuser mode; the budget has it already.

        :param dict values: who gives, points, cost, message and key
        """
        goodwill = self.env["loyalty.feedback.goodwill"].create(
            {
                "feedback_id": self.id,
                "partner_id": self.partner_id.id,
                "account_id": account.id,
                "given_at": self.env.cr.now(),
                **values,
            }
        )
        if not values["points"]:
            goodwill.coupon_id = self._issue_goodwill_coupon(coupon_program, bool(values["message"]))
            return goodwill
        goodwill.entry_id = account._post_points(
            values["points"],
            "adjustment",
            key=f"feedback,{self.id},{goodwill.id}",
            origin=self,
            description=self.env._("Goodwill for %s", self.number),
        )
        return goodwill

    def _lock_for_goodwill(self):
        """One after the other: of two requests the second starts over with what the first one did (docs, "Locks")."""
        self.flush_recordset()
        self.env.cr.execute(SQL("SELECT id FROM loyalty_feedback WHERE id = %s FOR NO KEY UPDATE", self.id))
        self.env.cr.execute(SQL("UPDATE loyalty_feedback SET id = id WHERE id = %s", self.id))
        self.invalidate_recordset(["goodwill_ids"])

    def _check_goodwill(self, account, points, coupon_program):
        """:return: (points to book, points of the budget)"""
        if self._is_for_user(self.partner_id | account.partner_id):
            raise UserError(self.env._("This would be goodwill for yourself. Ask a colleague to look after it."))
        if coupon_program:
            return 0, self._check_goodwill_coupon(coupon_program.sudo())
        if not account:
            raise UserError(self.env._("Choose the member's account first: points need one."))
        owners = (self.account_id | account).partner_id  # an account may have been merged into that of another contact
        if not owners & (self.partner_id | self.partner_id.commercial_partner_id):
            raise UserError(
                self.env._(
                    "%(account)s is not an account of %(member)s. Choose the member's own account.",
                    account=account.display_name,
                    member=self.partner_id.display_name or self._get_sender(),
                )
            )
        if not account._may_earn():
            raise UserError(
                self.env._(
                    "%s earns nothing at present: suspended, left, or the club is closed. Give a coupon instead, or "
                    "make the member active again.",
                    account.display_name,
                )
            )
        rounded = float_round(points, precision_rounding=account.program_id.points_rounding or 0.01)
        if rounded <= 0 or float_compare(rounded, points, precision_digits=2):
            raise UserError(
                self.env._(
                    "This club books steps of %s points. Enter a number greater than 0 of such steps.",
                    account.program_id.points_rounding,
                )
            )
        return rounded, rounded

    def _is_for_user(self, partners):
        """Whether one of the contacts is the user's own: the same, of the same household or customer, or another one
        with the user's address. Contacts of our own companies are colleagues.
        """
        user = self.env.user
        own = user.partner_id.commercial_partner_id
        own -= self.env["res.company"].sudo().search([("partner_id", "in", own.ids)]).partner_id
        addresses = {user.partner_id.email_normalized, email_normalize(user.login)} - {False}
        return any(
            partner == user.partner_id or partner.commercial_partner_id in own or partner.email_normalized in addresses
            for partner in partners
        )

    def _check_goodwill_coupon(self, program):
        if not self.partner_id:
            raise UserError(self.env._("Choose the member first: a coupon is for somebody."))
        fits = program.company_id in (self.env["res.company"], self.company_id)
        if not (program.active and program.program_type == "coupons" and program.goodwill_cost > 0 and fits):
            raise UserError(self.env._("Choose coupons that may be given as goodwill in this company."))
        return program.goodwill_cost

    def _issue_goodwill_coupon(self, program, is_told):
        """:param bool is_told: the member reads the code in the conversation"""
        last_day = None
        if program.sudo().goodwill_days:
            last_day = fields.Date.add(self.company_id._get_feedback_day(), days=program.sudo().goodwill_days)
        return program._issue_coupons(
            [self.partner_id],
            expires_on=last_day,
            description=self.env._("Goodwill for %s", self.number),
            purpose=None if is_told else "feedback",
            accounts=[self.account_id._get_survivor()],
        )

    def _tell_goodwill(self, goodwill, message):
        """A message is an answer to the member, with what was given; otherwise a note says it to staff."""
        given = self.env._("Goodwill given: %s", goodwill._get_words())
        if not message:
            self.message_post(body=given)
            return
        words = [message, goodwill._get_words()]
        if goodwill.coupon_id:
            words.append(self.env._("Your code: %s", goodwill.coupon_id.code))
        self.message_post(
            body=plaintext2html("\n\n".join(words)), message_type="comment", subtype_xmlid="mail.mt_comment"
        )
