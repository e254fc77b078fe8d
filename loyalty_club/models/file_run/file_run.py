"""Files that a job reads: in chunks that are committed, so that what a stopped server left is done by the next run."""

import logging

from odoo import fields, models

from ..repeating import MET_OTHERS, repeat

_logger = logging.getLogger(__name__)


class LoyaltyFileRun(models.AbstractModel):
    """A file that is read at once where it is small, and by a job where it is large.

    Who inherits this has a ``state`` with the values ``running``, ``done`` and ``failed``, and says what is its own:
    ``_run_job``, ``_run``, ``_get_run_problem``, ``_get_unexpected_problem`` and ``_get_outcome``.
    """

    _name = "loyalty.file.run"
    _inherit = ["mail.thread"]
    _description = "File That a Job Reads"

    _run_job = None
    """XML id of the job that reads large files; it calls ``_run_waiting``."""
    _at_once = 5000
    """Rows that are read while the user waits."""
    _met_another = MET_OTHERS
    """What a chunk that met another transaction fails with."""

    problem = fields.Char(readonly=True, copy=False)

    def action_refresh(self):
        """Reload the page: what the job did so far."""
        return True

    # --- what each kind of file says ---

    def _run(self, commit=False):
        """Read the file, or what is left of it: with :meth:`_repeat`, :meth:`_keep_chunk` and :meth:`_finish_run`.

        :param bool commit: commit after each chunk; what a killed run leaves is completed by the next one
        :return: whether all of it was done; a job stops when its time is over
        """
        raise NotImplementedError

    def _get_run_problem(self, error):
        """What people read of an exception that the file is the reason of; nothing for all others."""
        return ""

    def _get_unexpected_problem(self):
        """What people read when something happened that nobody expected."""
        raise NotImplementedError

    def _get_outcome(self):
        """A sentence on what came of the file."""
        raise NotImplementedError

    # --- chunks ---

    def _leave_to_job(self, **values):
        """Have the job read the file.

        :param values: what else to write on the record
        """
        self.sudo().write({"state": "running", "problem": False, **values})
        self.env.ref(self._run_job).sudo()._trigger()

    def _repeat(self, work, commit):
        """Do a chunk; one that met another transaction is repeated (without ``commit``: by whoever called).

        :param work: called without arguments; all of the chunk, as a repetition begins with nothing of it
        :return: what ``work`` returns
        """
        return repeat(self.env, work, self, met=self._met_another) if commit else work()

    def _keep_chunk(self, done, total, commit):
        """Commit a chunk, where that is wanted.

        :param int done: rows that are done by now, of ``total``
        :return: False when the job's time is over and rows are left
        """
        return not commit or bool(self.env["ir.cron"]._commit_progress(1, remaining=1)) or done >= total

    def _finish_run(self, commit, **values):
        """Note that all of it was done, and tell who waits for it where that was a job.

        :param values: what else to write on the record
        """
        self.sudo().write({"state": "done", **values})
        if not commit:
            self.message_post(body=self._get_outcome())
            return
        self._tell(self._get_outcome())
        self.env["ir.cron"]._commit_progress(1, remaining=0)

    # --- in the background ---

    def _run_waiting(self):
        """Read what waits; when the time of the job is over, the rest is done by its next run."""
        for record in self.search([("state", "=", "running")], order="id"):
            user = record.create_uid
            record = record.with_context(lang=user.lang)  # who waits for it reads what came of it
            try:
                if not record.with_user(user).sudo()._run(commit=True):
                    break
            except Exception as error:  # whoever waits must be told that it stopped, whatever stopped it
                self.env.cr.rollback()
                problem = record._get_run_problem(error)
                if not problem:
                    _logger.exception("%s stopped", record)
                    problem = record._get_unexpected_problem()
                record._stop(problem)

    def _stop(self, problem):
        """Note why a run ended early; started again, it does what is left."""
        self.env.cr.rollback()
        self.env.invalidate_all(flush=False)
        self.write({"state": "failed", "problem": problem})
        self._tell(problem)
        self.env["ir.cron"]._commit_progress(1, remaining=0)

    def _tell(self, text):
        """Tell who waits for the file."""
        self.message_post(body=text, partner_ids=self.create_uid.partner_id.ids, notify_author_mention=True)
