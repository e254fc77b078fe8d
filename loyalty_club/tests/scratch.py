"""Databases of their own for tests that install, uninstall or commit."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager

import psycopg2

import odoo
from odoo import sql_db
from odoo.tools import SQL, config


@contextmanager
def scratch_database(template, suffix):
    """Yield the name of a copy of the database ``template``; it is dropped at the end."""
    name = f"{config['db_name'][0]}_{suffix}"
    drop_database(name)
    _server(SQL("CREATE DATABASE %s TEMPLATE %s", SQL.identifier(name), SQL.identifier(template)))
    try:
        yield name
    finally:
        drop_database(name)


def drop_database(name, turns=5):
    """Drop a database, whoever of ours is connected.

    ``WITH (FORCE)`` also ends the server's own autovacuum, which a role that is no superuser may not;
    a plain ``DROP`` asks it to leave.

    :raise psycopg2.errors.ObjectInUse: somebody else stayed for ``turns`` times five seconds
    """
    sql_db.close_db(name)
    for turn in range(turns):
        _server(
            SQL(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
                name,
            )
        )
        try:
            _server(SQL("DROP DATABASE IF EXISTS %s", SQL.identifier(name)))
            return
        except psycopg2.errors.ObjectInUse:
            if turn == turns - 1:
                raise
            time.sleep(0.5)


def _server(statement):
    with sql_db.db_connect("postgres").cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute(statement)


def run_odoo(database, *arguments, script=None):
    """Run an Odoo (or its shell, with ``script`` as input) on a database and return what it printed.

    :raise AssertionError: it failed
    """
    command = [sys.executable, "-m", "odoo", *arguments, "-d", database, "--no-http", "--log-level=error"]
    packages = os.path.dirname(os.path.dirname(odoo.__path__[0] if hasattr(odoo, "__path__") else odoo.__file__))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([os.environ.get("PYTHONPATH", ""), packages])}
    done = subprocess.run(command, input=script, capture_output=True, text=True, env=environment, check=False)
    if done.returncode or "Traceback" in done.stderr:
        raise AssertionError(done.stderr[-3000:])
    return done.stdout
