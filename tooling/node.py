"""What comes from npm: rtlcss, without which pages from right to left are not mirrored."""

import os
import shutil
import subprocess

from . import cache, ui

RTLCSS = "rtlcss@4.3.0"


def npm_environment():
    """Return an environment in which npm keeps to the cache folder."""
    npm = {"npm_config_cache": str(cache.folder("npm")), "npm_config_update_notifier": "false"}
    return {**os.environ, **npm, "npm_config_fund": "false", "npm_config_audit": "false"}


def rtlcss_path():
    """Return the folders to put on the PATH so that Odoo finds ``rtlcss``; none where there is no npm."""
    if shutil.which("rtlcss"):
        return []
    if not shutil.which("npm"):
        ui.note("  no npm here: pages in Persian are not mirrored (Debian: apt-get install npm)")
        return []

    def make(folder):
        with ui.step(f"Install {RTLCSS} for pages from right to left"):
            command = ["npm", "install", "--silent", "--no-save", "--prefix", str(folder), RTLCSS]
            done = subprocess.run(command, env=npm_environment(), capture_output=True, text=True, check=False)
            if done.returncode:
                raise ui.ClubError("npm failed")

    try:
        folder = cache.made_in_place(cache.folder("node") / RTLCSS.replace("@", "-"), make)
    except ui.ClubError:
        ui.note(f"  npm cannot install {RTLCSS}: pages in Persian are not mirrored")
        return []
    return [str(folder / "node_modules" / ".bin")]
