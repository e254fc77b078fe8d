"""Running an import: in one go, in the background, or only to see what would happen."""

import base64
import csv
import gc
import time
from contextlib import contextmanager
from functools import partial
from io import StringIO

from psycopg2 import errors

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.purchase_file import DELIMITERS, FileProblem
from ..repeating import MET_OTHERS
from .purchase_import_booking import Totals
from .purchase_import_texts import Texts

CHUNK_ROWS = 20000
CHUNK_BUYERS = 2000
LOCK = 7_201_907_411  # of imports, in PostgreSQL's space of advisory locks
LINES_SHOWN = 5
BY_VALUE = ("currency", "rate")


@contextmanager
def garbage_kept():
    """Within, Python's collector rests: it would look through millions of rows again and again, none of which is
    garbage. Whoever turned it off before finds it so afterwards.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class LoyaltyImportPurchase(models.Model):
    _inherit = "loyalty.import.purchase"

    _run_job = "loyalty_club.ir_cron_import_purchases"
    _met_another = (*MET_OTHERS, errors.UniqueViolation)  # two may open the same account, too

    def _start(self):
        """Import a small file now, leave a large one to the job in the background."""
        if self.state not in ("ready", "checked", "failed"):
            raise UserError(self.env._("This import was started already. Make a new one for another file."))
        if (self.row_count or sum(1 for _row in self._get_rows())) <= self._at_once:
            self._run()
            return True
        self._get_layout()
        self._leave_to_job(progress=0, created_count=0)
        return True

    def _run(self, book=True, commit=False, progress=None):
        """Read the file, match its customers, book its purchases and note what came of it.

        :param bool book: False: only compute what would happen
        :param bool commit: commit after each chunk; what a killed import leaves is completed by the next one
        :param progress: called with (rows done, rows in all, text)
        :return: whether all of it was done; a job stops when its time is over
        :raise UserError: the file cannot be read, or another import is running
        """
        self.ensure_one()
        started = time.monotonic()
        say = progress or (lambda done, total, text: None)
        if book and not self._lock_imports(commit):
            raise UserError(self.env._("Another import is running. Start this one when it has finished."))
        try:
            with garbage_kept():
                return self._run_locked(book, commit, say, started)
        finally:
            if book and commit:
                self.env.cr.rollback()  # what is done is committed; after an error nothing else can be said
                self.env.cr.execute(SQL("SELECT pg_advisory_unlock(%s)", LOCK))

    def _lock_imports(self, commit):
        """One import at a time: two would create the same customers. Whether the lock was free."""
        function = SQL("pg_try_advisory_lock" if commit else "pg_try_advisory_xact_lock")
        return self.env.execute_query(SQL("SELECT %s(%s)", function, LOCK))[0][0]

    def _run_locked(self, book, commit, say, started):
        now = self.env.cr.now().replace(microsecond=0)
        reader = self._get_reader().read(self._get_rows())
        if not reader.count:
            raise self._file_error(FileProblem("rows"))
        buyers = self._get_buyers(reader)
        totals, done, texts = Totals(), len(reader.rejected), Texts(self.env, reader.rules)
        if book:
            self.sudo().created_count = self.created_count if self.state == "running" else 0
        for part in self._get_chunks(buyers):
            totals += self._repeat(partial(self._run_chunk, part, now, texts, book), commit)
            done += sum(len(buyer.purchases) for buyer in part)
            say(
                done,
                reader.count,
                self.env._("%(done)s of %(count)s rows", done=f"{done:,}", count=f"{reader.count:,}"),
            )
            if book and commit:
                self.sudo().progress = 100.0 * done / reader.count
            if book and not self._keep_chunk(done, reader.count, commit):
                return False
        rejected = {**reader.rejected, **totals.rejected}
        self._store_result(reader, rejected, totals, book, time.monotonic() - started)
        if book:
            self._finish_run(commit, progress=100)
        return True

    @staticmethod
    def _get_chunks(buyers):
        """Buyers in pieces of some thousand rows; one buyer is never divided."""
        part, rows = [], 0
        for buyer in buyers:
            part.append(buyer)
            rows += len(buyer.purchases)
            if rows >= CHUNK_ROWS or len(part) >= CHUNK_BUYERS:
                yield part
                part, rows = [], 0
        if part:
            yield part

    def _run_chunk(self, part, now, texts, book):
        totals = self._book_chunk(part, now, texts, book)
        if book:
            self.sudo().created_count += totals.created
            self.env.flush_all()
        return totals

    # --- what came of it ---

    def _store_result(self, reader, rejected, totals, book, seconds):
        accepted = reader.count - len(rejected)
        values = self._get_booked(accepted) if book else self._get_computed(totals)
        people = totals.matched + totals.created
        created = self.created_count if book else totals.created
        self.sudo().write(
            {
                **values,
                "row_count": reader.count,
                "rejected_count": len(rejected),
                "created_count": created,
                "matched_count": people - created,
                "rejections": self._get_rejections(rejected),
                "seconds": seconds,
                "problem": False,
                **self._get_rejected_file(rejected),
            }
        )

    @staticmethod
    def _get_computed(totals):
        """Figures of a dry run."""
        return {
            "new_count": totals.new,
            "known_count": totals.known,
            "refund_count": totals.refunds,
            "earned_points": float(totals.earned),
            "taken_points": float(totals.taken),
            "expired_points": float(totals.expired),
            "pending_points": float(totals.pending),
            "balance_points": float(totals.earned - totals.taken - totals.expired),
        }

    def _get_booked(self, accepted):
        """Figures of the import by its entries, also of those that an interrupted run left."""
        [row] = self.env.execute_query_dict(
            SQL(
                """
                SELECT COUNT(*) FILTER (WHERE kind IN ('accrual', 'reversal')) AS new_count,
                       COUNT(*) FILTER (WHERE kind = 'reversal') AS refund_count,
                       COALESCE(SUM(points) FILTER (WHERE kind = 'accrual' AND state = 'posted'), 0) AS earned_points,
                       -COALESCE(SUM(points) FILTER (WHERE kind = 'reversal' AND state = 'posted'), 0) AS taken_points,
                       -COALESCE(SUM(points) FILTER (WHERE kind = 'expiration'), 0) AS expired_points,
                       COALESCE(SUM(points) FILTER (WHERE state = 'pending'), 0) AS pending_points,
                       COALESCE(SUM(points) FILTER (WHERE state = 'posted'), 0) AS balance_points
                  FROM loyalty_ledger_entry WHERE origin_id = %s AND origin_model = %s
                """,
                self.id,
                self._name,
            )
        )
        return {**row, "known_count": accepted - row["new_count"]}

    def _get_rejections(self, rejected):
        """Reasons with their numbers of rows, most frequent first."""
        groups = {}
        for line, (code, value) in sorted(rejected.items()):
            value = value if code in BY_VALUE else ""
            group = groups.setdefault(
                (code, value), {"code": code, "value": value, "count": 0, "lines": [], "more": False}
            )
            group["count"] += 1
            if len(group["lines"]) < LINES_SHOWN:
                group["lines"].append(line)
            else:
                group["more"] = True
        return sorted(groups.values(), key=lambda group: -group["count"])

    def _get_rejected_file(self, rejected):
        """The rejected rows as they were, with their line and the reason: to be mended and imported again."""
        if not rejected:
            return {"rejected_file": False, "rejected_filename": False}
        stream = StringIO()
        writer = csv.writer(stream, delimiter=DELIMITERS[self.delimiter] or "\t" if self.kind == "csv" else ",")
        writer.writerow([self.env._("Line"), self.env._("Why it was rejected"), *self.column_ids.mapped("heading")])
        for line, cells in self._get_rows():
            if line in rejected:
                cells = [] if isinstance(cells, int) else cells
                writer.writerow([line, self._get_reason(*rejected[line]), *cells])
        stem = (self.filename or self.env._("purchases")).rsplit(".", 1)[0]
        return {
            "rejected_file": base64.b64encode(stream.getvalue().encode("utf-8-sig")),
            "rejected_filename": self.env._("%s rejected.csv", stem),
        }

    def _get_outcome(self):
        return self.env._(
            "%(new)s purchases imported, %(known)s were imported before, %(rejected)s rows rejected.",
            new=f"{self.new_count:,}",
            known=f"{self.known_count:,}",
            rejected=f"{self.rejected_count:,}",
        )

    # --- in the background ---

    def _cron_import_purchases(self):
        """Import what waits; when the time of the job is over, the rest is done by its next run."""
        self._run_waiting()

    def _get_run_problem(self, error):
        return error.args[0] if isinstance(error, UserError) else super()._get_run_problem(error)

    def _get_unexpected_problem(self):
        return self.env._("An unexpected problem: see the server's log. Nothing is there twice or half.")
