"""Running an upload: a small file at once, a large one by a job, in chunks that are committed."""

from functools import partial
from itertools import islice

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from ....engine.coupon_codes import read_codes
from ....engine.purchase_file import FileProblem


class LoyaltyCoalitionUpload(models.Model):
    _inherit = "loyalty.coalition.upload"

    _run_job = "loyalty_club.ir_cron_upload_codes"
    _chunk = 10000
    """Codes of one transaction."""

    def action_upload(self):
        """Upload now, or (a large file) in the background. Clicking twice does it once."""
        self.ensure_one()
        self.check_access("write")
        self._lock_upload()
        if self.state == "running":
            return True
        if self.state not in ("draft", "failed"):
            raise UserError(self.env._("This upload was started already. Make a new one for another file."))
        count = self._count_rows()
        if count > self._at_once:
            self._leave_to_job(row_count=count)
        else:
            self.sudo().write({"row_count": count, "problem": False})
            self.sudo()._run()
        return True

    def action_withdraw(self):
        """Delete the codes of these uploads that nobody got."""
        self.check_access("write")
        if any(upload.state == "running" for upload in self):
            raise UserError(self.env._("The upload is still running. Wait for its end."))
        self.env["loyalty.coalition.coupon"].flush_model()
        self.env.cr.execute(
            """DELETE FROM loyalty_coalition_coupon
                WHERE upload_id = ANY(%s) AND state = 'available' RETURNING upload_id""",
            [self.ids],
        )
        deleted = [row[0] for row in self.env.cr.fetchall()]
        self.env.invalidate_all(flush=False)
        for upload in self.sudo():
            upload.state = "withdrawn"
            upload.message_post(
                body=self.env._("%s codes that nobody got were deleted.", f"{deleted.count(upload.id):,}"),
                author_id=self.env.user.partner_id.id,
            )
        return True

    def _lock_upload(self):
        self.flush_recordset()
        self.env.cr.execute("UPDATE loyalty_coalition_upload SET id = id WHERE id = ANY(%s)", [self.ids])
        self.invalidate_recordset()

    def _count_rows(self):
        try:
            count = sum(1 for _row in self._get_rows()) - int(self.has_heading)
        except FileProblem as problem:
            raise UserError(self._get_file_problem(problem)) from problem
        if count < 1:
            raise UserError(self.env._("There are no codes below the heading of the file."))
        return count

    def _run(self, commit=False):
        """Store the rows from ``position`` on.

        :param bool commit: commit after each chunk, and go on where a stopped job ended
        :return: whether all of it was done; a job stops when its time is over
        """
        self.ensure_one()
        lines = read_codes(self._get_rows(), self.column - 1, self.has_heading)
        for chunk in split_every(self._chunk, islice(lines, self.position, None), list):
            self._repeat(partial(self._store_chunk, chunk), commit)
            if not self._keep_chunk(self.position, self.row_count, commit):
                return False
        self._finish_run(commit, known_lines=False, **self._get_rejected_values(self._get_rejected()))
        return True

    def _store_chunk(self, chunk):
        new = self._insert([line.code for line in chunk if not line.problem])
        self._note_chunk(chunk, new)
        self.env.flush_all()

    def _insert(self, codes):
        """Put codes into the pool in one statement; those that an offer of the partner has already are passed over.

        :return: set of the codes that are new
        """
        offer = self.offer_id
        values = {
            "offer_id": offer.id,
            "coalition_id": offer.coalition_id.id,
            "company_id": offer.company_id.id,
            "direction": offer.direction,
            "upload_id": self.id,
            "expires_on": self.expires_on or None,
            "state": "available",
            "terms": "none",
            "payer": "seller",
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
        }
        query = SQL(
            """INSERT INTO loyalty_coalition_coupon (code, create_date, write_date, %s)
               SELECT code, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', %s
                 FROM unnest(%s) WITH ORDINALITY AS file(code, number) ORDER BY number
               ON CONFLICT DO NOTHING RETURNING code""",
            SQL(", ").join(map(SQL.identifier, values)),
            SQL(", ").join(SQL("%s", value) for value in values.values()),
            codes,
        )
        self.env["loyalty.coalition.coupon"].flush_model()
        new = {code for (code,) in self.env.execute_query(query)} if codes else set()
        self.env["loyalty.coalition.coupon"].invalidate_model(flush=False)
        offer.invalidate_recordset(["coupon_ids", "available_count", "is_low"], flush=False)
        return new

    def _note_chunk(self, chunk, new):
        problems = [line.problem for line in chunk]
        known = [line.number for line in chunk if not line.problem and line.code not in new]
        twice = problems.count("twice")
        self.write(
            {
                "position": self.position + len(chunk),
                "new_count": self.new_count + len(new),
                "known_count": self.known_count + len(known),
                "duplicate_count": self.duplicate_count + twice,
                "bad_count": self.bad_count + len(chunk) - problems.count(None) - twice,
                "known_lines": [*(self.known_lines or []), *known],
            }
        )

    # --- in the background ---

    def _cron_upload_codes(self):
        """Upload what waits; when the time of the job is over, the rest is done by its next run."""
        self._run_waiting()

    def _get_run_problem(self, error):
        return self._get_file_problem(error) if isinstance(error, FileProblem) else super()._get_run_problem(error)

    def _get_unexpected_problem(self):
        return self.env._("An unexpected problem: see the server's log. What came in stays.")
