"""Two transactions meet at a chosen moment; see ``race_worker`` for how such a program is run.

The first has done its work and not committed yet when the second begins. The second either waits for it, and starts
over with what is true then, or has seen nothing of it: what both did must be right together.
"""

import json
import sys
import threading
import time

SECONDS = 60


def environment(cr):
    from odoo import api

    return api.Environment(cr, api.SUPERUSER_ID, {"loyalty_no_mail": True})


class Meeting:
    """Two pieces of work on one database; each is a function of an environment."""

    def __init__(self, registry, first, second):
        self.registry, self.first, self.second = registry, first, second
        self.pid = self.error = None

    def run(self):
        """Whether the second had to wait for the first.

        :raise RuntimeError: the second failed
        """
        thread = threading.Thread(target=self.run_second)
        with self.registry.cursor() as cr:
            env = environment(cr)
            self.first(env)
            env.flush_all()
            thread.start()
            waited = self.is_waiting(thread)
            cr.commit()  # pylint: disable=invalid-commit
        thread.join(SECONDS)
        if self.error or thread.is_alive():
            raise RuntimeError("The second transaction failed") from self.error
        return waited

    def run_second(self):
        from odoo.service.model import retrying

        try:
            with self.registry.cursor() as cr:
                self.pid = cr._cnx.get_backend_pid()
                env = environment(cr)
                retrying(lambda: self.second(env), env)
                cr.commit()  # pylint: disable=invalid-commit
        except Exception as error:  # noqa: BLE001 # pylint: disable=broad-except
            self.error = error

    def is_waiting(self, thread):
        """Look until the second waits for a lock (True), or is done (False)."""
        end = time.monotonic() + SECONDS
        while thread.is_alive() and time.monotonic() < end:
            with self.registry.cursor() as cr:  # a new one each time: statistics stand still in a transaction
                cr.execute("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s", [self.pid])
                if (cr.fetchone() or [False])[0]:
                    return True
            time.sleep(0.02)
        return False


class Scene:
    """A club that pays for friends; ``prepare`` says who is there, ``first`` and ``second`` what happens at once."""

    settings = {}

    def __init__(self, registry):
        self.registry, self.ids = registry, {}

    def play(self):
        with self.registry.cursor() as cr:
            env = environment(cr)
            self.open_club(env)
            self.prepare(env)
            cr.commit()  # pylint: disable=invalid-commit
        waited = Meeting(self.registry, self.first, self.second).run()
        with self.registry.cursor() as cr:
            env = environment(cr)
            club = env["loyalty.program"].browse(self.ids["club"])
            referrals = env["loyalty.referral"].search([("program_id", "=", club.id)])
            entries = env["loyalty.ledger.entry"].search(
                [("program_id", "=", club.id), ("origin_model", "=", "loyalty.referral")]
            )
            return {
                "waited": waited,
                "states": sorted((one.state, one.reason or "") for one in referrals),
                "paid": sorted(entries.mapped("points")),
            }

    def open_club(self, env):
        club = env["loyalty.program"].create(
            {
                "name": type(self).__name__,
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "tz": "UTC",
                "rule_ids": [(5,), (0, 0, {"reward_point_mode": "money", "reward_point_amount": 1, "minimum_qty": 0})],
                **self.settings,
            }
        )
        env["loyalty.activity"].create(
            [
                {"name": trigger, "program_id": club.id, "trigger": trigger, "points": points}
                for trigger, points in (("referral_joined", 5), ("referral_purchased", 50), ("referred_purchased", 30))
            ]
        )
        self.ids["club"] = club.id

    def add_member(self, env, name, joined_on=None, **values):
        """Somebody with an account and a code; who joined long ago is paid nothing for joining."""
        partner = env["res.partner"].create({"name": name, **values})
        card = env["loyalty.program"].browse(self.ids["club"])._join(partner)
        if joined_on:
            card.joined_on = joined_on
        card._get_referral_code()
        self.ids[name] = card.id
        return card

    def add_friend(self, env, name):
        self.ids[name] = env["res.partner"].create({"name": name}).id

    def give(self, env, partner_id, name):
        """Somebody gives the code of a member."""
        code = env["loyalty.card"].browse(self.ids[name]).referral_code
        env["loyalty.referral"]._register_code(env["res.partner"].browse(partner_id), code, "cart")


