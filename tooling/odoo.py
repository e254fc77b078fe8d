"""Odoo 19.0: from ODOO_HOME, else an ``odoo`` on the machine, else Debian's package in the cache folder."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import apt, cache, ui

SERIES = "19.0"
DEBIAN_PACKAGE = ("odoo-19", "sid")
# What the package links to (fonts, libraries of the browser side): without libjs-jquery no asset bundle builds.
BESIDE = [
    ("fonts-font-awesome", None),
    ("fonts-inconsolata", None),
    ("fonts-ocr-b", None),
    ("fonts-roboto-unhinted", None),
    ("libjs-jquery", None),
    ("libjs-jquery-form", None),
    ("libjs-underscore", None),
    ("fonts-montserrat", "sid"),
]
# Left out by Debian; only video calls use it, but its absence is an error in every bundle.
LEFT_OUT = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class Odoo:
    """An Odoo to run: the folder that holds the package ``odoo``, its folders of addons, and what tells it apart."""

    root: Path
    addons: tuple
    identity: str

    def module(self, name):
        """Return the folder of one of Odoo's own modules."""
        for addons in self.addons:
            if (addons / name / "__manifest__.py").is_file():
                return addons / name
        raise ui.ClubError(f"this Odoo has no module {name!r}: {self.root}")


def _release(root):
    try:
        return (root / "odoo" / "release.py").read_text()
    except OSError:
        return ""


def series(root):
    """Return the series ("19.0") of the Odoo whose package lies in a folder, or an empty text."""
    found = re.search(r"^version_info = \((\d+), (\d+)", _release(root), re.MULTILINE)
    return ".".join(found.groups()) if found else ""


def _identity(root):
    head = ""
    if (root / ".git").exists() and shutil.which("git"):
        command = ["git", "-C", str(root), "rev-parse", "HEAD"]
        head = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return cache.digest(str(root), _release(root), head)


def _describe(root):
    # A checkout keeps all modules but `base` beside the package; Debian keeps them in it.
    addons = [root / "odoo" / "addons"]
    if not (addons[0] / "web").is_dir():
        addons.append(root / "addons")
    return Odoo(root, tuple(addons), _identity(root))


def _at_home():
    home = os.environ.get("ODOO_HOME")
    if not home:
        return None
    for root in (Path(home), Path(home, "usr/lib/python3/dist-packages")):
        root = root.expanduser().resolve()
        if series(root) == SERIES:
            return root
    raise ui.ClubError(f"ODOO_HOME={home} holds no Odoo {SERIES}: set it to a checkout or an unpacked Odoo {SERIES}")


def _on_the_machine():
    candidates = [Path("/usr/lib/python3/dist-packages")]
    for name in ("odoo", "odoo-bin"):
        program = shutil.which(name)
        if program:
            candidates[:0] = [Path(program).resolve().parent, *_site_packages(Path(program).resolve())]
    return next((root for root in candidates if series(root) == SERIES), None)


def _site_packages(program):
    first = program.read_bytes().split(b"\n", 1)[0].decode(errors="replace")
    interpreter = first[2:].split()[0] if first.startswith("#!/") else ""
    if "python" not in interpreter:
        return []
    code = "import importlib.util as u; s = u.find_spec('odoo'); print(*(s.submodule_search_locations if s else ()))"
    found = subprocess.run([interpreter, "-c", code], capture_output=True, text=True, check=False, cwd="/").stdout
    return [Path(path).parent for path in found.split()]


def _from_debian():
    def make(folder):
        apt.unpack([DEBIAN_PACKAGE, *BESIDE], folder)
        package = folder / "usr/lib/python3/dist-packages/odoo"
        left_out = package / LEFT_OUT
        if not left_out.exists():
            left_out.parent.mkdir(parents=True, exist_ok=True)
            left_out.write_text("")

    folder = cache.made_once(cache.folder() / f"odoo-{SERIES}", make)
    root = folder / "usr/lib/python3/dist-packages"
    if series(root) != SERIES:
        raise ui.ClubError(f"Debian's package is not Odoo {SERIES}: set ODOO_HOME to an Odoo {SERIES}, remove {folder}")
    return root


def prepare():
    """Return the Odoo to work with; fetch it where there is none."""
    return _describe(_at_home() or _on_the_machine() or _from_debian())
