"""Customers confirm a change of their membership several times at once, while the job renews them; see
``race_worker`` for how it is run. Nobody is killed: what kills leave behind is played by ``renewal_rounds``.
"""

import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import race_worker

CLICKERS, DUE, CLICKS, TICKS = 2, 3, 3, 4
"""Customers whose membership was bought today, and whose renewal is due today."""
METHOD = {"none": {"mode": "multi", "type": ("bank",)}}


def plan_of(_seed, _number):
    clicks = [("click", guest, f"click,{guest},{turn}", 0) for guest in range(CLICKERS + DUE) for turn in range(CLICKS)]
    return clicks + [("tick", 0, f"tick,{turn}", 0) for turn in range(TICKS)]


def answer_as_the_bank(env, plan):
    """The provider says yes at once; what it is asked is written down for good."""

    def ask(transaction):
        with Path(plan["journal"] % "asked").open("a") as journal:
            journal.write(f"{transaction.reference}\n")
        transaction._set_done()

    type(env["payment.transaction"])._send_payment_request = ask


class ChangeWorker(race_worker.Worker):
    def do(self, env, what, account, key, points):
        answer_as_the_bank(env, self.plan)
        getattr(self, f"do_{what}")(env, account)

    def do_click(self, env, guest):
        """The customer has read what is due, and presses the button."""
        membership = env["loyalty.membership"].browse(self.plan["memberships"][guest])
        period = env["loyalty.membership.period"].browse(self.plan["period"])
        due = membership._preview_change(period)["due"]
        membership._change_and_charge(period, membership.token_id, due)

    def do_tick(self, env, _account):
        env["loyalty.membership"]._cron_renew_memberships()


def prepare(plan):
    """Members of Plus, who may change to Premium."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.modules.registry import Registry

    plan["kills"] = 0
    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})
        club = env["loyalty.card"].browse(plan["cards"]).program_id
        products = env["product.product"].create(
            [{"name": name, "type": "service", "list_price": price} for name, price in (("Plus", 12.95), ("More", 31))]
        )
        plus, premium = env["loyalty.membership.plan"].create(
            [
                {
                    "name": product.name,
                    "program_id": club.id,
                    "period_ids": [(0, 0, {"product_id": product.id, "count": 1, "unit": "month"})],
                }
                for product in products
            ]
        )
        plus.change_plan_ids = premium
        plan["period"] = premium.period_ids.id
        provider = make_bank(env)
        plan["memberships"] = [
            start(env, plus.period_ids, provider, number, number >= CLICKERS) for number in range(CLICKERS + DUE)
        ]
        cr.commit()  # pylint: disable=invalid-commit
    sql_db.close_all()


def make_bank(env):
    """A provider whose payments are booked as those of a real one are."""
    method = env.ref("payment.payment_method_unknown")
    provider = env["payment.provider"].create(
        {"name": "Bank", "code": "none", "state": "test", "payment_method_ids": [(6, 0, method.ids)]}
    )
    method.write({"active": True, "support_tokenization": True})
    Method = env["account.payment.method"]
    known = Method._get_payment_method_information()
    with patch.object(type(Method), "_get_payment_method_information", lambda _self: {**known, **METHOD}):
        Method.create({"name": "Bank", "code": "none", "payment_type": "inbound"})
        provider.journal_id = env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", provider.company_id.id)], limit=1
        )
    return provider


def start(env, period, provider, number, is_due):
    partner = env["res.partner"].create({"name": f"Guest {number}"})
    token = env["payment.token"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": env.ref("payment.payment_method_unknown").id,
            "partner_id": partner.id,
            "provider_ref": partner.name,
        }
    )
    now = datetime.utcnow()
    env.cr._now = now - timedelta(days=40) if is_due else now
    membership = env["loyalty.membership"]._start(
        period, partner, f"start,{number}", token=token, term_values={"amount": 12.95}
    )
    if is_due:  # the month is over since yesterday
        days = (now.date() - timedelta(days=1)) - membership.paid_until
        membership._move_terms(membership.started_on, days)
        membership.write({"anchor_on": now.date(), "anchor_count": 0})
        membership._run_to(now.date() - timedelta(days=1))
    env.cr._now = now
    membership._schedule()
    return membership.id


def judge(plan):
    """What everybody has, what they were asked to pay, and what they paid."""
    result = judge_club(plan)
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        answer_as_the_bank(env, plan)
        env["loyalty.membership"]._cron_renew_memberships()
        env["payment.transaction"]._cron_post_process()  # answers whose booking met another transaction
        asked = Path(plan["journal"] % "asked").read_text().split()
        return {
            **result,
            "asked": max(Counter(asked).values()),
            "guests": [look(env["loyalty.membership"].browse(one), asked) for one in plan["memberships"]],
        }


def look(membership, asked):
    moves = membership.env["account.move"].search([("invoice_origin", "=", membership.number)])
    invoices = moves.filtered(lambda move: move.move_type == "out_invoice")
    charges = invoices.transaction_ids
    return {
        "plan": membership.plan_id.name,
        "state": membership.state,
        "changes": len(invoices.filtered("membership_change_id")),
        "invoices": sorted(invoices.mapped("payment_state")),
        "done": len(charges.filtered(lambda one: one.state == "done")),
        "asked": len([one for one in asked if one in charges.mapped("reference")]),
        "told": membership.activity_ids.mapped(lambda one: str(one.note)),
        "problem": membership.problem,
    }


prepare_club, judge_club = race_worker.prepare, race_worker.judge
race_worker.plan_of, race_worker.Worker = plan_of, ChangeWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
