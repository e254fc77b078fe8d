"""Public samples of purchase history."""

import zipfile

from . import apt, cache, python, ui

# name: (package on PyPI, file in it)
SAMPLES = {"cdnow": ("lifetimes==0.11.3", "lifetimes/datasets/CDNOW_master.txt")}


def fetch(interpreter, name):
    """Return the file of a sample, fetched from its Python package once."""
    package, member = SAMPLES[name]

    def make(folder):
        with ui.step(f"Fetch the sample {name} from the Python package {package}"):
            command = [str(interpreter), "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
            command += ["--disable-pip-version-check", package, "--dest", str(folder)]
            apt.run(command, f"pip cannot fetch {package}", env=python.base_environment())
            wheel = next(folder.glob("*.whl"))
            with zipfile.ZipFile(wheel) as content:
                content.extract(member, folder)
            wheel.unlink()

    return cache.made_once(cache.folder("samples") / name, make) / member
