"""Coming to a database with loyalty cards, and leaving it."""

from odoo.tools import SQL


def pre_init_hook(env):
    """One active account per member and club: later cards of the same customer go into the oldest one.

    Runs before the index that demands it. Their points move; the cards are archived and know where they went.
    """
    env.cr.execute("ALTER TABLE loyalty_card ADD COLUMN IF NOT EXISTS merged_into_id int4")
    env.cr.execute(
        """
        WITH account AS (
            SELECT c.id, c.points, MIN(c.id) OVER same AS kept, SUM(c.points) OVER same AS total
              FROM loyalty_card c JOIN loyalty_program p ON p.id = c.program_id AND p.program_type = 'loyalty'
             WHERE c.active AND c.partner_id IS NOT NULL
            WINDOW same AS (PARTITION BY c.program_id, c.partner_id)
        )
        UPDATE loyalty_card c
           SET points = CASE WHEN account.id = account.kept THEN account.total ELSE 0 END,
               active = account.id = account.kept,
               merged_into_id = CASE WHEN account.id = account.kept THEN NULL ELSE account.kept END
          FROM account
         WHERE c.id = account.id
           AND EXISTS (SELECT 1 FROM account other WHERE other.kept = account.kept AND other.id != account.id)
        """
    )


def post_init_hook(env):
    """Every account opens its books with the points it has; accounts with points belong to members from now on."""
    env.cr.execute(
        SQL(
            """
            INSERT INTO loyalty_ledger_entry (
                   card_id, program_id, partner_id, company_id, kind, state, points, balance, remaining, uncovered,
                   forgiven, posted_at, qualifying_points, qualifying_amount, qualifying_orders, qualifying_at,
                   key, description, create_uid, create_date, write_uid, write_date)
            SELECT c.id, c.program_id, c.partner_id, c.company_id, 'opening', 'posted',
                   p.points, p.points, GREATEST(p.points, 0), GREATEST(-p.points, 0),
                   0, now.at, 0, 0, 0, now.at, 'opening', %(description)s, 1, now.at, 1, now.at
              FROM loyalty_card c
        CROSS JOIN LATERAL (SELECT ROUND(COALESCE(c.points, 0)::numeric, 2) AS points) p
        CROSS JOIN (SELECT date_trunc('second', now() AT TIME ZONE 'UTC') AS at) now
             WHERE c.is_club AND NOT EXISTS (SELECT 1 FROM loyalty_ledger_entry e WHERE e.card_id = c.id)
          ORDER BY c.id
            """,
            description=env._("Balance when the ledger began"),
        )
    )
    env.cr.execute(
        """
        UPDATE loyalty_card SET points = ROUND(COALESCE(points, 0)::numeric, 2)::float8,
               joined_on = COALESCE(joined_on, create_date::date)
         WHERE is_club
        """
    )
    _remember_earlier_orders(env)
    _remember_earlier_till_orders(env)
    env.invalidate_all()


def _remember_earlier_orders(env):
    """What confirmed orders booked before is in the opening entries; cancelling or refunding them must find it."""
    env.cr.execute(
        """
        WITH accrual AS (
            SELECT p.order_id, jsonb_object_agg(COALESCE(c.merged_into_id, c.id), p.points) AS points
              FROM sale_order_coupon_points p JOIN loyalty_card c ON c.id = p.coupon_id AND c.is_club
             WHERE p.points != 0 GROUP BY p.order_id
        ), redemption AS (
            SELECT l.order_id, jsonb_object_agg(
                       l.id, jsonb_build_array(COALESCE(c.merged_into_id, c.id), l.points_cost)) AS points
              FROM sale_order_line l JOIN loyalty_card c ON c.id = l.coupon_id AND c.is_club
             WHERE l.points_cost != 0 GROUP BY l.order_id
        )
        UPDATE sale_order o
           SET points_before_ledger = jsonb_build_object(
                   'accrual', COALESCE(accrual.points, '{}'), 'redemption', COALESCE(redemption.points, '{}'))
          FROM sale_order self
     LEFT JOIN accrual ON accrual.order_id = self.id
     LEFT JOIN redemption ON redemption.order_id = self.id
         WHERE o.id = self.id AND o.state = 'sale' AND (accrual.points IS NOT NULL OR redemption.points IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM loyalty_ledger_entry e
                            WHERE e.origin_model = 'sale.order' AND e.origin_id = o.id)
        """
    )


