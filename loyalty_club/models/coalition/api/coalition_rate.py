"""How often partners call, counted minute by minute."""

import random
import time
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

SECONDS = 60
SLOTS = 32
TRIES = 5


class LoyaltyCoalitionRate(models.Model):
    """Calls of one contract in one minute, spread over some rows so that calls at once rarely wait for each other."""

    _name = "loyalty.coalition.rate"
    _description = "Calls of a Partner"
    _log_access = False
    _rec_name = "minute"

    caller = fields.Integer(required=True, readonly=True, help="Id of the contract.")
    minute = fields.Integer(required=True, readonly=True, help="Minutes since 1970.")
    slot = fields.Integer(required=True, readonly=True)
    number = fields.Integer(required=True, readonly=True)

    _slot_key = models.UniqueIndex("(caller, minute, slot)")
    _minute_index = models.Index("(minute)")

    @api.model
    def _count_call(self, coalition):
        """Count a call, whatever becomes of it: in a transaction of its own, which nobody waits for.

        :return: seconds to wait; 0: the call is within the limit of this minute
        """
        now = time.time()
        minute = int(now // SECONDS)
        number = self._add_call(coalition.id, minute)
        return 0 if number <= coalition.api_limit else int((minute + 1) * SECONDS - now) + 1

    def _add_call(self, caller, minute):
        for _try in range(TRIES):
            query = SQL(
                """
                SET LOCAL synchronous_commit TO off;
                WITH added AS (
                    INSERT INTO loyalty_coalition_rate AS r (caller, minute, slot, number)
                    VALUES (%(caller)s, %(minute)s, %(slot)s, 1)
                    ON CONFLICT (caller, minute, slot) DO UPDATE SET number = r.number + 1
                )
                SELECT COALESCE(SUM(number), 0) + 1 FROM loyalty_coalition_rate
                 WHERE caller = %(caller)s AND minute = %(minute)s
                """,
                caller=caller,
                minute=minute,
                slot=random.randrange(SLOTS),
            )
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute(query, log_exceptions=False)
                    return cr.fetchone()[0]
            except SerializationFailure:
                continue
        return 0

    @api.autovacuum
    def _gc_calls(self):
        """Minutes that are over count no more."""
        over = fields.Datetime.now() - timedelta(hours=1)
        self.env.cr.execute(
            SQL("DELETE FROM loyalty_coalition_rate WHERE minute < %s", int(over.timestamp() // SECONDS))
        )
