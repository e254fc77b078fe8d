"""Who should have a coupon of a partner by now, as tiers and the ledger say: one query for each offer."""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL

DAYS = 30
"""What happened longer ago is not made up for."""

ORDERS = ("sale.order", "pos.order")


class LoyaltyCoalitionOffer(models.Model):
    _inherit = "loyalty.coalition.offer"

    def _get_due(self):
        """What a coupon of this offer is due for.

        :return: list of (account id, what it is given for)
        """
        self.ensure_one()
        self.env.flush_all()
        since = self._get_since()
        found = self._get_reached_query(since) if self.how == "tier" else self._get_orders_query(since)
        return self.env.execute_query(
            SQL(
                """
                  WITH due AS (%(found)s)
                SELECT c.id, due.key FROM due JOIN loyalty_card c ON c.id = due.card_id
                 WHERE c.active AND c.membership_state = 'active' AND c.partner_id IS NOT NULL
                   AND NOT EXISTS (SELECT FROM loyalty_coalition_coupon g WHERE g.offer_id = %(offer)s
                                      AND g.account_id = c.id AND g.given_for = due.key)
                   AND (%(limit)s = 0 OR %(limit)s > (
                       SELECT COUNT(*) FROM loyalty_coalition_coupon g
                        WHERE g.offer_id = %(offer)s AND g.account_id = c.id AND g.state != 'cancelled'))
              ORDER BY due.at, c.id
                """,
                found=found,
                offer=self.id,
                limit=self.limit_per_member,
            )
        )

    def _get_since(self):
        """What happened before this moment (naive UTC) is not made up for."""
        days = [day for day in (self.date_from, self.coalition_id.date_from) if day]
        moments = [self.club_id._get_midnight(day) for day in days]
        moments += [self.automatic_since or self.create_date, self.env.cr.now() - timedelta(days=DAYS)]
        return max(moments).replace(microsecond=0)

    def _get_reached_query(self, since):
        """SQL: (account, what for, when) of those who rose to the offer's tier, not by a paid membership."""
        return SQL(
            """
            SELECT COALESCE(f.merged_into_id, f.id) AS card_id, 'tier,' || h.to_tier_id AS key, MIN(h.changed_at) AS at
              FROM loyalty_tier_change h JOIN loyalty_card f ON f.id = h.card_id
             WHERE h.to_tier_id = %s AND h.direction = 'up' AND h.reason IN ('reached', 'manual')
               AND h.changed_at >= %s
          GROUP BY 1, 2
            """,
            self.reached_tier_id.id,
            since,
        )

    def _get_orders_query(self, since):
        """SQL: (account, what for, when) of orders that are worth enough after refunds, as the ledger says."""
        return SQL(
            """
            SELECT COALESCE(f.merged_into_id, f.id) AS card_id, e.origin_model || ',' || e.origin_id AS key,
                   MIN(e.posted_at) AS at
              FROM loyalty_ledger_entry e JOIN loyalty_card f ON f.id = e.card_id
             WHERE e.program_id = %s AND e.posted_at >= %s AND %s
          GROUP BY 1, 2
            HAVING SUM(e.qualifying_amount) >= %s AND SUM(e.qualifying_orders) > 0
            """,
            self.club_id.id,
            since,
            self._get_purchases_condition(),
            self.order_minimum,
        )

    @staticmethod
    def _get_purchases_condition():
        return SQL(
            """e.kind IN ('accrual', 'reversal') AND e.state != 'void' AND e.activity_id IS NULL
               AND e.origin_model = ANY(%s)""",
            list(ORDERS),
        )

    def _get_undue(self):
        """Coupons, not used yet, that came with orders which are not worth any more what was asked for then."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT g.id FROM loyalty_coalition_coupon g
                 WHERE g.offer_id = %s AND g.state = 'issued'
                   AND split_part(g.given_for, ',', 1) = ANY(%s)
                   AND NOT EXISTS (
                       SELECT FROM loyalty_ledger_entry e
                        WHERE e.program_id = %s AND e.origin_model = split_part(g.given_for, ',', 1)
                          AND e.origin_id = split_part(g.given_for, ',', 2)::int AND %s
                       HAVING SUM(e.qualifying_amount) >= COALESCE(g.given_minimum, %s)
                          AND SUM(e.qualifying_orders) > 0)
              ORDER BY g.id
                """,
                self.id,
                list(ORDERS),
                self.club_id.id,
                self._get_purchases_condition(),
                self.order_minimum,
            )
        )
        return self.env["loyalty.coalition.coupon"].sudo().browse(row[0] for row in rows)