def _remember_earlier_till_orders(env):
    """What orders of tills booked before is in the opening entries; refunding them must find it, nothing may book it
    again.

    Stock kept one number for each order and card: what it earned less what its rewards cost (``loyalty.history``).
    """
    env.cr.execute(
        """
        WITH line AS (
            SELECT l.order_id, c.program_id, COALESCE(c.merged_into_id, c.id) AS card_id, MIN(l.id) AS id, l.reward_id,
                   jsonb_agg(l.id ORDER BY l.id) AS ids, ROUND(SUM(l.points_cost)::numeric, 2) AS points
              FROM pos_order_line l JOIN loyalty_card c ON c.id = l.coupon_id AND c.is_club
             WHERE l.reward_id IS NOT NULL AND l.qty > 0 AND l.refunded_orderline_id IS NULL
               AND l.sale_order_line_id IS NULL AND l.sale_order_origin_id IS NULL
          GROUP BY 1, 2, 3, l.reward_id, COALESCE(NULLIF(l.reward_identifier_code, ''), l.id::text)
            HAVING SUM(l.points_cost) > 0
        ), cost AS (
            SELECT order_id, jsonb_object_agg(id, jsonb_build_object(
                       'program', program_id, 'card', card_id, 'reward', reward_id, 'lines', ids,
                       'points', points::text, 'amount', '0')) AS lines
              FROM line GROUP BY 1
        ), history AS (
            SELECT h.order_id, c.program_id, COALESCE(c.merged_into_id, c.id) AS card_id,
                   SUM(h.issued - h.used)::numeric AS points
              FROM loyalty_history h JOIN loyalty_card c ON c.id = h.card_id AND c.is_club
             WHERE h.order_model = 'pos.order' GROUP BY 1, 2, 3
        ), spent AS (
            SELECT order_id, card_id, SUM(points) AS points FROM line GROUP BY 1, 2
        ), earned AS (
            SELECT h.order_id, h.program_id, h.card_id, ROUND(h.points + COALESCE(s.points, 0), 2) AS points
              FROM history h LEFT JOIN spent s ON s.order_id = h.order_id AND s.card_id = h.card_id
        ), accrual AS (
            SELECT order_id, jsonb_object_agg(program_id, jsonb_build_object(
                       'card', card_id, 'points', points::text, 'amount', '0')) AS clubs
              FROM earned WHERE points > 0 GROUP BY 1
        )
        UPDATE pos_order o
           SET club_results = jsonb_build_object(
                   'version', 1, 'before', TRUE, 'at', to_char(o.date_order, 'YYYY-MM-DD"T"HH24:MI:SS'),
                   'clubs', COALESCE(accrual.clubs, '{}'), 'costs', COALESCE(cost.lines, '{}'))
          FROM pos_order self
     LEFT JOIN accrual ON accrual.order_id = self.id
     LEFT JOIN cost ON cost.order_id = self.id
         WHERE o.id = self.id AND o.club_results IS NULL AND o.state IN ('paid', 'done')
           AND (o.partner_id IS NOT NULL OR accrual.clubs IS NOT NULL OR EXISTS (
                SELECT 1 FROM pos_order_line l
                 WHERE l.order_id = o.id AND (l.refunded_orderline_id IS NOT NULL OR l.reward_id IS NOT NULL)))
        """
    )


def uninstall_hook(env):
    """Stock works on with the same balances: they are in ``loyalty_card.points`` all the time.

    Merged accounts are archived with 0 points, as stock's own merge leaves them; closed clubs are archived, because
    without the ledger nothing would stop them from earning. So are promotions for members: they would be everybody's.
    Communications by text message go.
    """
    closed = env["loyalty.program"].search([("program_type", "=", "loyalty"), ("closing_on", "!=", False)])
    closed.active = False
    env["loyalty.program"].search([("member_program_id", "!=", False)]).active = False
    text_messages = env["loyalty.mail"].with_context(active_test=False).search([("mail_template_id", "=", False)])
    text_messages.unlink()  # stock knows e-mails only
