"""Chunks of jobs that meet other transactions. Not a model: a way of working that the jobs of all rooms share."""

import logging

from psycopg2 import errors

_logger = logging.getLogger(__name__)

TRIES = 5

MET_OTHERS = (errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable)
"""What another transaction causes: the work is done again with what was changed by then."""


def repeat(env, work, what, met=MET_OTHERS):
    """Do a chunk of a job; one that met another transaction is rolled back and repeated, up to ``TRIES`` times in all.

    :param work: called without arguments; all that was done since the last commit, because a repetition begins with
        nothing of it
    :param what: whose chunk it is, for the log
    :param tuple met: exceptions after which it is repeated
    :return: what ``work`` returns; it is written to the database
    :raise: what the last try met, everything rolled back
    """
    tries = 0
    while True:
        try:
            done = work()
            env.flush_all()
            return done
        except met:
            env.cr.rollback()
            env.invalidate_all(flush=False)
            tries += 1
            if tries == TRIES:
                raise
            _logger.info("A chunk of %s met another transaction; it is repeated.", what)
