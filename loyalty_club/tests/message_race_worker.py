"""Several jobs send the messages to the same members at the same moment; see ``race_worker`` for how it is run."""

import sys

import race_worker

READERS, MESSAGES, LIMIT = 4, 6, 3


def plan_of(_seed, number):
    """Every process asks for the same messages, and sends what is due, again and again."""
    return [("ask", 0, None, 0)] + [("send", 0, None, 0)] * number


class SendingWorker(race_worker.Worker):
    def get_work(self):
        return [tuple(step) for step in self.plan["work"]]

    def do_ask(self, card, _key, _points):
        card.env["loyalty.message"]._queue(
            [
                {
                    "partner_id": partner_id,
                    "company_id": card.env.company.id,
                    "purpose": "news",
                    "channel": "email",
                    "key": f"race,{partner_id},{number}",
                    "mail_template_id": self.plan["template"],
                    "res_model": "res.partner",
                    "res_id": partner_id,
                }
                for partner_id in self.plan["readers"]
                for number in range(MESSAGES)
            ]
        )

    def do_send(self, card, _key, _points):
        card.env["loyalty.message"]._send_due(limit=self.rng.choice([2, 3, 5]))


def prepare(plan):
    """Readers who agreed, and a template."""
    prepare_club(plan)
    from odoo import api, sql_db
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        env.company.write({"club_message_limit": LIMIT, "club_quiet_from": 0, "club_quiet_to": 0})
        model = env["ir.model"]._get("res.partner")
        values = {"name": "Race", "model_id": model.id, "subject": "Race", "body_html": "<p>Hello</p>"}
        plan["template"] = env["mail.template"].create(values).id
        readers = env["res.partner"].create(
            [{"name": f"Reader {number}", "email": f"r{number}@example.com"} for number in range(READERS)]
        )
        for reader in readers:
            env["loyalty.consent"]._give(reader, {"email": None}, "staff", env.company)
        plan["readers"] = readers.ids
        cr.commit()  # pylint: disable=invalid-commit
    sql_db.close_all()


def judge(plan):
    """What each reader got."""
    from odoo import api
    from odoo.modules.registry import Registry

    with Registry(plan["database"]).cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        messages = env["loyalty.message"].search([("partner_id", "in", plan["readers"])])
        mails = env["mail.mail"].search([("recipient_ids", "in", plan["readers"])])
        states = {(message.state, message.reason) for message in messages}
        return {
            "messages": len(messages),
            "states": sorted(map(str, states)),
            "sent": [
                len(messages.filtered(lambda one, who=who: one.partner_id.id == who and one.state == "sent"))
                for who in plan["readers"]
            ],
            "mails": len(mails),
            "linked": len(messages.mail_id),
        }


prepare_club = race_worker.prepare
race_worker.plan_of, race_worker.Worker = plan_of, SendingWorker
race_worker.prepare, race_worker.judge = prepare, judge

if __name__ == "__main__":
    sys.exit(race_worker.main())
