"""All that a command needs to work with Odoo: the Odoo, its Python, a PostgreSQL that runs, the environment."""

import os
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import apt, cache, database, module, node, odoo, postgres, python, ui

# Base of all databases: the module's dependencies, and the packages that stock's own suites use.
CONF = """[options]
addons_path = {addons}
data_dir = {data}
screenshots = {screenshots}
http_interface = 127.0.0.1
limit_time_real_cron = 0
limit_memory_soft = 0
limit_memory_hard = 0
"""


@dataclass
class Site:
    """See the module."""

    odoo: odoo.Odoo
    python: Path
    environment: dict
    databases: database.Databases

    def command(self, *arguments):
        """Return the command line of an Odoo with our options."""
        return [str(self.python), "-m", "odoo", *map(str, arguments)]

    def call(self, *arguments, log=None):
        """Run an Odoo to its end; its log goes to a file, whose last lines are shown when it fails."""
        log = log or cache.folder("log") / "odoo.log"
        with open(log, "wb") as output:
            status = subprocess.run(
                self.command(*arguments), env=self.environment, cwd=cache.REPOSITORY,
                stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False,
            ).returncode  # fmt: skip
        lines = log.read_text(errors="replace").splitlines()
        if status or _failed(lines):
            ui.note("\n".join(lines[-40:]))
            raise ui.ClubError(f"Odoo failed, its log is {log}")

    def inside_environment(self):
        """Return the environment of a script in ``tooling.inside`` or ``bench``: Odoo and the repository importable."""
        path = os.pathsep.join([self.environment["PYTHONPATH"], str(cache.REPOSITORY)])
        return {**self.environment, "PYTHONPATH": path}

    def inside(self, script, *arguments):
        """Run a script of ``tooling.inside``; what it says is shown when it fails."""
        command = [str(self.python), "-m", f"tooling.inside.{script}", *map(str, arguments)]
        apt.run(command, f"{script} failed", env=self.inside_environment(), cwd=cache.REPOSITORY)

    def install(self, name, modules, demo=False, update=False):
        """Install (or update) modules in a database and stop."""
        action = "--update" if update else "--init"
        options = ["--with-demo"] if demo else []
        log = cache.folder("log") / f"{name}.log"
        self.call("-d", name, f"{action}={','.join(modules)}", "--stop-after-init", "--no-http", *options, log=log)

    def stock_template(self, demo=False):
        """Return the template with everything the module depends on, without the module."""
        depends = module.dependencies()
        key = cache.digest(self.odoo.identity, *depends)
        prefix = f"{database.TEMPLATE_PREFIX}stock{'_demo' if demo else ''}_"

        def build(part):
            title = "with demo data" if demo else "without demo data"
            with ui.step(f"Make a template database of Odoo {title} (once, a minute or two)"):
                self.install(part, depends, demo)

        return self.databases.template(prefix + key, build)

    def club_template(self):
        """Return the template with the module installed as it is in the repository now, without demo data."""
        stock = self.stock_template()
        prefix = f"{database.TEMPLATE_PREFIX}club_"
        name = prefix + cache.digest(stock, module.version_hash())

        def build(part):
            with ui.step(f"Make a template database with {module.NAME}"):
                self.databases.copy(stock, part)
                self.install(part, [module.NAME])

        self.databases.template(name, build)
        self.databases.drop_old_templates(prefix, keep=name)
        return name


def _failed(lines):
    """Odoo ends with status 0 after some failures to load; its log tells."""
    return any(" CRITICAL " in line and "Failed to" in line for line in lines)


def _configuration(found):
    addons = ",".join(str(path) for path in (*found.addons, cache.REPOSITORY))
    text = CONF.format(addons=addons, data=cache.folder("data"), screenshots=cache.folder("screenshots"))
    path = cache.folder("etc") / f"odoo-{cache.digest(text)}.conf"
    if not path.exists():
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(text)
        part.rename(path)
    return path


def _prepare_side_by_side():
    """Fetch Odoo while pip installs: both wait for the network most of the time."""
    failures = []

    def fetch():
        try:
            odoo.prepare()
        except BaseException as error:  # noqa: BLE001 - handed to the caller, below
            failures.append(error)

    thread = threading.Thread(target=fetch)
    thread.start()
    try:
        interpreter = python.prepare()
    finally:
        thread.join()
    if failures:
        raise failures[0]
    return odoo.prepare(), interpreter


@contextmanager
def opened():
    """Yield a ``Site``, fetching and starting what is missing."""
    found, interpreter = _prepare_side_by_side()
    with postgres.serving(interpreter) as libpq:
        psql = postgres.programs(interpreter) / "psql"
        path = os.pathsep.join([str(psql.parent), *node.rtlcss_path(), os.environ.get("PATH", "")])
        environment = {
            **python.base_environment(),
            **libpq,
            "PATH": path,
            "PYTHONPATH": str(found.root),
            "ODOO_RC": str(_configuration(found)),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(cache.folder("hypothesis")),
        }
        yield Site(found, interpreter, environment, database.Databases(psql, environment))
