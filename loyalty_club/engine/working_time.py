"""When so much working time has gone by."""

from collections.abc import Iterable
from datetime import datetime, timedelta


def add_working_time(start: datetime, needed: timedelta, intervals: Iterable[tuple[datetime, datetime]]):
    """The moment at which ``needed`` working time has gone by since ``start``.

    :param intervals: (from, to) of work, in order and apart from each other
    :return: a datetime to the second, or None: the intervals end before
    """
    if needed <= timedelta():
        return start
    for begins, ends in intervals:
        usable = ends - max(begins, start)
        if usable <= timedelta():
            continue
        if needed <= usable + timedelta(seconds=1):  # a day that ends at midnight is a blink short of 24 hours
            moment = max(begins, start) + needed + timedelta(milliseconds=500)
            return moment.replace(microsecond=0)
        needed -= usable
    return None
