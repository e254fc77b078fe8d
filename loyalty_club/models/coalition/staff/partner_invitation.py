"""Staff invites customers who came with a coupon of a partner to join the club."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ....engine.coalition import REDEEMED

TEMPLATE = "loyalty_club.mail_template_coalition_invitation"
USER = "loyalty_club.group_club_user"
REST = timedelta(days=90)
SHOWN = 10


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_invited_at = fields.Datetime(
        "Invited to the club on",
        readonly=True,
        copy=False,
        groups="loyalty_club.group_club_user,loyalty_club.group_club_auditor",
        help="After an invitation, 90 days pass until the next one.",
    )

    def action_invite_to_club(self):
        """Ask the gate of messages for an invitation of these customers to the club through whose partner they came;
        once in 90 days.

        Those who cannot be invited are left out, and the message says how many.

        :raise AccessError: the user does not work for the club, or one of them came to another company
        :raise UserError: nobody of them can be invited; the sentences say why
        """
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(USER):
            raise AccessError(self.env._("Only the club's staff may invite customers to it."))
        self.club_coalition_id.check_access("read")  # those who came through partners of other companies are theirs
        customers_sudo = self.sudo()._lock_invited()
        obstacles = customers_sudo._get_invitation_obstacles()
        invited_sudo = customers_sudo.filtered(lambda customer: customer not in obstacles)
        if not invited_sudo:
            sentences = list(obstacles.values()) or [self.env._("Choose whom to invite.")]
            raise UserError("\n".join(sentences[:SHOWN]))
        invited_sudo._queue_invitation()
        invited_sudo._note_invitation(self.env.user.partner_id)
        return self._tell_invited(len(invited_sudo), list(obstacles.values()))

    def _tell_invited(self, count, sentences):
        lines = [
            self.env._("%s invitations are on their way. “Messages” shows when they go out.", count)
            if count > 1
            else self.env._("The invitation is on its way. “Messages” shows when it goes out.")
        ]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if sentences else "success",
                "message": "\n".join(lines + sentences[:SHOWN]),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _lock_invited(self):
        """Of two clicks at once the second waits, starts over, and finds the first invitation (docs, "Locks")."""
        customers = self.sorted("id")
        if customers:
            customers.flush_recordset()
            self.env.cr.execute(
                "SELECT id FROM res_partner WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [customers.ids]
            )
            self.env.cr.execute("UPDATE res_partner SET id = id WHERE id = ANY(%s)", [customers.ids])
            customers.invalidate_recordset()
        return customers

    def _queue_invitation(self):
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if not template:
            raise UserError(self.env._("The template of the invitation was deleted. Upgrade the club's module."))
        moment = f"{self.env.cr.now():%Y-%m-%d %H:%M:%S.%f}"
        self.env["loyalty.message"].sudo()._queue(
            [
                {
                    "partner_id": customer.id,
                    "program_id": customer.club_coalition_id.program_id.id,
                    "company_id": customer.club_coalition_id.company_id.id,
                    "purpose": "invitation",
                    "channel": "email",
                    "key": f"invitation,{customer.id},{moment}",
                    "mail_template_id": template.id,
                    "res_model": customer._name,
                    "res_id": customer.id,
                }
                for customer in self
            ]
        )

    def _note_invitation(self, author):
        self.write({"club_invited_at": self.env.cr.now().replace(microsecond=0)})
        bodies = {
            customer.id: self.env._("Invited to “%s” by e-mail.", customer.club_coalition_id.program_id.name)
            for customer in self
        }
        self._message_log_batch(bodies, author_id=author.id)

    # --- who cannot be invited ---

    def _get_invitation_obstacles(self):
        """
        :return: {customer: why there is no invitation, a sentence for staff}, without those who can be invited. A fixed
            number of queries for each company
        """
        obstacles = {}
        for coalitions, customers in self.grouped("club_coalition_id").items():
            known = customers._get_invitation_facts(coalitions)
            for customer in customers:
                if problem := customer._get_invitation_obstacle(coalitions, known):
                    obstacles[customer] = problem
        return obstacles

    def _get_invitation_facts(self, coalition):
        """What is asked for all customers of a partner at once.

        :return: dict: ``accounts`` {id of a customer: its account}, ``consents`` (see ``loyalty.consent``), ``buyers``
            (ids of customers with an order that holds, or whose coupon is used)
        """
        company, club = coalition.company_id, coalition.program_id
        holders = {customer: club._get_account_partner(customer) for customer in self} if club else {}
        partners = self.union(*holders.values())
        cards = self.env["loyalty.card"].sudo().search(
            [("program_id", "=", club.id), ("partner_id", "in", partners.ids)]
        )  # fmt: skip
        of_partner = {card.partner_id: card for card in cards}
        domain = [("partner_id", "in", self.ids), ("company_id", "=", company.id)]
        sales = self.env["sale.order"].sudo()._read_group([*domain, ("state", "=", "sale")], ["partner_id"])
        paid = [*domain, ("state", "in", ("paid", "done")), ("is_refund", "=", False)]
        tills = self.env["pos.order"].sudo()._read_group(paid, ["partner_id"])
        used = [("partner_id", "in", self.ids), ("coalition_id", "=", coalition.id), ("state", "=", REDEEMED)]
        coupons = self.env["loyalty.coalition.coupon"].sudo()._read_group(used, ["partner_id"])
        return {
            "accounts": {customer.id: of_partner.get(holder, cards.browse()) for customer, holder in holders.items()},
            "consents": self.env["loyalty.consent"].sudo()._get_current(self, company),
            "buyers": {partner.id for (partner,) in sales + tills + coupons},
        }

    def _get_invitation_obstacle(self, coalition, known):
        """Why this customer is not invited now, as a sentence for staff; None: nothing stands in the way."""
        club = coalition.program_id
        if not coalition:
            return self.env._("%s did not come through a partner of the club.", self.display_name)
        if not (club._is_running() and club._is_earning() and club._get_join_url()):
            return self.env._("“%s” takes no members at present, or no page shows it.", club.name)
        account = known["accounts"][self.id]
        if account.membership_state in ("left", "suspended"):
            return self.env._("%s left the club, or the membership rests.", self.display_name)
        if account.joined_on:
            return self.env._("%s is a member already.", self.display_name)
        return self._get_mail_obstacle(known) or self._get_rest_obstacle(club)

    def _get_mail_obstacle(self, known):
        """Whoever bought from us may be written to without having agreed, until they say no."""
        consent = known["consents"].get((self, "email"))
        if not self.active or not self.email_normalized:
            return self.env._("%s has no e-mail address.", self.display_name)
        if self._is_club_channel_blocked("email") or (consent and consent.state == "withdrawn"):
            return self.env._("%s wants no e-mails.", self.display_name)
        if not consent and self.id not in known["buyers"]:
            return self.env._("%s has no order that holds, and did not agree to e-mails.", self.display_name)
        return None

    def _get_rest_obstacle(self, club):
        if not self.club_invited_at or self.env.cr.now() >= self.club_invited_at + REST:
            return None
        days = [club._get_local_day(at) for at in (self.club_invited_at, self.club_invited_at + REST)]
        return self.env._(
            "%(customer)s was invited on %(day)s; again from %(next)s on.",
            customer=self.display_name,
            day=format_date(self.env, days[0]),
            next=format_date(self.env, days[1]),
        )

    def _get_invitation_words(self):
        """What the invitation says, in the language of this record's environment (superuser mode).

        :return: dict of texts: ``club``, ``partner``, ``sentence``, ``url``; empty ones for whoever came by themselves,
            because Odoo tries templates on any customer
        """
        self.ensure_one()
        coalition = self.club_coalition_id
        club = coalition.program_id
        if not club:
            return dict.fromkeys(("club", "partner", "sentence", "url"), "")
        return {
            "club": club.name,
            "partner": coalition.name,
            "sentence": club._tell_in_a_sentence(),
            "url": f"{(club.website_id or self).get_base_url()}{club._get_join_url()}",
        }
