"""How memberships begin, and how paid days are added."""

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.membership_dates import DAY, trial_last_day
from ...engine.membership_states import ACTIVE, OPEN, SUSPENDED, TRIAL


class LoyaltyMembership(models.Model):
    _inherit = "loyalty.membership"

    @api.model
    @api.private
    def _get_open(self, partner, plan):
        """The customer's membership of a plan that is not over; may be empty (superuser mode)."""
        return self.sudo().search(
            [("partner_id", "=", partner.id), ("plan_id", "=", plan.id), ("state", "in", tuple(OPEN))], limit=1
        )

    @api.model
    @api.private
    def _start(self, period, partner, key, *, quantity=1, term_values=None, amounts=(), payer=None, token=None):
        """A customer paid for periods of a plan: begin a membership, or make the one there is longer.

        :param period: ``loyalty.membership.period``
        :param partner: who has the membership
        :param str key: what paid, e.g. ``sale.order.line,42``: the same key never counts twice
        :param int quantity: number of periods
        :param dict term_values: further fields of each term (``amount`` for one period, ``sale_line_id`` …)
        :param amounts: what each of the periods costs, where they differ
        :param payer: who made it a gift
        :param token: saved means of payment, of the payer; used for renewals unless it was a gift
        :return: the membership (superuser mode)
        :raise UserError: the plan, or its club, takes nobody
        """
        known = self.env["loyalty.membership.term"].sudo().search([("key", "=", f"{key},1")], limit=1)
        if known:
            return known.membership_id
        plan = period.sudo().plan_id
        account = self._open_account(plan, partner)
        membership = self._get_open(partner, plan)
        if membership:
            membership._lock()
        if not membership or membership.state not in OPEN:
            membership = self._create_membership(period, partner, ACTIVE, account, payer=payer, token=token)
            kind = "started"
        else:
            given = bool(payer and payer != partner) or (term_values or {}).get("kind") == "gift"
            membership._prepare_for_purchase(period, given)
            kind = "renewed"
        for number in range(quantity):
            values = {"kind": "bought", **(term_values or {})}
            if number < len(amounts):
                values["amount"] = amounts[number]
            membership._buy_period(period, f"{key},{number + 1}", values)
        if period != membership.period_id:
            membership.write({"anchor_on": membership._get_last_paid_day() + DAY, "anchor_count": 0})
        before = membership.state
        membership._run_to(membership._get_last_paid_day())
        membership._note_event(kind, before)
        return membership

    @api.model
    @api.private
    def _start_trial(self, period, partner, token=None):
        """Begin a trial, once for each customer and plan.

        :raise UserError: there is none, or the customer had the plan before
        """
        plan = period.sudo().plan_id
        account = self._open_account(plan, partner)
        if not plan._may_try(partner):
            raise UserError(self.env._("“%s” has no trial for you: it is for customers who never had it.", plan.name))
        membership = self._create_membership(period, partner, TRIAL, account, token=token)
        first = membership.started_on
        last = trial_last_day(first, plan.trial_days)
        membership._add_term({"kind": "trial", "state": "paid", "date_from": first, "date_to": last})
        membership.write({"trial_until": last, "anchor_on": last + DAY, "anchor_count": 0})
        membership._run_to(last, TRIAL)
        membership._note_event("started", None)
        return membership

    @api.model
    def _open_account(self, plan, partner):
        """The club account of the customer, locked: two purchases at once come one after the other, and the second
        starts over, because the row is updated (docs, "Locks"). It then finds the membership of the first.
        """
        account = plan.sudo().program_id._join(partner.sudo())
        account.flush_recordset()
        self.env.cr.execute("SELECT id FROM loyalty_card WHERE id = %s FOR NO KEY UPDATE", [account.id])
        self.env.cr.execute("UPDATE loyalty_card SET id = id WHERE id = %s", [account.id])
        return account

    @api.model
    def _create_membership(self, period, partner, state, account, payer=None, token=None):
        plan = period.sudo().plan_id
        gift = bool(payer and payer != partner)
        today = plan.program_id._get_local_day(self.env.cr.now())
        return self.sudo().create(
            {
                "plan_id": plan.id,
                "period_id": period.id,
                "partner_id": partner.id,
                "payer_id": payer.id if gift else False,
                "card_id": account.id,
                "state": state,
                "started_on": today,
                "paid_until": today - DAY,
                "anchor_on": today,
                "anchor_count": 0,
                "renews": plan.auto_renew and not gift,
                "token_id": token.id if token and not gift else False,
                "price": period.price,
            }
        )

    def _prepare_for_purchase(self, period, given):
        """Paid beside the renewal: its invoice is withdrawn, and what follows is counted anew where the bought period
        has another length, or does not begin where the next one would (after a pause, a payment that came back).

        :param bool given: by somebody else, or by staff: what the member pays for renewals stays what it is
        """
        self.ensure_one()
        self._withdraw_open_terms()
        if self.state == SUSPENDED:
            self._resume()
        first = self._get_next_first_day()
        values = {}
        if not given and (period != self.period_id or first > self.paid_until + DAY):
            values = {"period_id": period.id, "price": period.price}
        counted = period == self.period_id and self.anchor_on
        if not counted or period._get_days(self.anchor_on, self.anchor_count)[0] != first:
            values.update(anchor_on=first, anchor_count=0)
        if values:
            self.write(values)

    def _get_next_first_day(self):
        """The first day of what is paid next: the one after what is paid, also in grace, so that days with benefits
        are paid. Where benefits have stopped already it is today.
        """
        self.ensure_one()
        after, today = self.paid_until + DAY, self._get_today()
        return today if after < today and self.runs_until and self.runs_until < today else after

    def _buy_period(self, period, key, values):
        """One more period after what is paid."""
        first, last = period._get_days(self.anchor_on, self.anchor_count)
        term = self._add_term(
            {
                "state": "paid",
                "paid_on": self._get_today(),
                "period_id": period.id,
                "key": key,
                **values,
                "date_from": first,
                "date_to": last,
            }
        )
        self.anchor_count += 1
        return term

    def _add_term(self, values):
        self.ensure_one()
        return (
            self.env["loyalty.membership.term"]
            .sudo()
            .create({"membership_id": self.id, "plan_id": self.plan_id.id, **values})
        )

    def _get_last_paid_day(self):
        """The last day of what is paid; the day before the start where nothing is (any more)."""
        paid = self.term_ids.filtered(lambda term: term.state == "paid")
        return max(paid.mapped("date_to"), default=self.started_on - DAY)

    def _run_to(self, last, state=None):
        """What is paid lasts to ``last``: active, out of grace and trial; a cancelled one stays cancelled."""
        self.ensure_one()
        if not state:
            state = self.state if self.state in ("cancelled", "suspended") else ACTIVE
            if self.state == TRIAL and self.trial_until and last <= self.trial_until:
                state = TRIAL
        self.write({"paid_until": last, "grace_from": False})
        if state != self.state:
            self._move_to(state)
        else:
            self._schedule()
            self._sync_benefits()

    def _withdraw_open_terms(self):
        """Periods that were invoiced and not paid are not wanted any more."""
        self.term_ids.filtered(lambda term: term.state == "open")._withdraw()
