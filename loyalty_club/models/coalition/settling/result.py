from odoo import fields, models


class LoyaltyCoalitionResult(models.Model):
    """What came of the coupons: of each offer, month by month as the club's clock says. Amounts in the currency of the
    company.
    """

    _name = "loyalty.coalition.result"
    _description = "Coalition Results"
    _auto = False
    _order = "month desc, offer_id"
    _rec_name = "month"

    month = fields.Date(readonly=True)
    offer_id = fields.Many2one("loyalty.coalition.offer", readonly=True)
    coalition_id = fields.Many2one("loyalty.coalition.partner", "Partner", readonly=True)
    direction = fields.Selection([("theirs", "Theirs for our members"), ("ours", "Ours for their customers")])
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    issued = fields.Integer("Given out", readonly=True)
    redeemed = fields.Integer("Used", readonly=True)
    new_customers = fields.Integer(readonly=True)
    new_members = fields.Integer(
        readonly=True, help="New customers who joined the club, in the month in which they did."
    )
    revenue = fields.Monetary(
        readonly=True,
        help="Of the orders with our coupons, without taxes; an order with coupons of several partners is shared.",
    )
    income = fields.Monetary(readonly=True, help="What partners owe us by the terms.")
    cost = fields.Monetary(readonly=True, help="What we owe partners by the terms.")
    result = fields.Monetary(readonly=True, help="Revenue and income less cost.")

    @property
    def _table_query(self):
        return """
            WITH facts AS (
                SELECT offer_id, issued_at AS at, 1 AS issued, 0 AS redeemed, 0 AS new_customers, 0 AS new_members,
                       0.0 AS revenue, 0.0 AS income, 0.0 AS cost
                  FROM loyalty_coalition_coupon
                 WHERE issued_at IS NOT NULL AND state != 'cancelled'
             UNION ALL
                SELECT offer_id, redeemed_at, 0, 1, is_new_customer::int, 0,
                       revenue / CASE WHEN COALESCE(origin_id, 0) = 0 THEN 1
                                      ELSE COUNT(*) OVER (PARTITION BY origin_model, origin_id) END, 0, 0
                  FROM loyalty_coalition_coupon
                 WHERE redeemed_at IS NOT NULL
             UNION ALL (
                SELECT DISTINCT ON (account.id) coupon.offer_id, account.joined_on + TIME '12:00', 0, 0, 0, 1, 0, 0, 0
                  FROM loyalty_coalition_coupon coupon
                  JOIN loyalty_coalition_partner contract ON contract.id = coupon.coalition_id
                  JOIN loyalty_card account ON account.program_id = contract.program_id
                                           AND account.partner_id = coupon.partner_id
                 WHERE coupon.is_new_customer AND account.membership_state != 'left'
                   AND account.joined_on >= coupon.redeemed_at::date - 1
              ORDER BY account.id, coupon.redeemed_at
             )
             UNION ALL
                SELECT movement.offer_id, movement.at, 0, 0, 0, 0, 0,
                       CASE WHEN (coupon.direction = 'theirs') = (coupon.payer = 'seller')
                            THEN movement.company_amount ELSE 0 END,
                       CASE WHEN (coupon.direction = 'theirs') = (coupon.payer = 'seller')
                            THEN 0 ELSE -movement.company_amount END
                  FROM loyalty_coalition_movement movement
                  JOIN loyalty_coalition_coupon coupon ON coupon.id = movement.coupon_id
            ), sums AS (
                SELECT offer.id AS offer_id,
                       date_trunc('month', (facts.at AT TIME ZONE 'UTC') AT TIME ZONE COALESCE(club.tz, 'UTC'))::date
                           AS month,
                       SUM(issued)::int AS issued, SUM(redeemed)::int AS redeemed,
                       COALESCE(SUM(new_customers), 0)::int AS new_customers, SUM(new_members)::int AS new_members,
                       COALESCE(SUM(revenue), 0) AS revenue,
                       SUM(income) AS income, SUM(cost) AS cost
                  FROM facts
                  JOIN loyalty_coalition_offer offer ON offer.id = facts.offer_id
                  JOIN loyalty_program club ON club.id = offer.club_id
              GROUP BY 1, 2
            )
            SELECT row_number() OVER (ORDER BY sums.month, sums.offer_id)::int AS id, sums.*,
                   offer.coalition_id, offer.direction, offer.company_id, company.currency_id,
                   sums.revenue + sums.income - sums.cost AS result
              FROM sums
              JOIN loyalty_coalition_offer offer ON offer.id = sums.offer_id
              JOIN res_company company ON company.id = offer.company_id
        """
