"""Databases: templates made once, copies of them, and what is written on each about where it comes from.

The comment of a database says what it was made from; a template gets its name only when it is complete.
"""

import os
import shutil
import subprocess

from . import cache, ui

DEMO = "loyalty_club_demo"
PLAIN = "loyalty_club"
TEST_PREFIX = "loyalty_club_test_"
TEMPLATE_PREFIX = "loyalty_club_tpl_"
KEEP_TEMPLATES = 4


class Databases:
    """The databases of one server, through psql; every file of Odoo's file store goes with its database."""

    def __init__(self, psql, environment):
        self.psql = psql
        self.environment = environment

    def sql(self, statement, database="postgres"):
        """Run SQL and return the rows as lists of texts."""
        command = [self.psql, "-qXAtF", "\t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            said = done.stderr.strip().splitlines() or ["psql failed"]
            raise ui.ClubError(f"PostgreSQL: {said[-1]}")
        return [line.split("\t") for line in done.stdout.splitlines()]

    def names(self, prefix=""):
        rows = self.sql("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY datname")
        return [name for (name,) in rows if name.startswith(prefix)]

    def exists(self, name):
        return name in self.names()

    def note_of(self, name):
        """Return what ``write_note`` wrote on a database."""
        rows = self.sql(f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'")
        return rows[0][0] if rows else ""

    def write_note(self, name, text):
        self.sql(f"COMMENT ON DATABASE \"{name}\" IS '{text}'")

    def drop(self, name):
        # WITH (FORCE) also ends the server's autovacuum, which only a superuser may; a plain DROP asks it to leave
        self.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND usename = current_user"
        )
        self.sql(f'DROP DATABASE IF EXISTS "{name}"')
        shutil.rmtree(filestore(name), ignore_errors=True)

    def copy(self, source, target):
        """Copy a database and its files (as links: Odoo never changes a stored file)."""
        shutil.rmtree(filestore(target), ignore_errors=True)
        ((version,),) = self.sql("SHOW server_version_num")
        fast = " STRATEGY file_copy" if int(version) >= 150000 else ""  # older servers know no other way
        self.sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}"{fast}')
        if filestore(source).exists():
            shutil.copytree(filestore(source), filestore(target), copy_function=os.link)

    def rename(self, source, target):
        self.sql(f'ALTER DATABASE "{source}" RENAME TO "{target}"')
        shutil.rmtree(filestore(target), ignore_errors=True)
        if filestore(source).exists():
            filestore(source).rename(filestore(target))

    def template(self, name, build):
        """Return the template ``name``; ``build(part)`` makes the database ``part`` where the template is missing."""
        with cache.lock(name):
            if not self.exists(name):
                part = f"{name}_part"
                self.drop(part)
                build(part)
                self.rename(part, name)
        return name

    def drop_left_over(self):
        """Drop test databases whose run is no more (killed before it could)."""
        for name in self.names(TEST_PREFIX):
            pid = name.removeprefix(TEST_PREFIX).split("_")[0].split("-")[0]
            if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
                self.drop(name)

    def drop_old_templates(self, prefix, keep):
        """Keep the newest templates of a kind: they are made again when asked for."""
        order = "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY oid DESC"
        names = [name for (name,) in self.sql(order) if name.startswith(prefix) and not name.endswith("_part")]
        for name in names[KEEP_TEMPLATES:]:
            if name != keep:
                with cache.lock(name):
                    self.drop(name)


def filestore(name):
    return cache.folder("data", "filestore") / name
