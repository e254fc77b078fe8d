"""Messages that partners' computers send to us."""

from contextlib import nullcontext

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ....engine.coalition import OURS
from ....engine.webhooks import read_news

MOST_COUPONS = 500


class LoyaltyCoalitionNews(models.Model):
    """One message of a partner: its id, so that it is done once, and what could not be done with it."""

    _name = "loyalty.coalition.news"
    _description = "Coalition News"
    _order = "id desc"
    _rec_name = "event_uid"

    event_uid = fields.Char("Event", required=True, readonly=True)
    coalition_id = fields.Many2one(
        "loyalty.coalition.partner", "Partner", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="coalition_id.company_id", store=True, index=True)
    event = fields.Char("What happened", readonly=True)
    event_label = fields.Char("What happened there", compute="_compute_event_label")
    count = fields.Integer("Coupons", readonly=True)
    changed_count = fields.Integer("Changed here", readonly=True)
    problem = fields.Text("Could not be done", readonly=True)

    _uid_key = models.UniqueIndex("(coalition_id, event_uid)")

    @api.depends("event")
    @api.depends_context("lang")
    def _compute_event_label(self):
        """As our own messages call it; a word that we do not know stays as it came."""
        labels = dict(self.env["loyalty.coalition.delivery"]._fields["event"]._description_selection(self.env))
        for news in self:
            news.event_label = labels.get(news.event, news.event)

    @api.model
    def _receive(self, coalition, message):
        """Do what a message says, once; a message that is known already does nothing.

        :param dict message: of JSON: id, event, coupons
        :return: dict of what is answered
        :raise ValueError: what is wrong with the message, for technicians
        """
        event_uid, event, coupons = message.get("id"), message.get("event"), message.get("coupons")
        if not (isinstance(event_uid, str) and 0 < len(event_uid) <= 100 and "\0" not in event_uid):
            raise ValueError("“id” is a text of at most 100 characters.")
        if not isinstance(event, str) or not isinstance(coupons, list) or len(coupons) > MOST_COUPONS:
            raise ValueError(f"“event” is a word and “coupons” a list of at most {MOST_COUPONS}.")
        news_list = [read_news(values) for values in coupons]
        news_sudo = self.sudo()._note(coalition, event_uid, event.replace("\0", "")[:40])
        if not news_sudo:
            return {"result": "known"}
        result = coalition._apply_news(news_list)
        news_sudo.write(
            {
                "count": len(news_list),
                "changed_count": result["changed"],
                "problem": "\n".join(result["problems"]) or False,
            }
        )
        return {"result": "done", "changed": result["changed"], "unknown": result["unknown"]}

    def _note(self, coalition, event_uid, event):
        """A record for a message that is new; of two at once one waits, starts over and finds it known."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO loyalty_coalition_news
                          (event_uid, coalition_id, company_id, event, create_uid, create_date, write_uid, write_date)
                   VALUES (%(event_uid)s, %(coalition)s, %(company)s, %(event)s, %(user)s, %(now)s, %(user)s, %(now)s)
                   ON CONFLICT (coalition_id, event_uid) DO NOTHING RETURNING id""",
                event_uid=event_uid,
                coalition=coalition.id,
                company=coalition.company_id.id,
                event=event,
                user=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        return self.browse(row[0] for row in self.env.cr.fetchall())

    @api.autovacuum
    def _gc_news(self):
        """A message is sent again for some days at most."""
        limit = fields.Datetime.subtract(self.env.cr.now(), days=180)
        self.sudo().search([("create_date", "<", limit)], limit=10000).unlink()


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    @api.private
    def _apply_news(self, news_list):
        """Have our coupons of this contract stand as they do at the partner. One that cannot be is left as it is.

        :return: dict: how many ``changed``, codes that are ``unknown``, ``problems`` as sentences
        """
        self.ensure_one()
        pairs = self.sudo()._find_coupons(news_list)
        result = {"changed": 0, "unknown": [news.code for coupon, news in pairs if not coupon], "problems": []}
        pairs.sort(key=lambda pair: pair[1].changed_at)
        news_by_id = {coupon.id: news for coupon, news in pairs if coupon}
        told = []
        for coupon in self.env["loyalty.coalition.coupon"].browse(news_by_id)._lock():
            news = news_by_id[coupon.id]
            try:
                with self.env.cr.savepoint() if coupon._get_steps(news) else nullcontext():
                    result["changed"] += bool(coupon._apply_news(news))
                told.append((coupon.id, news.changed_at))
            except UserError as problem:
                result["problems"].append(f"{news.code}: {problem}")
        self._note_told(told)
        return result

    def _note_told(self, told):
        """Remember how new the news of these coupons are. Not by write(): the partner asks what changed here, and this
        is no news to it.
        """
        if not told:
            return
        rows = SQL(", ").join(SQL("(%s, %s::timestamp)", *row) for row in told)
        self.env.cr.execute(
            SQL(
                """UPDATE loyalty_coalition_coupon coupon SET news_at = GREATEST(coupon.news_at, told.at)
                     FROM (VALUES %s) AS told(id, at) WHERE coupon.id = told.id""",
                rows,
            )
        )
        self.env["loyalty.coalition.coupon"].invalidate_model(["news_at"], flush=False)

    def _find_coupons(self, news_list):
        """[(coupon or empty, news)]: by whose coupon it is and its code; of several by the offer."""
        Coupon = self.env["loyalty.coalition.coupon"]
        coupons = Coupon.search([("coalition_id", "=", self.id), ("code", "in", [news.code for news in news_list])])
        known = coupons.grouped(lambda coupon: (coupon.direction == OURS, coupon.code))
        return [(self._choose_coupon(known.get((news.is_ours, news.code), Coupon), news), news) for news in news_list]

    def _choose_coupon(self, coupons, news):
        """Offers of the partner have its reference with us, if somebody filled it in."""
        if not news.is_ours:
            named = coupons.filtered(lambda coupon: coupon.offer_id.remote_reference == news.offer)
            coupons = named or coupons.filtered(lambda coupon: not coupon.offer_id.remote_reference)
        return coupons if len(coupons) == 1 else coupons.browse()
