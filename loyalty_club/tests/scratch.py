"""Databases of their own for tests that install, uninstall or commit."""

import os
import subprocess
import sys
from contextlib import contextmanager

import odoo
from odoo import sql_db
from odoo.tools import SQL, config


@contextmanager
def scratch_database(template, suffix):
    """Yield the name of a copy of the database ``template``; it is dropped at the end."""
    name = f"{config['db_name'][0]}_{suffix}"
    _server(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", SQL.identifier(name)))
    _server(SQL("CREATE DATABASE %s TEMPLATE %s", SQL.identifier(name), SQL.identifier(template)))
    try:
        yield name
    finally:
        _server(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", SQL.identifier(name)))


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
