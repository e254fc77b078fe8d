"""Virtual environments in the cache folder, one per Python version and list of requirements."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from . import apt, cache, ui

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
LINT_REQUIREMENTS = Path(__file__).with_name("requirements-lint.txt")
SUPPORTED = [(3, 13), (3, 12), (3, 11), (3, 10)]
# Of the environment that ./club itself was started from; nothing of it may leak into ours.
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__", "PIP_TARGET", "PIP_USER")


def base_environment():
    """Return this process's environment without what would lead another Python astray."""
    return {key: value for key, value in os.environ.items() if key not in FOREIGN}


def interpreter():
    """Return a Python that Odoo 19.0 runs on: this one, else one on the PATH."""
    if sys.version_info[:2] in SUPPORTED:
        return sys.executable
    for major, minor in SUPPORTED:
        found = shutil.which(f"python{major}.{minor}")
        if found:
            return found
    raise ui.ClubError("Odoo 19.0 needs Python 3.10 to 3.13: install one of them (Debian: apt-get install python3)")


def _make_venv(python, folder):
    command = [python, "-m", "venv", "--clear", "--without-pip", str(folder)]
    apt.run(command, "Python cannot make a virtual environment: apt-get install python3-venv", env=base_environment())
    venv_python = folder / "bin" / "python"
    done = subprocess.run(
        [venv_python, "-m", "ensurepip", "--default-pip"], capture_output=True, check=False, env=base_environment()
    )
    if done.returncode:
        _pip_from_debian(venv_python, folder)
    return venv_python


def _pip_from_debian(venv_python, folder):
    """Debian keeps pip out of Python's own library; its wheel package serves, unpacked beside the environment."""
    beside = folder / "pip"
    try:
        apt.unpack([("python3-pip-whl", None)], beside)
    except ui.ClubError:
        raise ui.ClubError("this Python comes without pip: install it (Debian: apt-get install python3-venv)") from None
    wheel = next(beside.glob("usr/share/python-wheels/pip-*.whl"))
    command = [venv_python, f"{wheel}/pip", "install", "--no-index", wheel]
    apt.run(command, "pip cannot be unpacked", env=base_environment())


def _fill(requirements, folder):
    python = _make_venv(interpreter(), folder)
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "5"]
    apt.run([*command, "-r", str(requirements)], "pip cannot install the packages", env=base_environment())


def prepare(requirements=REQUIREMENTS, purpose="Odoo and its tests"):
    """Return the Python of a virtual environment that has the packages of a requirements file."""
    version = subprocess.run(
        [interpreter(), "-c", "import sys; print('%d.%d' % sys.version_info[:2], sys.base_prefix)"],
        capture_output=True, text=True, check=True, env=base_environment(),
    ).stdout.strip()  # fmt: skip
    name = f"{requirements.stem}-{version.split()[0]}-{cache.digest(requirements, version, sysconfig.get_platform())}"
    target = cache.folder("python") / name

    def make(folder):
        with ui.step(f"Install the Python packages of {purpose}"):
            _fill(requirements, folder)

    return cache.made_in_place(target, make) / "bin" / "python"
