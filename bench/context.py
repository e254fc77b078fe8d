"""What a benchmark works with: scratch databases, Odoo environments on them, and the measuring."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from itertools import count

from . import measure


class Bench:
    """See the package."""

    def __init__(self):
        self.quick = bool(os.environ.get("CLUB_QUICK"))
        self._numbers = count(1)

    compare = staticmethod(measure.compare)

    def size(self, full, quick):
        """Return a size, by whether the run is a quick one."""
        return quick if self.quick else full

    def database(self, template="club"):
        """Return the name of a new scratch database: ``club`` with the module, ``stock`` without."""
        source = os.environ[f"CLUB_TEMPLATE_{template.upper()}"]
        name = f"{os.environ['CLUB_SCRATCH']}_{template}_{next(self._numbers)}"
        self.sql("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY file_copy')
        files = os.path.join(_data_dir(), "filestore")
        if os.path.isdir(os.path.join(files, source)):
            shutil.copytree(os.path.join(files, source), os.path.join(files, name), copy_function=os.link)
        return name

    def copy(self, source):
        """Return a scratch copy of a scratch database; nobody may be connected to it."""
        from odoo.sql_db import close_db

        close_db(source)
        name = f"{os.environ['CLUB_SCRATCH']}_copy_{next(self._numbers)}"
        self.sql("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY file_copy')
        return name

    def sql(self, database, statement):
        """Run plain SQL, outside Odoo."""
        command = ["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    @contextmanager
    def environment(self, database):
        """Yield the superuser's environment on a database; what is not committed is rolled back."""
        from odoo import SUPERUSER_ID, api
        from odoo.modules.registry import Registry

        with Registry(database).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})
            cr.rollback()


def configure():
    """Set Odoo up for this process, once."""
    from odoo.tools import config

    config.parse_config(["--no-http", "--log-level=error"], setup_logging=True)


def _data_dir():
    from odoo.tools import config

    return config["data_dir"]
