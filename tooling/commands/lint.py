"""Check style and quality with pre-commit: ruff, pylint-odoo, prettier, eslint, each pinned.

  ./club lint                  all files that git knows; what can be mended is mended
  ./club lint HOOK             one hook: ruff-check, ruff-format, pylint-odoo, prettier, eslint, text
  ./club lint --files FILE …   some files; all other arguments go to `pre-commit run` as well

As a git hook: `./club lint --install`.
"""

import shutil
import subprocess

from .. import apt, cache, node, python, ui

CONFIG = cache.REPOSITORY / ".pre-commit-config.yaml"
PINNED = python.LINT_REQUIREMENTS


def arguments(parser):
    parser.add_argument("--install", action="store_true", help="run the checks at every commit of this checkout")


def call(options):
    for program, package in (("git", "git"), ("npm", "npm"), ("node", "nodejs")):
        if not shutil.which(program):
            raise ui.ClubError(f"lint needs {program}: apt-get install {package}")
    interpreter = python.prepare(PINNED, "lint")
    environment = {**python.base_environment(), **node.npm_environment(), "PRE_COMMIT_HOME": str(cache.folder("lint"))}
    command = [interpreter, "-m", "pre_commit"]
    with cache.lock("lint-tools"):
        _install_tools(command, environment)
    if options.install:
        return subprocess.run([*command, "install"], env=environment, cwd=cache.REPOSITORY, check=False).returncode
    which = [] if "--files" in options.rest else ["--all-files"]
    # Of a clean checkout (as in continuous integration) show what the tools changed; never somebody's own work.
    changed = subprocess.run(["git", "diff", "--quiet"], cwd=cache.REPOSITORY, check=False).returncode
    diff = [] if changed else ["--show-diff-on-failure"]
    command += ["run", "--color=auto", *diff, *which, *options.rest]
    return subprocess.run(command, env=environment, cwd=cache.REPOSITORY, check=False).returncode


def _install_tools(command, environment):
    done = cache.folder("lint") / f".installed-{cache.digest(CONFIG)}"
    if done.exists():
        return
    with ui.step("Install ruff, pylint-odoo, prettier and eslint"):
        apt.run([*command, "install-hooks"], "the tools cannot be installed", env=environment, cwd=cache.REPOSITORY)
    done.touch()
