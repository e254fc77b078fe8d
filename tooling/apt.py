"""Debian packages without root: fetched through the machine's own apt set-up, unpacked into a folder of ours.

Private lists and a private package cache keep apt's own state untouched.
"""

import os
import shutil
import subprocess
from pathlib import Path

from . import cache, ui

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
FIELDS = "$(REPO_URI)|$(CODENAME)|$(ORIGIN)|$(LABEL)|$(SUITE)"


def run(command, failure, **options):
    """Run a command quietly; on failure raise ``failure`` with the last thing the command said."""
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **options)
    if done.returncode:
        said = [line for line in done.stdout.splitlines() if line.strip()] or [f"exit status {done.returncode}"]
        raise ui.ClubError(f"{failure} ({said[-1].strip()})")
    return done.stdout


def _private_options(base):
    for name in ("lists/partial", "cache/archives/partial"):
        (base / name).mkdir(parents=True, exist_ok=True)
    options = {
        "Dir::State::Lists": base / "lists",
        "Dir::Cache": base / "cache",
        "Dir::State::status": "/dev/null",
        "APT::Sandbox::User": "root",
        "Acquire::Retries": "3",
    }
    return [argument for key, value in options.items() for argument in ("-o", f"{key}={value}")]


def _archives(options):
    command = ["apt-get", *options, "indextargets", "--format", FIELDS, "Created-By: Packages"]
    rows = run(command, "apt-get cannot list this machine's archives").splitlines()
    return [row.split("|") for row in rows if row.count("|") == 4]


def debian_archive(base):
    """Return the address of the Debian archive this machine uses and the code name of its own suite."""
    for options, update in (([], False), (_private_options(base), True)):
        if update:
            with ui.step("Read the package lists of this machine's archives"):
                run(["apt-get", *options, "update"], "apt-get update failed")
        for address, codename, origin, label, _suite in _archives(options):
            if origin == label == "Debian" and codename and not codename.endswith(("-updates", "-backports")):
                return address, codename
    raise ui.ClubError("no Debian archive in this machine's apt set-up: unpack Odoo 19.0 and set ODOO_HOME to it")


def unpack(packages, into):
    """Fetch packages (``(name, suite)``; no suite: the machine's own) and unpack them into a folder."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise ui.ClubError("no apt-get here to fetch Odoo with: unpack Odoo 19.0 somewhere and set ODOO_HOME to it")
    base = cache.folder("apt")
    with cache.lock("apt"):
        address, codename = debian_archive(base)
        signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
        suites = {codename, *(suite for _name, suite in packages if suite)}
        sources = base / "sources.list"
        sources.write_text("".join(f"deb {signed}{address} {suite} main\n" for suite in sorted(suites)))
        options = [*_private_options(base), "-o", f"Dir::Etc::SourceList={sources}", "-o", "Dir::Etc::SourceParts=-"]
        environment = {**os.environ, "LC_ALL": "C"}
        with ui.step(f"Read Debian's package lists ({', '.join(sorted(suites))})"):
            run(["apt-get", *options, "update"], "Debian's package lists cannot be read", env=environment)
        debs = base / "debs"
        shutil.rmtree(debs, ignore_errors=True)
        debs.mkdir()
        names = [f"{name}/{suite or codename}" for name, suite in packages]
        with ui.step(f"Fetch {', '.join(name for name, _suite in packages)}"):
            command = ["apt-get", *options, "download", *names]
            run(command, "the packages cannot be fetched", env=environment, cwd=debs)
        with ui.step("Unpack them"):
            for deb in sorted(debs.glob("*.deb")):
                run(["dpkg-deb", "-x", str(deb), str(into)], f"{deb.name} cannot be unpacked")
        shutil.rmtree(base, ignore_errors=True)
