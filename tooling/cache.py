"""The one folder outside the repository: where it is, who may change it, and how something gets into it whole."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from . import ui

REPOSITORY = Path(__file__).resolve().parent.parent


def folder(*names):
    """Return (and make) a folder inside the cache."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    path = home.joinpath("loyalty_club", *names)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ui.ClubError(f"cannot make {path} ({error.strerror}): set XDG_CACHE_HOME to a writable folder") from None
    return path


@contextmanager
def lock(name):
    """Let one ``./club`` at a time do the thing called ``name``; the others wait and say so."""
    with open(folder("locks") / f"{name}.lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with ui.step(f"Wait for another ./club ({name})"):
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def made_once(target, make):
    """Return ``target``, a folder made by ``make(folder)``: whole or not at all, whoever asks at the same time.

    ``make`` works in a folder beside the target, which takes the target's name when everything is in it.
    """
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with lock(f"make-{target.name}"):
        if target.exists():
            return target
        for leftover in target.parent.glob(f".{target.name}.*.part"):
            shutil.rmtree(leftover, ignore_errors=True)
        part = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
        try:
            make(part)
            part.chmod(0o755)
            part.rename(target)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    return target


def made_in_place(target, make):
    """Like ``made_once`` for what must be made under its final name (virtual environments, npm folders)."""
    complete = target / ".complete"
    if complete.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with lock(f"make-{target.name}"):
        if not complete.exists():
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir()
            make(target)
            complete.touch()
    return target


def digest(*parts):
    """Return a short hash of texts and files.

    >>> digest("a", "b") == digest("a", "b") != digest("ab")
    True
    """
    total = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else str(part).encode()
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()[:12]
