"""Who bought it: orders and tills, less what came back, each person once."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL


class LoyaltyNews(models.Model):
    _inherit = "loyalty.news"

    buyer_count = fields.Integer("Bought it", compute="_compute_buyer_counts", compute_sudo=True)
    address_count = fields.Integer("With an address", compute="_compute_buyer_counts", compute_sudo=True)
    consent_count = fields.Integer("Agreed to messages", compute="_compute_buyer_counts", compute_sudo=True)
    reach_text = fields.Char("Reach", compute="_compute_reach_text")
    reached_count = fields.Integer("Will get it", compute="_compute_buyer_counts", compute_sudo=True)

    @api.depends(
        "kind", "channel", "company_id", "product_ids", "categ_ids", "date_from", "date_to", "config_ids", "team_ids",
        "state",
    )  # fmt: skip
    def _compute_buyer_counts(self):
        """How many would be reached if it were sent now; of drafts only, what was sent has its list."""
        for news in self:
            found = (0, 0, 0)
            if news.state == "draft" and (news.product_ids or news.categ_ids):
                found = self.env.execute_query(news._get_counts_query())[0]
            news.buyer_count, news.address_count, news.consent_count = found
            news.reached_count = found[1] if news.kind == "recall" else found[2]

    @api.depends("buyer_count", "address_count", "consent_count", "kind")
    @api.depends_context("lang")
    def _compute_reach_text(self):
        """Who would get it now, in a sentence."""
        for news in self:
            figures = {"buyers": news.buyer_count, "addresses": news.address_count, "consents": news.consent_count}
            if news.state != "draft" or not (news.product_ids or news.categ_ids):
                news.reach_text = False
            elif news.kind == "recall":
                news.reach_text = self.env._(
                    "Buyers: %(buyers)s. With an address: %(addresses)s; these will get it, a recall needs no consent.",
                    **figures,
                )
            else:
                news.reach_text = self.env._(
                    "Buyers: %(buyers)s. With an address: %(addresses)s. Of these, agreed to messages and will get it: "
                    "%(consents)s.",
                    **figures,
                )

    def _get_counts_query(self):
        """SQL: (buyers, of these with an address, of these who agreed and are members in good standing or none, and are
        not on a list of unwanted mailings)
        """
        return SQL(
            """
            SELECT COUNT(*), COUNT(*) FILTER (WHERE address IS NOT NULL OR %(others)s),
                   COUNT(*) FILTER (WHERE address IS NOT NULL
                   AND (SELECT k.state FROM loyalty_consent k
                         WHERE k.partner_id = buyer.partner_id AND k.channel = %(channel)s
                           AND (k.company_id IS NULL OR k.company_id = %(company)s)
                      ORDER BY k.at DESC, k.id DESC LIMIT 1) = 'given'
                   AND NOT EXISTS (SELECT FROM loyalty_card c
                                    WHERE c.id = buyer.account_id AND c.membership_state != 'active')
                   AND NOT EXISTS (SELECT FROM %(unwanted)s))
              FROM (%(buyers)s) buyer
            """,
            channel=self.channel,
            company=self.company_id.id,
            others=SQL("other IS NOT NULL") if self._is_recall() else SQL("FALSE"),
            unwanted=self._get_unwanted(),
            buyers=self._get_buyers_query(),
        )

    def _get_unwanted(self):
        """SQL: those who want no mailings at all, that ``buyer`` may be one of."""
        if self.channel == "sms":
            self.env["phone.blacklist"].flush_model()
            return SQL("phone_blacklist b WHERE b.active AND b.number = buyer.address")
        self.env["mail.blacklist"].flush_model()
        return SQL("mail_blacklist b WHERE b.active AND b.email = buyer.address")

    def _get_buyers_query(self):
        """SQL: (partner_id, account_id, address, bought_on, product_ids, order_ref), one row for each person.

        Guests get a new contact with every order: those who share an address are one person, the member among them.
        Archived contacts are not written to: they come last, and have no address where all are archived.
        """
        self.env.flush_all()
        return SQL(
            """
            SELECT (array_agg(b.partner_id ORDER BY %(order)s))[1] AS partner_id,
                   (array_agg(b.account_id ORDER BY %(order)s))[1] AS account_id,
                   CASE WHEN BOOL_OR(b.active) THEN MAX(b.address) END AS address,
                   CASE WHEN BOOL_OR(b.active) THEN MAX(b.other) END AS other, MAX(b.at) AS bought_on,
                   to_jsonb(array_agg(DISTINCT b.product_id)) AS product_ids,
                   (array_agg(b.name ORDER BY b.at DESC))[1] AS order_ref
              FROM (SELECT l.partner_id, p.active, l.product_id, l.at, l.name, NULLIF(%(address)s, '') AS address,
                           NULLIF(%(other)s, '') AS other,
                           (SELECT c.id FROM loyalty_card c JOIN loyalty_program g ON g.id = c.program_id
                             WHERE c.partner_id = l.partner_id AND c.is_club AND c.active AND g.active
                               AND (c.company_id IS NULL OR c.company_id = %(company)s)
                          ORDER BY c.membership_state != 'active', g.sequence, c.id LIMIT 1) AS account_id
                      FROM (%(lines)s) l JOIN res_partner p ON p.id = l.partner_id) b
          GROUP BY COALESCE(b.address, b.partner_id::text)
            """,
            order=SQL("NOT b.active, b.account_id IS NULL, b.at DESC, b.partner_id"),
            address=SQL("p.phone_sanitized") if self.channel == "sms" else SQL("p.email_normalized"),
            other=SQL("p.email_normalized") if self.channel == "sms" else SQL("p.phone_sanitized"),
            company=self.company_id.id,
            lines=SQL(" UNION ALL ").join(self._get_lines_queries()),
        )

    def _get_lines_queries(self):
        """SQL of (partner_id, product_id, at, name) of what customers bought and kept."""
        somewhere = self.config_ids or self.team_ids
        queries = []
        if self.team_ids or not somewhere:
            queries.append(self._get_sales_query())
        if self.config_ids or not somewhere:
            queries.append(self._get_till_query())
        return queries

    def _get_sales_query(self):
        return SQL(
            """
            SELECT o.partner_id, l.product_id, o.date_order AS at, o.name
              FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id
              JOIN product_product pp ON pp.id = l.product_id JOIN product_template pt ON pt.id = pp.product_tmpl_id
              JOIN uom_uom u ON u.id = COALESCE(l.product_uom_id, pt.uom_id)
             WHERE o.state = 'sale' AND l.product_id = ANY(%(products)s) AND o.company_id = %(company)s AND %(days)s
                   %(teams)s
               AND ROUND((l.product_uom_qty * u.factor)::numeric, 5) > ROUND(GREATEST(%(back)s)::numeric, 5)
            """,
            products=self._get_products().ids,
            company=self.company_id.id,
            days=self._get_days_condition(),
            teams=SQL("AND o.team_id = ANY(%s)", self.team_ids.ids) if self.team_ids else SQL(),
            back=SQL(", ").join(self._get_back_queries()),
        )

    @staticmethod
    def _get_back_queries():
        """SQL: how much of an order's line ``l`` (product ``pt``) came back, in reference units, as each of the ways
        knows it: goods by stock, what was settled at a till by its refunds, services by credit notes. Goods that were
        credited but never came back are still at the customer's: a recall is about them.
        """
        return [
            SQL(
                """COALESCE((
                   SELECT SUM(m.quantity * mu.factor) FROM stock_move m
                     JOIN stock_location f ON f.id = m.location_id JOIN uom_uom mu ON mu.id = m.product_uom
                    WHERE m.sale_line_id = l.id AND m.state = 'done' AND f.usage = 'customer'), 0)"""
            ),
            SQL(
                """COALESCE((
                   SELECT -SUM(r.qty * tu.factor) FROM pos_order_line t
                     JOIN pos_order_line r ON r.refunded_orderline_id = t.id
                     JOIN pos_order back ON back.id = r.order_id JOIN uom_uom tu ON tu.id = pt.uom_id
                    WHERE t.sale_order_line_id = l.id AND back.state IN ('paid', 'done')), 0)"""
            ),
            SQL(
                """CASE WHEN pt.type != 'service' THEN 0 ELSE COALESCE((
                   SELECT SUM(i.quantity * COALESCE(iu.factor, u.factor)) FROM sale_order_line_invoice_rel il
                     JOIN account_move_line i ON i.id = il.invoice_line_id JOIN account_move im ON im.id = i.move_id
                     LEFT JOIN uom_uom iu ON iu.id = i.product_uom_id
                    WHERE il.order_line_id = l.id AND im.state = 'posted' AND im.move_type = 'out_refund'), 0) END"""
            ),
        ]

    def _get_till_query(self):
        return SQL(
            """
            SELECT o.partner_id, l.product_id, o.date_order AS at, o.name
              FROM pos_order_line l JOIN pos_order o ON o.id = l.order_id JOIN pos_session s ON s.id = o.session_id
             WHERE o.state IN ('paid', 'done') AND o.partner_id IS NOT NULL AND l.qty > 0
               AND l.product_id = ANY(%(products)s) AND o.company_id = %(company)s AND %(days)s %(tills)s
               AND l.qty > COALESCE((
                   SELECT -SUM(r.qty) FROM pos_order_line r JOIN pos_order back ON back.id = r.order_id
                    WHERE r.refunded_orderline_id = l.id AND back.state IN ('paid', 'done')), 0)
            """,
            products=self._get_products().ids,
            company=self.company_id.id,
            days=self._get_days_condition(),
            tills=SQL("AND s.config_id = ANY(%s)", self.config_ids.ids) if self.config_ids else SQL(),
        )

    def _get_products(self):
        """The variants that it is about, archived ones as well."""
        products = self.product_ids._origin
        if self.categ_ids:
            Product = self.env["product.product"].sudo().with_context(active_test=False)
            products |= Product.search([("categ_id", "child_of", self.categ_ids._origin.ids)])
        return products

    def _get_days_condition(self):
        """SQL: an order ``o`` is of the days, in the time zone of the company."""
        conditions = [SQL("TRUE")]
        if self.date_from:
            conditions.append(SQL("o.date_order >= %s", self._get_midnight(self.date_from)))
        if self.date_to:
            conditions.append(SQL("o.date_order < %s", self._get_midnight(self.date_to + timedelta(days=1))))
        return SQL(" AND ").join(conditions)

    def _get_midnight(self, day):
        zone = pytz.timezone(self.company_id.partner_id.tz or "UTC")
        return zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)
