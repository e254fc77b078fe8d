"""Asking partners what changed: for news that never came, and for partners that send none."""

import logging
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ....engine.coalition import ISSUED, THEIRS
from ....engine.webhooks import read_moment, read_news
from ...repeating import MET_OTHERS

_logger = logging.getLogger(__name__)

SETTLED = timedelta(minutes=10)
"""So long a transaction of ours may last at most that asked for a coupon; the API lists its news for longer."""
PAGE, PAGES = 200, 500
MOST_NAMED = 20
"""So many codes stand in a note for staff."""


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    @api.model
    def _cron_fetch_news(self):
        """Hourly: every partner whose computer we know is asked; the trouble of one does not stop the others."""
        coalitions = self.sudo().with_context(active_test=False)  # of archived contracts coupons are used, too
        coalitions = coalitions.search([("remote_url", "!=", False), ("remote_key", "!=", False)])
        coalitions = self.sudo().browse(coalitions.filtered(lambda coalition: coalition.state != "draft").ids)
        progress = self.env["ir.cron"]._commit_progress
        for number, coalition in enumerate(coalitions, 1):
            try:
                coalition._fetch_news(lambda: progress(0))
            except UserError as problem:
                coalition.news_problem = str(problem)
            except MET_OTHERS:
                _logger.info("Coalition partner %s: others were at its coupons, asked again in an hour", coalition.id)
            if not progress(1, remaining=len(coalitions) - number):
                return

    def action_fetch_news(self):
        """Ask now."""
        self.check_access("write")
        for coalition in self.sudo():
            coalition._fetch_news()

    @api.private
    def _fetch_news(self, on_chunk=lambda: None):
        """Ask for what changed since we asked last, and apply it.

        :param on_chunk: called after some coupons were done; jobs commit then
        :return: how many coupons changed here
        :raise UserError: the partner does not answer, or not in the form of the API
        """
        self.ensure_one()
        changed = 0
        news_list, since = self._ask_for_news()
        on_chunk()  # what we know is to be of now, not of before we waited
        for chunk in split_every(PAGE, news_list):
            with self.env.cr.savepoint():
                self._adopt_codes(chunk)
                changed += self._apply_fetched(chunk)
            on_chunk()
        self.write({"news_since": since, "news_problem": False})
        return changed

    def _ask_for_news(self):
        """All pages of the partner's answer: nothing is locked while we wait for them.

        :return: (list of News, from when to ask the next time)
        """
        found, cursor, since = [], None, self.news_since
        for _page in range(PAGES):
            query = {"limit": PAGE}
            if cursor:
                query["cursor"] = cursor
            elif self.news_since:
                query["since"] = f"{self.news_since.isoformat()}Z"
            news_list, cursor, moment = self._read_page(self._ask_partner("GET", "coupons", query=query))
            found += news_list
            since = moment or since
            if not cursor:
                break
        return found, since

    def _read_page(self, answer):
        """
        :return: (list of News, cursor of the next page or None, from when to ask the next time)
        """
        try:
            news_list = [read_news(values) for values in answer["coupons"]]
            cursor, since = answer.get("cursor"), answer.get("next_since")
            return news_list, cursor and str(cursor), read_moment(since) if since else None
        except (KeyError, TypeError, ValueError) as problem:
            raise UserError(self.env._("The answer of %s is not in the form of the API.", self.name)) from problem

    def _apply_fetched(self, news_list):
        result = self._apply_news(news_list)
        for problem in result["problems"]:
            _logger.warning("Coalition partner %s: %s", self.id, problem)
        return result["changed"]

    def _adopt_codes(self, news_list):
        """Coupons that the partner gave out to us and nobody here has come into the pool of their offer: the
        transaction that asked for them was rolled back. It may still be under way while they are new.
        """
        offers = self.offer_ids.filtered(lambda offer: offer.direction == THEIRS and offer.source == "remote")
        by_reference = {offer.remote_reference: offer for offer in offers}
        ripe = self.env.cr.now() - SETTLED
        lost = [
            news
            for news in news_list
            if news.state == ISSUED and news.offer in by_reference and news.changed_at < ripe and news.customer
        ]
        Coupon = self.env["loyalty.coalition.coupon"]
        domain = [("coalition_id", "=", self.id), ("direction", "=", THEIRS)]
        known = {one.code: one.offer_id for one in Coupon.search([*domain, ("code", "in", [one.code for one in lost])])}
        found = {}  # listed twice: one coupon
        for news in lost:
            found.setdefault(news.code, (by_reference[news.offer], news.expires_on))
        doubles = {code: known[code].name for code, (offer, _day) in found.items() if known.get(code, offer) != offer}
        if doubles:
            self._tell_of_doubles(doubles)
        Coupon.create(
            [
                {"offer_id": offer.id, "code": code, "expires_on": expires_on}
                for code, (offer, expires_on) in found.items()
                if code not in known
            ]
        )

    def _tell_of_doubles(self, doubles):
        """Have somebody ask the partner why codes that another offer has come again; nobody gets them twice.

        :param dict doubles: {code: name of the offer that has it}
        """
        codes = ", ".join(f"{code} ({name})" for code, name in list(doubles.items())[:MOST_NAMED])
        coalition = self._as_responsible_reads()
        coalition._ask_responsible(
            coalition.env._("The partner gave codes a second time"),
            coalition.env._("These codes are in another offer already, and nobody gets them again: %s", codes),
        )
