"""Buttons of the membership's form and of the lists of plans; everything that staff does by hand asks for a reason."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

MANAGER = "loyalty_club.group_club_manager"


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    token_display = fields.Char("Saved means of payment", compute="_compute_token_display", compute_sudo=True)
    paid_amount = fields.Monetary("Fees", compute="_compute_figures", help="Without taxes, less what was given back.")
    saved_amount = fields.Monetary("Saved", compute="_compute_figures", help="What its benefits were worth so far.")
    invoice_count = fields.Integer("Invoices", compute="_compute_figures")

    @api.depends("token_id")
    def _compute_token_display(self):
        for membership in self:
            membership.token_display = membership.token_id.display_name

    @api.depends("term_ids.amount", "term_ids.refunded_amount", "term_ids.state", "benefit_ids.amount")
    def _compute_figures(self):
        domain = [("membership_id", "in", self.ids)]
        terms = self.env["loyalty.membership.term"].sudo()
        fees = {
            membership: amount - refunded
            for membership, amount, refunded in terms._read_group(
                [*domain, ("state", "in", ("paid", "refunded"))],
                ["membership_id"],
                ["amount:sum", "refunded_amount:sum"],
            )
        }
        saved = dict(
            self.env["loyalty.membership.benefit"].sudo()._read_group(domain, ["membership_id"], ["amount:sum"])
        )
        invoices = self._get_invoices_by_membership()
        for membership in self:
            membership.paid_amount = fees.get(membership.sudo(), 0.0)
            membership.saved_amount = saved.get(membership.sudo(), 0.0)
            membership.invoice_count = len(invoices.get(membership.id, ()))

    def _get_invoices_by_membership(self):
        """{membership id: ids of its invoices and credit notes}, read as superuser in a fixed number of queries."""
        terms = self.env["loyalty.membership.term"].sudo().search([("membership_id", "in", self.ids)])
        found = {}
        known = terms.move_id | terms.sale_line_id.invoice_lines.move_id
        known.fetch(["reversal_move_ids"])  # for all at once: of one after the other it would be a query each
        for term in terms:
            moves = term.move_id | term.sale_line_id.invoice_lines.move_id
            found.setdefault(term.membership_id.id, set()).update((moves | moves.reversal_move_ids).ids)
        return found

    # --- by hand ---

    def _open_step(self, step):
        self.check_access("read")
        titles = {
            "pause": self.env._("Pause"),
            "extend": self.env._("Extend"),
            "refund": self.env._("Refund"),
            "end": self.env._("End"),
            "cancel": self.env._("Cancel"),
            "settle": self.env._("Settle a charge"),
            "give": self.env._("Give days"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": titles[step],
            "res_model": "loyalty.membership.step",
            "view_mode": "form",
            "target": "new",
            "context": {"default_membership_ids": self.ids, "default_step": step},
        }

    def action_pause(self):
        return self._open_step("pause")

    def action_extend(self):
        return self._open_step("extend")

    def action_refund(self):
        return self._open_step("refund")

    def action_end(self):
        return self._open_step("end")

    def action_cancel(self):
        return self._open_step("cancel")

    def _check_staff(self):
        """Buttons that need no reason are for managers, too.

        :raise AccessError: the user is none
        """
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only managers of the club change memberships."))
        self.check_access("write")

    def action_resume(self):
        self._check_staff()
        self._resume()

    def action_take_back(self):
        self._check_staff()
        self._take_back()

    def action_renewal_on(self):
        self._check_staff()
        self._set_renewal(True)

    def action_renewal_off(self):
        self._check_staff()
        self._set_renewal(False)

    # --- where to look ---

    def action_open_account(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "loyalty.card",
            "res_id": self.card_id._get_survivor().id,
            "views": [(self.env.ref("loyalty_club.loyalty_card_view_form").id, "form")],
        }

    def action_open_invoices(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_out_invoice_type")
        ids = self._get_invoices_by_membership().get(self.id, ())
        return {**action, "domain": [("id", "in", list(ids))], "context": {"create": False}}

    def action_open_benefits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_membership_benefit_action")
        return {**action, "domain": [("membership_id", "=", self.id)], "context": {}}
