"""Run the tests: models, access rights, hoot unit tests and browser tours, through pytest.

  ./club test                                   everything, the examples in docstrings included
  ./club test loyalty_club/tests/test_x.py -k name -x
  ./club test --no-browser                      without the files test_*_tour.py and test_*_hoot.py
  ./club test --stock [loyalty pos_loyalty …]   the suites of Odoo's own loyalty modules, with the module installed

All other arguments go to pytest. Every run works on a database of its own, copied from a cached template, so several
runs at once do not meet; `-n 2` spreads one run over two processes.
"""

import os
import subprocess

from .. import browser, cache, database, module, site, ui

EXCLUDED = cache.REPOSITORY / "tooling" / "stock_excluded.txt"

# Tests, and the examples in the docstrings of what works without Odoo.
DEFAULT_TARGETS = [f"{module.NAME}/tests", f"{module.NAME}/engine", "tooling", "bench/measure.py"]


def arguments(parser):
    parser.add_argument("--no-browser", action="store_true", help="leave out what needs a Chrome or Chromium")
    parser.add_argument("--stock", action="store_true", help="run the suites of Odoo's own loyalty modules")
    parser.usage = "./club test [-h] [--no-browser] [--stock] [pytest arguments]"


def call(options):
    program = None if options.no_browser else browser.require()
    with site.opened() as here:
        template = here.club_template()
        here.databases.drop_left_over()
        name = f"{database.TEST_PREFIX}{os.getpid()}"
        here.databases.copy(template, name)
        try:
            return _pytest(here, name, options, program)
        finally:
            _drop_quietly(here, name)


def _drop_quietly(here, name):
    """Nothing may follow pytest's summary line; what cannot be dropped now is dropped by the next run."""
    try:
        for worker in here.databases.names(name):
            here.databases.drop(worker)
    except ui.ClubError:
        pass


def _targets(here, options):
    """Split the arguments for pytest: what to run where nothing is named, and options."""
    if options.stock:
        named = [argument for argument in options.rest if argument in module.STOCK_SUITES]
        rest = [argument for argument in options.rest if argument not in named]
        return [str(here.odoo.module(name) / "tests") for name in named or module.STOCK_SUITES], rest
    if any(not argument.startswith("-") and _is_test_path(argument) for argument in options.rest):
        return [], options.rest
    return DEFAULT_TARGETS, options.rest


def _is_test_path(argument):
    path = argument.split("::")[0]
    return os.path.exists(path) and (os.path.isdir(path) or path.endswith(".py"))


def _pytest(here, name, options, program):
    targets, rest = _targets(here, options)
    command = [str(here.python), "-m", "pytest", f"--rootdir={cache.REPOSITORY}", "-c", "pyproject.toml"]
    command += ["-p", "tooling.pytest_club", "-o", f"cache_dir={cache.folder('pytest')}"]
    command += [f"--odoo-database={name}", "--odoo-http", "--odoo-log-level=warn", *targets, *rest]
    environment = here.inside_environment()
    environment["CLUB_BROWSER"] = program or ""
    environment["CLUB_STOCK_TEMPLATE"] = here.stock_template()  # for tests that install the module themselves
    environment["CLUB_EXCLUDED"] = str(EXCLUDED) if options.stock else ""
    done = subprocess.run(command, env=environment, cwd=cache.REPOSITORY, check=False, stdin=subprocess.DEVNULL)
    return done.returncode
