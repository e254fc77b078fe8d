"""Changes of plan or period that begin, and those that are not wanted any more."""

from odoo import api, fields, models

from ....engine.membership_dates import DAY

NO_CHANGE = {"change_period_id": False, "change_move_id": False, "change_values": False}


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    # --- at once ---

    @api.private
    def _carry_out_change(self):
        """The invoices of these memberships' changes are paid: the new period began on the day of the invoice, the days
        that were deducted there are taken off. Idempotent.
        """
        for membership in self._lock().filtered("change_period_id"):
            period, move, values = membership.change_period_id, membership.change_move_id, membership.change_values
            membership.write(NO_CHANGE)
            membership._withdraw_open_terms()
            first = fields.Date.to_date(values["day"])
            membership._cut_terms(first, dict(values["credits"]))
            charged = move.invoice_line_ids.filtered(lambda line: line.product_id and line.price_unit >= 0)
            key = f"change,{membership.id},{move.id}"
            term = {"amount": -sum(charged.mapped("balance")), "move_id": move.id}
            if membership._hand_over(period, key, term):
                continue
            before, monthly, old = membership.state, membership.monthly_amount, membership.period_id
            membership._switch(period, {"anchor_on": first, "anchor_count": 0})
            membership._buy_period(period, key, {"kind": "bought", **term})
            membership._run_to(membership._get_last_paid_day())
            membership._note_event("plan", before, f"{old.display_name} → {period.display_name}", monthly)

    def _cut_terms(self, first, lines):
        """Paid days from ``first`` on were deducted elsewhere.

        :param dict lines: {term id: id of the invoice line that deducts it}
        """
        for term in self.term_ids.filtered(lambda term: term.state == "paid" and term.date_to >= first):
            line = self.env["account.move.line"].browse(lines.get(term.id)).exists()  # staff may have written it anew
            values = {
                "refunded_amount": term.refunded_amount + line.balance,
                "deducted_amount": term.deducted_amount + line.balance,
            }
            if term.date_from >= first:
                values["state"] = "refunded" if term.amount else "void"
            else:
                values["date_to"] = first - DAY
            term.write(values)
        self.term_ids.flush_recordset()  # the new period may begin on the first day of one that is over now
        if self.trial_until and self.trial_until >= first:
            self.trial_until = first - DAY if self.started_on < first else False

    def _switch(self, period, values=None):
        """Be of another period, of another plan where that is its plan."""
        plan = period.plan_id
        values = {"period_id": period.id, "price": period.price, "next_period_id": False, **(values or {})}
        if plan != self.plan_id:
            values["plan_id"] = plan.id
            if plan.program_id != self.program_id:
                values["card_id"] = plan.program_id._join(self.partner_id).id
        self.write(values)

    def _hand_over(self, period, key, term_values):
        """Where the customer has a membership of the other plan meanwhile, that one gets the paid days and this one
        ends: there is one open membership of a plan.

        :return: the other membership, if there is one
        """
        if period.plan_id == self.plan_id:
            return None
        other = self._get_open(self.partner_id, period.plan_id)
        if other:
            self._start(period, self.partner_id, key, term_values=term_values)
            self._end("changed")
        return other

    def _withdraw_change(self):
        """Changes that were not paid are not wanted any more: their invoices are undone."""
        for membership in self.filtered("change_period_id"):
            move = membership.change_move_id
            paid = move.amount_total - move.amount_residual if move.payment_state == "partial" else 0.0
            membership.write(NO_CHANGE)
            move.sudo().transaction_ids._get_membership_charges()._drop_membership_charges()
            if move.state == "draft":
                move.button_cancel()
            elif move.state == "posted" and move.payment_state in ("not_paid", "partial"):
                move._reverse_moves([{"invoice_date": membership._get_today()}], cancel=True)
                if paid:
                    membership._tell_of_unused_money(move, paid)

    def _drop_change(self):
        """Staff credited or cancelled the invoice of a pending change: it can be chosen again."""
        for membership in self._lock().filtered("change_period_id"):
            move = membership.change_move_id
            membership.write(NO_CHANGE)
            move.sudo().transaction_ids._get_membership_charges()._drop_membership_charges()
            reason = self.env._("%s was cancelled.", move.display_name)
            membership._note_event("setting", membership.state, reason)
            membership._schedule()

    def _withdraw_open_terms(self):
        super()._withdraw_open_terms()
        self._withdraw_change()

    def _run_to(self, last, state=None):
        """Paid days changed: an invoice that deducts the days of before is not right any more."""
        self._withdraw_change()
        super()._run_to(last, state)

    # --- with the next period ---

    @api.private
    def _begin_next_period(self):
        """Memberships whose next period began are of that period (and its plan) from today on. Idempotent."""
        for membership in self.filtered("next_period_id"):
            period, term = membership.next_period_id, membership._get_next_term()
            if not term or term.date_from > membership._get_today():
                continue
            membership._lock()
            key = f"change,{membership.id},{term.id}"
            if membership._hand_over(period, key, {"amount": term.amount, "move_id": term.move_id.id}):
                term.state = "void"
                continue
            monthly, old = membership.monthly_amount, membership.period_id
            membership._switch(period, {"price": term.price or period.price})
            reason = f"{old.display_name} → {period.display_name}"
            membership._note_event("plan", membership.state, reason, monthly)
            membership._schedule()
            membership._sync_benefits()

    def _get_next_term(self):
        """The paid term of the period that was chosen for later; may be empty."""
        paid = self.term_ids.filtered(lambda term: term.state == "paid" and term.period_id)
        last = paid.sorted("date_to")[-1:]
        return last.filtered(lambda term: term.period_id == self.next_period_id)
