"""Fees for more than a month are earned day by day: what of them belongs to later months is deferred.

Each month the job compares what should be deferred at its end with what its own entries say, account by account, and
posts the difference in one entry. Refunds, ended memberships, another account, a month without the job, an entry that
somebody undid: the next difference puts it right, and no cent is lost.
"""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ....engine.membership_dates import DAY, month_ends
from ....engine.membership_money import money, unused_amount

LONG = 31
"""Days; fees for no more than that are earned when they are billed."""


def _freeze(analytic):
    """An analytic distribution as a key; () for none."""
    return tuple(sorted((analytic or {}).items()))


class ResCompany(models.Model):
    _inherit = "res.company"

    def _cron_defer_membership_fees(self):
        """Once a day: book the months that are over and were not booked yet."""
        companies = self.search([("membership_deferral", "=", True)]) | self._get_companies_with_deferred_fees()
        for number, company in enumerate(companies):
            company._defer_membership_fees()
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - number - 1)

    @api.model
    def _get_companies_with_deferred_fees(self):
        """Companies that switched it off, and whose entries still hold something back."""
        moves = self.env["account.move"].sudo()._read_group(
            [("membership_deferral_on", "!=", False), ("state", "=", "posted")], ["company_id"]
        )  # fmt: skip
        return self.union(*(company for (company,) in moves)).filtered(lambda company: company._get_booked_fees())

    def _defer_membership_fees(self, today=None):
        """Post the entries of the months that are over; one for each, none where nothing changed. Idempotent.

        :param date today: for tests; by default today
        :return: the entries
        """
        self.ensure_one()
        company = self.sudo().with_company(self)
        today = today or self.env.cr.now().date()
        last = today.replace(day=1) - timedelta(days=1)
        self.env.cr.execute("SELECT id FROM res_company WHERE id = %s FOR UPDATE", [self.id])
        Move = self.env["account.move"].sudo()
        before = Move.search(
            [("company_id", "=", self.id), ("membership_deferral_on", "!=", False)],
            order="membership_deferral_on desc",
            limit=1,
        )
        moves = Move
        first = before.membership_deferral_on + timedelta(days=1) if before else last
        for day in month_ends(first, last) if first <= last else []:
            moves |= company._post_deferral(day)
        return moves

    def _post_deferral(self, day):
        """One entry that makes the books say what is deferred at the end of ``day``."""
        differences = self._get_fees_to_defer(day)
        for place, amount in self._get_booked_fees().items():
            differences[place] = differences.get(place, money(0)) - amount
        lines = [
            (0, 0, {
                "account_id": account_id,
                "analytic_distribution": dict(analytic),
                "name": self.env._("Membership fees of later months"),
                "debit": float(max(amount, 0)),
                "credit": float(max(-amount, 0)),
            })
            for (account_id, analytic), amount in sorted(differences.items()) if amount
        ]  # fmt: skip
        moves = self.env["account.move"].sudo()
        if not lines:
            return moves
        move = moves.create(
            {
                "move_type": "entry",
                "company_id": self.id,
                "journal_id": (self.membership_deferral_journal_id or self._get_last_deferral().journal_id).id,
                "date": self._get_open_day(day),
                "ref": self.env._("Membership fees deferred at %s", day),
                "membership_deferral_on": day,
                "line_ids": lines,
            }
        )
        move._post()
        return move

    def _get_last_deferral(self):
        domain = [("company_id", "=", self.id), ("membership_deferral_on", "!=", False)]
        return self.env["account.move"].sudo().search(domain, order="membership_deferral_on desc, id desc", limit=1)

    def _get_open_day(self, day):
        """The day of the entry: the end of the month, or the first day after a lock date."""
        journal = self.membership_deferral_journal_id or self._get_last_deferral().journal_id
        return max(day, self._get_user_fiscal_lock_date(journal) + timedelta(days=1))

    def _get_booked_fees(self):
        """What the entries say, reversals by hand included: {(account id, analytic distribution): balance}, those of
        zero left out.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.account_id, line.analytic_distribution, SUM(line.balance)
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
             LEFT JOIN account_move origin ON origin.id = move.reversed_entry_id
                 WHERE line.company_id = %s AND line.parent_state = 'posted' AND line.account_id IS NOT NULL
                   AND (move.membership_deferral_on IS NOT NULL OR origin.membership_deferral_on IS NOT NULL)
              GROUP BY line.account_id, line.analytic_distribution
                """,
                self.id,
            )
        )
        digits = self.currency_id.decimal_places
        booked = {}
        for account_id, analytic, balance in rows:
            place = (account_id, _freeze(analytic))
            booked[place] = booked.get(place, money(0)) + money(balance, digits)
        return {place: balance for place, balance in booked.items() if balance}

    def _get_fees_to_defer(self, day):
        """What should be deferred at the end of ``day``: {(account id, analytic distribution): balance}. Income is
        debited, the liability credited. Analytic accounts follow the income, so the liability has none.
        """
        if not self.membership_deferral or self._defers_by_itself():
            return {}
        digits = self.currency_id.decimal_places
        accounts = {}
        for term in self._get_deferrable_terms(day):
            left = unused_amount(term["amount"], term["date_from"], term["date_to"], term["until"], digits)
            if left:
                place = (term["account_id"], _freeze(term.get("analytic")))
                accounts[place] = accounts.get(place, money(0)) + left
        deferred = (self.membership_deferral_account_id.id, ())
        accounts[deferred] = accounts.get(deferred, money(0)) - sum(accounts.values())
        return accounts

    @api.model
    def _defers_by_itself(self):
        """Whether the edition of Odoo spreads revenue by the dates of invoice lines; it is told those dates."""
        return "deferred_start_date" in self.env["account.move.line"]._fields

    def _get_deferrable_terms(self, day):
        """Periods that last longer than ``day``, whose fee is booked: amount after refunds, days, the last one that is
        used by then (the days after the beginning of a pause wait), account. Who left has nothing to come.
        """
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT * FROM (
                    SELECT term.period_id, term.amount - COALESCE(term.refunded_amount, 0) AS amount,
                           term.date_from + COALESCE(term.paused_days, 0) AS date_from,
                           CASE WHEN membership.state = 'ended' AND membership.end_reason IS DISTINCT FROM 'merged'
                                THEN LEAST(term.date_to, membership.ended_on) ELSE term.date_to END AS date_to,
                           LEAST(%(day)s::date, CASE WHEN membership.state = 'suspended'
                                                     THEN membership.paused_on - 1 END) AS until,
                           booked.account_id, booked.analytic
                      FROM loyalty_membership_term term
                      JOIN loyalty_membership membership ON membership.id = term.membership_id
                      JOIN loyalty_membership_period period ON period.id = term.period_id
                      JOIN LATERAL (
                        SELECT line.account_id, line.analytic_distribution AS analytic
                          FROM account_move_line line
                         WHERE line.parent_state = 'posted' AND line.date <= %(day)s
                           AND line.display_type = 'product' AND line.company_id = %(company)s
                           AND ((line.move_id = term.move_id AND line.product_id = period.product_id)
                                OR EXISTS (SELECT 1 FROM sale_order_line_invoice_rel rel
                                            WHERE rel.invoice_line_id = line.id
                                              AND rel.order_line_id = term.sale_line_id))
                      ORDER BY line.id LIMIT 1
                      ) booked ON TRUE
                     WHERE term.company_id = %(company)s AND term.state IN ('open', 'paid')
                       AND (term.date_to > %(day)s OR membership.state = 'suspended')
                       AND term.date_to - term.date_from >= %(long)s
                       AND (membership.end_reason IS DISTINCT FROM 'merged' OR membership.ended_on > %(day)s)
                ) terms
                 WHERE amount > 0 AND date_to > until
                """,
                day=day,
                company=self.id,
                long=LONG,
            )
        )
        return rows + self._get_deferrable_till_terms(day)

    def _get_deferrable_till_terms(self, day):
        """The same for what was bought at a till: its session books the income account of the product."""
        terms = self.env["loyalty.membership.term"].sudo().search(
            [
                ("company_id", "=", self.id),
                ("state", "=", "paid"),
                "|",
                ("date_to", ">", day),
                ("membership_id.state", "=", "suspended"),
                "|",
                ("pos_line_id", "!=", False),
                ("sale_line_id.pos_order_line_ids", "!=", False),
                ("move_id", "=", False),
            ]
        )  # fmt: skip
        rows = []
        for term in terms:
            membership, account = term.membership_id, self._get_till_account(term, day)
            last, until = term.date_to, day
            if membership.end_reason == "merged":
                last = last if membership.ended_on > day else day
            elif membership.state == "ended":
                last = min(last, membership.ended_on)
            elif membership.state == "suspended":
                until = min(day, membership.paused_on - DAY)
            long = (term.date_to - term.date_from).days >= LONG
            if account and long and last > until:
                rows.append(
                    {
                        "amount": term._get_refundable(),
                        "date_from": term._get_first_counted_day(),
                        "date_to": last,
                        "until": until,
                        "account_id": account.id,
                    }
                )
        return rows

    def _get_till_account(self, term, day):
        """The income account on which a till booked the fee of a period by the end of ``day``; may be empty."""
        line = term.pos_line_id
        if not line and not term._find_invoice_lines():  # an order that was paid at a till
            line = term.sale_line_id.pos_order_line_ids.filtered(lambda line: line.qty > 0)[:1]
        move = line.order_id.account_move or line.order_id.session_id.move_id
        if move.state == "posted" and move.date <= day:
            return term.period_id.product_id._get_product_accounts()["income"]
        return self.env["account.account"]
