"""Rounds of renewals in processes of their own, some of which are killed: run by the shell of Odoo on a database with
``payment_demo`` (see ``test_membership_provider``), which loads Odoo once; the processes are forked from it.

Printed are lines of JSON: one for each look at the memberships, and what the provider was asked, by customer.
"""

import json
import os
import sys
import tempfile
import traceback
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from odoo import api, sql_db
from odoo.modules.registry import Registry

ANSWERS = [("done", "done"), ("error", "error"), ("pending", "pending")]
KILLED = [("before", "done"), ("asked", "done"), ("booked", "done")]
CROWD = [(f"crowd{number}", "done") for number in range(12)]
LOST = 9


class Rounds:
    def __init__(self, database):
        self.database = database
        self.journal = Path(tempfile.mkstemp()[1])

    # --- processes ---

    def start(self, work, *arguments):
        """Begin a process that does the work and commits; what is lost with it is lost. :return: its id"""
        sql_db.close_all()
        sys.stdout.flush()
        process = os.fork()
        if process:
            return process
        code = 1
        try:
            with Registry(self.database).cursor() as cr:
                work(api.Environment(cr, api.SUPERUSER_ID, {}), *arguments)
                cr.commit()  # pylint: disable=invalid-commit
            code = 0
        except Exception:  # noqa: BLE001
            traceback.print_exc()
        sys.stdout.flush()
        os._exit(code)

    def run(self, work, *arguments, code=0):
        found = os.waitstatus_to_exitcode(os.waitpid(self.start(work, *arguments), 0)[1])
        if found != code:
            raise AssertionError(f"{work.__name__}{arguments}: ended with {found}")

    def run_together(self, work, number):
        for process in [self.start(work) for _turn in range(number)]:
            os.waitpid(process, 0)

    # --- work ---

    def prepare(self, env, names):
        """A club whose members' first 30 days are over today; each has a means of payment that answers as told."""
        env["loyalty.program"].search([]).active = False
        club = env["loyalty.program"].create({"name": "Club", "program_type": "loyalty", "tz": "UTC"})
        product = env["product.product"].create({"name": "Plus, 30 days", "type": "service", "list_price": 12.95})
        plan = env["loyalty.membership.plan"].create(
            {
                "name": "Plus",
                "program_id": club.id,
                "grace_days": 7,
                "retry_text": "1, 3",
                "period_ids": [(0, 0, {"count": 30, "unit": "day", "product_id": product.id})],
            }
        )
        provider = env.ref("payment.payment_provider_demo")
        provider.write({"state": "test", "allow_tokenization": True, "is_published": True})
        env.cr._now = datetime.utcnow() - timedelta(days=30)
        for name, answer in names:
            partner = env["res.partner"].create({"name": name, "email": f"{name}@example.com"})
            token = env["payment.token"].create(
                {
                    "provider_id": provider.id,
                    "payment_method_id": env.ref("payment_demo.payment_method_demo").id,
                    "payment_details": name,
                    "partner_id": partner.id,
                    "provider_ref": name,
                    "demo_simulated_state": answer,
                }
            )
            env["loyalty.membership"]._start(plan.period_ids, partner, f"test,{name}", token=token)

    def renew(self, env, end=""):
        """A tick of the job. What the provider is asked is written down for good.

        :param end: where the process is killed: ``before`` the charge of the customer of that name is sent, when it was
            ``asked``, when its answer was ``booked``
        """
        Model = type(env["payment.transaction"])
        ask, send, process = Model._send_payment_request, Model._send_membership_charge, Model._post_process

        def killed(transaction, moment):
            if end == moment == transaction.partner_id.name:
                os._exit(LOST)

        def asking(transaction):
            with self.journal.open("a") as journal:
                journal.write(f"{transaction.partner_id.name}\n")
            ask(transaction)
            killed(transaction, "asked")

        def sending(transaction):
            killed(transaction, "before")
            return send(transaction)

        def processing(transaction):
            killed(transaction, "booked")
            return process(transaction)

        Model._send_payment_request, Model._send_membership_charge = asking, sending
        Model._post_process = processing
        env["loyalty.membership"]._cron_renew_memberships()

    def hear(self, env):
        """The provider's notifications arrive at last."""
        charges = env["payment.transaction"].search([("membership_term_id", "!=", False)])
        for transaction in charges.filtered(lambda transaction: transaction.state in ("draft", "pending", "error")):
            transaction.action_demo_set_done()

    def look(self, env):
        """Print what is: state, number of terms, state of the newest, its charges, whether today is paid."""
        env["payment.transaction"]._cron_post_process()
        found = {}
        for membership in env["loyalty.membership"].search([]):
            term = membership.term_ids[:1]
            found[membership.partner_id.name] = [
                membership.state,
                len(membership.term_ids),
                term.state,
                term.transaction_ids.mapped("state"),
                membership.paid_until >= membership._get_today(),
            ]
        sys.stdout.write(f"{json.dumps(found)}\n")

    def tell_asked(self):
        asked = Counter(self.journal.read_text().split())
        sys.stdout.write(f"{json.dumps(asked)}\n")


def answer(rounds):
    rounds.run(rounds.prepare, ANSWERS)
    for work in (rounds.renew, rounds.look, rounds.renew, rounds.look, rounds.hear, rounds.look):
        rounds.run(work)


def kill(rounds):
    rounds.run(rounds.prepare, [*KILLED, *CROWD])
    for name, _answer in KILLED:
        rounds.run(rounds.renew, name, code=LOST)
    rounds.run_together(rounds.renew, 3)
    for work in (rounds.renew, rounds.look, rounds.hear, rounds.look, rounds.renew):
        rounds.run(work)


def play(env, *plays):
    """Called in the shell; ends the process, because its connections are closed."""
    env.cr.commit()  # pylint: disable=invalid-commit
    database = env.cr.dbname
    env.cr.close()
    for one in plays:
        rounds = Rounds(database)
        one(rounds)
        rounds.tell_asked()
        rounds.journal.unlink()
    sys.stdout.flush()
    os._exit(0)
