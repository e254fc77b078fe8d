"""What plans ask after, as SQL: for each moment, the events of a club's company between two moments.

Each query gives (key, at, partner_id, origin_model, origin_id): ``key`` names the event, the same in every run.
"""

from odoo import fields, models
from odoo.tools import SQL

from ....engine.membership_states import ENDED
from ...activity.program_days import YEARLY
from ...ledger.posting_values import KINDS_OF_ACTIVITY
from ...till.pos_order import PAID

NO_FAREWELL = ("changed", "merged")
"""Memberships that end for these reasons go on as another one."""


class LoyaltySurveyPlan(models.Model):
    _inherit = "loyalty.survey.plan"

    def _get_events_query(self, since, until):
        """SQL of the events of this plan that happened from ``since`` to ``until`` (naive UTC)."""
        self.ensure_one()
        return getattr(self, f"_query_{self.moment}")(since, until)

    def _query_quotation_sent(self, since, until):
        """Quotations that were sent and neither withdrawn nor cancelled. Odoo calls an order of the website sent when
        its payment is on the way, a bank transfer for instance: that was no quotation.
        """
        condition = SQL(
            """o.state IN ('sent', 'sale') AND NOT EXISTS (
               SELECT FROM sale_order_transaction_rel r JOIN payment_transaction t ON t.id = r.transaction_id
                WHERE r.sale_order_id = o.id AND t.state IN ('pending', 'authorized', 'done')
                  AND date_trunc('second', t.create_date) <= o.quotation_sent_at)"""
        )
        return self._query_orders(SQL("o.quotation_sent_at"), condition, since, until)

    def _query_order_confirmed(self, since, until):
        return self._query_orders(SQL("o.date_order"), SQL("o.state = 'sale'"), since, until)

    def _query_orders(self, at, condition, since, until):
        return SQL(
            """
            SELECT 'sale.order,' || o.id AS key, %(at)s AS at, o.partner_id, 'sale.order' AS origin_model,
                   o.id AS origin_id
              FROM sale_order o
             WHERE o.company_id = %(company)s AND %(at)s BETWEEN %(since)s AND %(until)s AND %(condition)s
            """,
            at=at,
            company=self.company_id.id,
            since=since,
            until=until,
            condition=condition,
        )

    def _query_delivered(self, since, until):
        """Orders that are wholly delivered."""
        return self._query_orders(SQL("o.club_delivered_at"), SQL("o.state = 'sale'"), since, until)

    def _query_invoice_paid(self, since, until):
        """Invoices, but those of tills. An order stands for its invoices: it is asked about once."""
        return SQL(
            """
            SELECT CASE WHEN sold.id IS NULL THEN 'account.move,' || m.id ELSE 'sale.order,' || sold.id END AS key,
                   m.club_paid_at AS at, m.partner_id,
                   CASE WHEN sold.id IS NULL THEN 'account.move' ELSE 'sale.order' END AS origin_model,
                   COALESCE(sold.id, m.id) AS origin_id
              FROM account_move m
         LEFT JOIN LATERAL (
                   SELECT MIN(l.order_id) AS id
                     FROM account_move_line a
                     JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = a.id
                     JOIN sale_order_line l ON l.id = r.order_line_id
                    WHERE a.move_id = m.id) sold ON TRUE
             WHERE m.company_id = %s AND m.club_paid_at BETWEEN %s AND %s
               AND m.move_type = 'out_invoice' AND m.state = 'posted'
               AND m.payment_state IN ('paid', 'in_payment', 'reversed')
               AND NOT EXISTS (SELECT FROM pos_order p WHERE p.account_move = m.id)
            """,
            self.company_id.id,
            since,
            until,
        )

    def _query_till(self, since, until):
        """Orders of tills. What settles a sales order is one purchase with it, however often something is paid."""
        return SQL(
            """
            SELECT CASE WHEN sold.id IS NULL THEN 'pos.order,' || o.id ELSE 'sale.order,' || sold.id END AS key,
                   o.date_order AS at, o.partner_id, 'pos.order' AS origin_model,
                   o.id AS origin_id
              FROM pos_order o
         LEFT JOIN LATERAL (
                   SELECT MIN(l.sale_order_origin_id) AS id FROM pos_order_line l WHERE l.order_id = o.id) sold ON TRUE
             WHERE o.company_id = %s AND o.date_order BETWEEN %s AND %s AND o.state = ANY(%s)
               AND o.partner_id IS NOT NULL AND o.is_refund IS NOT TRUE
            """,
            self.company_id.id,
            since,
            until,
            list(PAID),
        )

    def _query_tier_reached(self, since, until):
        """Who rose and still has the tier."""
        return SQL(
            """
            SELECT 'loyalty.tier.change,' || h.id AS key, h.changed_at AS at, c.partner_id,
                   'loyalty.tier.change' AS origin_model, h.id AS origin_id
              FROM loyalty_tier_change h
              JOIN loyalty_card f ON f.id = h.card_id
              JOIN loyalty_card c ON c.id = COALESCE(f.merged_into_id, f.id)
             WHERE h.program_id = %s AND h.changed_at BETWEEN %s AND %s
               AND h.direction = 'up' AND h.reason IN ('reached', 'manual', 'membership') AND c.tier_id = h.to_tier_id
            """,
            self.program_id.id,
            since,
            until,
        )

    def _query_membership_ended(self, since, until):
        """Customers of a paid membership whose last one of this club is over."""
        return SQL(
            """
            SELECT 'loyalty.membership,' || m.id AS key, MAX(e.at) AS at, m.partner_id,
                   'loyalty.membership' AS origin_model, m.id AS origin_id
              FROM loyalty_membership m
              JOIN loyalty_membership_event e
                ON e.membership_id = m.id AND e.kind = 'state' AND e.state_after = %(ended)s
             WHERE m.program_id = %(club)s AND m.state = %(ended)s AND m.end_reason != ALL(%(going_on)s)
               AND m.ended_on >= %(since)s::date - 1
               AND NOT EXISTS (SELECT FROM loyalty_membership other
                                WHERE other.partner_id = m.partner_id AND other.program_id = m.program_id
                                  AND other.state != %(ended)s)
          GROUP BY m.id
            HAVING MAX(e.at) BETWEEN %(since)s AND %(until)s
            """,
            ended=ENDED,
            club=self.program_id.id,
            going_on=list(NO_FAREWELL),
            since=since,
            until=until,
        )

    def _query_inactive(self, since, until):
        """Members whose last purchase, activity or redemption is so many days ago, and those who joined so many days
        ago and have done nothing yet: they became inactive then.
        """
        return SQL(
            """
            SELECT 'loyalty.ledger.entry,' || MAX(e.id) AS key, MAX(e.posted_at) + %(rest)s AS at, c.partner_id,
                   'loyalty.card' AS origin_model, c.id AS origin_id
              FROM loyalty_ledger_entry e
              JOIN loyalty_card f ON f.id = e.card_id
              JOIN loyalty_card c ON c.id = COALESCE(f.merged_into_id, f.id)
             WHERE e.program_id = %(club)s AND e.posted_at BETWEEN %(since)s AND %(until)s AND %(deed)s
               AND NOT EXISTS (
                   SELECT FROM loyalty_ledger_entry e
                    WHERE e.card_id IN (SELECT g.id FROM loyalty_card g
                                         WHERE g.id = c.id OR g.merged_into_id = c.id)
                      AND %(deed)s AND e.posted_at > %(until)s)
          GROUP BY c.id
         UNION ALL
            SELECT 'loyalty.card,' || c.id, %(joined)s + %(rest)s, c.partner_id, 'loyalty.card', c.id
              FROM loyalty_card c
             WHERE c.program_id = %(club)s AND c.is_club AND c.active AND %(joined)s BETWEEN %(since)s AND %(until)s
               AND c.joined_on BETWEEN %(since)s::date - 1 AND %(until)s::date + 1
               AND NOT EXISTS (
                   SELECT FROM loyalty_ledger_entry e
                    WHERE e.card_id IN (SELECT g.id FROM loyalty_card g
                                         WHERE g.id = c.id OR g.merged_into_id = c.id)
                      AND %(deed)s)
            """,
            club=self.program_id.id,
            deed=self._get_deed(),
            joined=SQL("((c.joined_on::timestamp AT TIME ZONE %s) AT TIME ZONE 'UTC')", self.program_id.tz or "UTC"),
            rest=SQL("make_interval(days => %s)", self.inactive_days),
            since=fields.Datetime.subtract(since, days=self.inactive_days),
            until=fields.Datetime.subtract(until, days=self.inactive_days),
        )

    @staticmethod
    def _get_deed():
        """SQL: an entry ``e`` is something that the member did, also one that waits; presents for birthdays and the
        like come by themselves.
        """
        return SQL(
            """(e.kind = ANY(%s) AND e.state != 'void' AND NOT EXISTS (
                SELECT FROM loyalty_activity a WHERE a.id = e.activity_id AND a.trigger = ANY(%s)))""",
            list(KINDS_OF_ACTIVITY),
            list(YEARLY),
        )

    def _query_complaint_closed(self, since, until):
        return SQL(
            """
            SELECT 'loyalty.feedback,' || f.id AS key, f.closed_at AS at, f.partner_id,
                   'loyalty.feedback' AS origin_model, f.id AS origin_id
              FROM loyalty_feedback f
             WHERE f.company_id = %s AND f.closed_at BETWEEN %s AND %s AND f.kind = 'complaint' AND f.state = 'closed'
               AND (f.program_id = %s OR f.program_id IS NULL)
            """,
            self.company_id.id,
            since,
            until,
            self.program_id.id,
        )