class Limit(Scene):
    """One friend a month, and two of them come; nothing is booked, so that no account is locked for it."""

    settings = {"referral_month_limit": 1}

    def prepare(self, env):
        self.add_member(env, "Ines")
        self.add_friend(env, "Noor")
        self.add_friend(env, "Omid")

    def first(self, env):
        self.give(env, self.ids["Noor"], "Ines")

    def second(self, env):
        self.give(env, self.ids["Omid"], "Ines")


class TwoCodes(Limit):
    """Two members send the same friend."""

    def prepare(self, env):
        super().prepare(env)
        self.add_member(env, "Sara")

    def second(self, env):
        self.give(env, self.ids["Noor"], "Sara")


class Circle(Scene):
    """Two members give each other's codes."""

    def prepare(self, env):
        self.people = {
            name: self.add_member(env, name, joined_on="2020-01-01").partner_id.id for name in ("Ines", "Sara")
        }

    def first(self, env):
        self.give(env, self.people["Ines"], "Sara")

    def second(self, env):
        self.give(env, self.people["Sara"], "Ines")


class ApprovedFirst(Scene):
    """The order is paid while staff accept the invitation."""

    settings = {"earn_on": "order"}
    house = {"street": "12, High St.", "zip": "AB1 2CD"}

    def prepare(self, env):
        self.add_member(env, "Ines", **self.house)
        friend = self.add_member(env, "Noor", joined_on="2020-01-01", **self.house).partner_id
        self.give(env, friend.id, "Ines")
        product = env["product.product"].create({"name": "Thing", "type": "service", "taxes_id": False})
        order = env["sale.order"].create(
            {
                "partner_id": friend.id,
                "order_line": [(0, 0, {"product_id": product.id, "price_unit": 100, "tax_ids": False})],
            }
        )
        order._update_programs_and_rewards()
        order.action_confirm()
        payment = env["payment.transaction"].create(
            {
                "provider_id": env["payment.provider"].create({"name": "Pay", "code": "none", "state": "test"}).id,
                "payment_method_id": env["payment.method"].search([], limit=1).id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": friend.id,
                "sale_order_ids": [(6, 0, order.ids)],
                "reference": type(self).__name__,
            }
        )
        self.ids.update(payment=payment.id, referral=env["loyalty.referral"].search([], order="id desc", limit=1).id)

    def decide(self, env):
        env["loyalty.referral"].browse(self.ids["referral"]).action_approve()

    def pay(self, env):
        env["payment.transaction"].browse(self.ids["payment"])._set_done()

    first, second = decide, pay


class PaidFirst(ApprovedFirst):
    """Staff accept the invitation while the order is paid."""

    first, second = ApprovedFirst.pay, ApprovedFirst.decide


class EndedFirst(ApprovedFirst):
    """The order is paid while the nightly job ends the invitation."""

    house = {}

    def end(self, env):
        from datetime import timedelta

        env["loyalty.program"].browse(self.ids["club"])._expire_referrals(env.cr.now() + timedelta(days=40))

    first, second = end, ApprovedFirst.pay


class PaidBeforeEnd(EndedFirst):
    """The nightly job comes while the order is paid."""

    first, second = ApprovedFirst.pay, EndedFirst.end


SCENES = (Limit, TwoCodes, Circle, ApprovedFirst, PaidFirst, EndedFirst, PaidBeforeEnd)


def main():
    plan = json.load(sys.stdin)
    import odoo.service.model
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(plan["options"])
    odoo.service.model.time = type("Time", (), {"sleep": staticmethod(lambda seconds: time.sleep(seconds / 100))})
    registry = Registry(plan["database"])
    print(json.dumps({scene.__name__: scene(registry).play() for scene in SCENES}))  # noqa: T201 # pylint: disable=print-used


if __name__ == "__main__":
    main()
