"""Odoo's shell on the demo database.

  ./club shell < script.py     run a script with `env`; the exit status is not 0 when it raises
  ./club shell                 Python at a prompt

The shell rolls back at the end: a script that changes something calls `env.cr.commit()`.
"""

import subprocess

from .. import cache, demo, site


def arguments(parser):
    parser.add_argument("--database", help="another database than the demo database")


def call(options):
    with site.opened() as here:
        name = demo.prepare(here, name=options.database)
        command = here.command("shell", "-d", name, "--no-http", "--log-level=warn")
        return subprocess.run(command, env=here.environment, cwd=cache.REPOSITORY, check=False).returncode
