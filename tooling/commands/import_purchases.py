"""Bring in purchase history: every purchase earns points, in the past, by the rules of a program.

  ./club import FILE.csv --program NAME
  ./club import --sample cdnow      69,659 real purchases of 1997 and 1998 (public data, from a Python package)

Nothing comes in twice when it is run again.
"""

import subprocess
from pathlib import Path

from .. import cache, demo, sample, site, ui


def arguments(parser):
    parser.add_argument("file", nargs="?", type=Path, help="a CSV or XLSX file of purchases")
    parser.add_argument("--program", metavar="NAME", help="the loyalty program that the points belong to")
    parser.add_argument("--sample", choices=sorted(sample.SAMPLES), help="a public sample instead of a file")
    parser.add_argument("--database", help="another database than the demo database")


def call(options):
    if bool(options.file) == bool(options.sample):
        raise ui.ClubError("give either a file or --sample cdnow")
    if options.file and not options.program:
        raise ui.ClubError("which program do the points belong to? Add --program NAME")
    if options.file and not options.file.is_file():
        raise ui.ClubError(f"no file {options.file}")
    with site.opened() as here:
        path = sample.fetch(here.python, options.sample) if options.sample else options.file.resolve()
        name = demo.prepare(here, name=options.database)
        command = [here.python, "-m", "tooling.inside.import_purchases", name, path]
        command += ["--program", options.program or "", "--sample", options.sample or ""]
        return subprocess.run(command, env=here.inside_environment(), cwd=cache.REPOSITORY, check=False).returncode
