"""Measure speed: both sides in one run, alternating; a table for people, JSON lines for programs.

  ./club bench           all benchmarks
  ./club bench NAME …    some: the modules of the folder bench/
  ./club bench --quick   a smaller size, to see whether it works; its figures mean little

The table goes to standard error, the JSON lines to standard output. The exit status is 1 when a benchmark is past its
target. How to add one is said in bench/__init__.py.
"""

import os
import subprocess

from .. import cache, database, site


def arguments(parser):
    parser.add_argument("name", nargs="*", help="which benchmarks (all)")
    parser.add_argument("--quick", action="store_true", help="a smaller size")


def call(options):
    with site.opened() as here:
        environment = {
            **here.inside_environment(),
            "CLUB_TEMPLATE_STOCK": here.stock_template(),
            "CLUB_TEMPLATE_CLUB": here.club_template(),
            "CLUB_SCRATCH": f"{database.TEST_PREFIX}{os.getpid()}",
            "CLUB_QUICK": "1" if options.quick else "",
        }
        command = [here.python, "-m", "bench", *options.name]
        try:
            return subprocess.run(command, env=environment, cwd=cache.REPOSITORY, check=False).returncode
        finally:
            for name in here.databases.names(environment["CLUB_SCRATCH"]):
                here.databases.drop(name)
