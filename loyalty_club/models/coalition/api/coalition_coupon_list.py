"""Lists of coupons for partners' computers, page by page."""

import base64
import json
from datetime import datetime, timedelta

from odoo import api, models
from odoo.tools import SQL

from ....engine.coalition import AVAILABLE
from .coalition_coupon import PUBLIC_FIELDS, _get_moment
from .coalition_request import ApiError

OVERLAP = timedelta(minutes=15)
"""So long a transaction may last: what it changed is listed by the moment it began, and is seen when it ends."""

PAGE = 100
"""So many coupons are listed where nothing else is said."""


class LoyaltyCoalitionCoupon(models.Model):
    _inherit = "loyalty.coalition.coupon"

    @api.model
    def _list_changes(self, coalition, since=None, cursor=None, limit=100):
        """What changed with the coupons of a contract, the oldest change first.

        :param datetime since: of UTC; changes at that moment and later
        :param str cursor: of the answer before; then ``since`` is not looked at
        :return: dict of JSON values: ``coupons``, ``cursor`` (for the next page, None: this is the last one) and
            ``next_since`` (from when to ask the next time)
        :raise ApiError: the cursor is none of ours
        """
        now = self.env.cr.now()
        start, after = (now, (since or datetime.min, 0)) if not cursor else self._read_cursor(cursor)
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT id, write_date FROM loyalty_coalition_coupon
                    WHERE coalition_id = %s AND state != %s AND (write_date, id) > (%s, %s)
                 ORDER BY write_date, id LIMIT %s""",
                coalition.id,
                AVAILABLE,
                *after,
                limit + 1,
            )
        )
        page = rows[:limit]
        coupons = self.sudo().browse(row[0] for row in page)
        return {
            "coupons": [coupon._get_public() for coupon in coupons],
            "cursor": self._make_cursor(start, page[-1]) if len(rows) > limit else None,
            "next_since": _get_moment(start - OVERLAP),
        }

    @api.model
    def _list_of_code(self, coalition, code):
        """As :meth:`_list_changes`: the coupons with a code, of whichever offer; those that nobody has got, too."""
        domain = [("coalition_id", "=", coalition.id), ("code", "=", code)]
        coupons = self.sudo().search_fetch(domain, PUBLIC_FIELDS, order="id", limit=PAGE)
        coupons.offer_id.fetch(["reference"])
        return {"coupons": [coupon._get_public() for coupon in coupons], "cursor": None, "next_since": None}

    def _make_cursor(self, start, row):
        values = [start.isoformat(), row[1].isoformat(), row[0]]
        return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")

    def _read_cursor(self, cursor):
        try:
            values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            start, moment, number = values
            start, moment = datetime.fromisoformat(start), datetime.fromisoformat(moment)
            if (
                type(number) is not int
                or start.tzinfo
                or moment.tzinfo
                or start - OVERLAP > start
                or not 0 <= number < 2**31
            ):
                raise ValueError(cursor)
        except (ValueError, TypeError, OverflowError, RecursionError):
            message = self.env._("This cursor is none of ours. Begin again with “since”.")
            raise ApiError(409, "bad_cursor", message) from None
        return start, (moment, number)
