"""What the reader sees: steps with their duration, notes, and errors of one line.

All of it goes to standard error, so that standard output belongs to the script, the tests or the benchmark.
"""

import sys
import threading
import time
from contextlib import contextmanager

_line = threading.Lock()


class ClubError(Exception):
    """An expected failure: one line that says what is missing and how to get it."""


def note(text):
    """Print one line."""
    print(text, file=sys.stderr, flush=True)


def seconds(duration):
    """Return a duration as people write it.

    >>> seconds(3.21)
    '3.2 s'
    >>> seconds(75)
    '1 min 15 s'
    """
    if duration < 60:
        return f"{duration:.1f} s"
    return f"{int(duration // 60)} min {int(duration % 60)} s"


class _Ticker(threading.Thread):
    """Keeps the line of a running step alive on a terminal."""

    def __init__(self, text):
        super().__init__(daemon=True)
        self.text = text
        self.started = time.monotonic()
        self.finished = threading.Event()

    def run(self):
        while not self.finished.wait(1):
            print(f"\r  {self.text} … {time.monotonic() - self.started:.0f} s", end="", file=sys.stderr, flush=True)


@contextmanager
def step(text):
    """Announce what is done now and, at the end, how long it took."""
    started = time.monotonic()
    # Of two steps side by side only the first has a line that ticks.
    ticker = _Ticker(text) if sys.stderr.isatty() and _line.acquire(blocking=False) else None
    if ticker:
        print(f"  {text} …", end="", file=sys.stderr, flush=True)
        ticker.start()
    else:
        note(f"  {text} …")
    outcome = "failed after"
    try:
        yield
        outcome = "done in"
    finally:
        if ticker:
            ticker.finished.set()
            ticker.join()
            print("\r\033[K", end="", file=sys.stderr)
            _line.release()
        note(f"  {text}: {outcome} {seconds(time.monotonic() - started)}")
