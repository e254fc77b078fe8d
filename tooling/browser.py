"""Chrome or Chromium, for tours and hoot tests."""

import os
import shutil
import subprocess
import tempfile

from . import apt, cache, ui

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Odoo's own switches leave these calls to the outside on.
SWITCHES = "--disable-quic --disable-component-update --disable-sync --disable-background-networking"


def find():
    """Return the path of a browser, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def require():
    """Return a browser to start; install it where the user is root on Debian.

    What is returned is a small script that keeps the browser from calling home.
    """
    program = find() or _install()
    script = cache.folder("browser") / "chromium"
    text = f'#!/bin/sh\nexec "{program}" {SWITCHES} "$@"\n'
    if not script.exists() or script.read_text() != text:
        part = script.with_suffix(f".{os.getpid()}.part")
        part.write_text(text)
        part.chmod(0o755)
        part.rename(script)
    _warm_up(script)
    return str(script)


def _warm_up(script):
    """Start it once: the first start after the machine's own takes longer than Odoo waits for a browser."""
    with tempfile.TemporaryDirectory() as profile:
        command = [script, "--headless", "--no-sandbox", f"--user-data-dir={profile}", "--dump-dom", "about:blank"]
        try:
            subprocess.run(command, check=False, timeout=120, capture_output=True, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            ui.note(f"{script} does not start within two minutes; tours may fail.")


def _install():
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise ui.ClubError("browser tests need Chromium: apt-get install chromium (or leave them out: --no-browser)")
    with cache.lock("apt-install"), ui.step("Install Chromium (apt-get install chromium)"):
        if not find():
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            apt.run(["apt-get", "-q", "update"], "apt-get update failed", env=environment)
            command = ["apt-get", "-q", "install", "--yes", "--no-install-recommends", "chromium"]
            apt.run(command, "Chromium cannot be installed; ./club test --no-browser does without", env=environment)
    return find()
