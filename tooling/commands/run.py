"""Start Odoo with the customer club in it.

Makes the demo database where there is none, updates the module in it when its files changed since, and serves at
http://localhost:8069 until Ctrl-C.
"""

import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from .. import cache, demo, language, ports, site, ui

LOGINS = ("admin", "demo", "portal")


def arguments(parser):
    parser.add_argument("--port", type=int, default=8069, help="port of the web server (8069)")
    parser.add_argument("--interface", default="127.0.0.1", help="address to listen on (127.0.0.1; 0.0.0.0: all)")
    parser.add_argument(
        "--no-demo", action="store_true", help="a database without demo data (its own, beside the other)"
    )
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="N processes instead of threads")
    parser.add_argument("--fresh", action="store_true", help="throw the database away and make it new")
    parser.add_argument("--lang", metavar="CODE", help="load a language and set it for admin: fa_IR (right to left)")
    parser.add_argument("--database", help="name of the database (loyalty_club_demo, loyalty_club)")
    parser.add_argument("--verbose", action="store_true", help="show Odoo's whole log, not only warnings and errors")


def call(options):
    ports.require_free(options.interface, options.port)
    with site.opened() as here:
        name = demo.prepare(here, name=options.database, demo=not options.no_demo, fresh=options.fresh)
        if options.lang:
            language.set_for_admin(here, name, options.lang)
        return _serve(here, name, options)


def _command(here, name, options):
    command = here.command("-d", name, f"--db-filter=^{name}$", "--no-database-list", "--http-port", options.port)
    command += [f"--http-interface={options.interface}", f"--workers={options.workers}", "--max-cron-threads=1"]
    if options.workers:
        command.append(f"--gevent-port={ports.free()}")
    return command


def _serve(here, name, options):
    started = time.monotonic()
    log = cache.folder("log") / f"run-{options.port}.log"
    server = subprocess.Popen(
        _command(here, name, options), env=here.environment, cwd=cache.REPOSITORY, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )  # fmt: skip
    reader = threading.Thread(target=_follow, args=(server.stdout, log, options.verbose), daemon=True)
    reader.start()
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        if _wait_until_it_answers(server, options.port):
            _welcome(here, name, options, time.monotonic() - started, log)
        status = server.wait()
    except KeyboardInterrupt:
        ui.note("\n  Stop Odoo (Ctrl-C again: at once)")
        status = _stop(server)
    reader.join(5)
    return max(status, 0)


def _stop(server):
    server.send_signal(signal.SIGINT)
    try:
        server.wait()
    except KeyboardInterrupt:
        server.kill()
        server.wait()
    return 0


def _follow(stream, log, verbose):
    """Write Odoo's log to a file; show warnings, errors and their tracebacks, or everything."""
    shown = verbose
    with open(log, "w") as output:
        for line in stream:
            output.write(line)
            output.flush()
            if line[:4].isdigit() and not verbose:
                shown = any(level in line for level in (" WARNING ", " ERROR ", " CRITICAL "))
            if shown:
                sys.stderr.write(line)


def _wait_until_it_answers(server, port):
    with ui.step("Start Odoo"):
        while server.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health", timeout=5).close()
                return True
            except (urllib.error.URLError, OSError):
                time.sleep(0.3)
    return False


def _welcome(here, name, options, duration, log):
    logins = ", ".join(f"'{login}'" for login in LOGINS)
    rows = here.databases.sql(f"SELECT login FROM res_users WHERE active AND login IN ({logins}) ORDER BY id", name)
    print(f"\nOdoo with the customer club: http://localhost:{options.port}")
    for (login,) in rows:
        print(f"  login {login}, password {login}")
    print(f"  database {name}, log {log}, started in {ui.seconds(duration)}; Ctrl-C stops it\n", flush=True)
