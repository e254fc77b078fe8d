"""The accounts that purchases of a file are booked on: existing ones, and those that have to be opened."""

from odoo import models
from odoo.tools import SQL

from ...engine.points import ZERO, exact
from ..ledger.posting_values import Account

REJECTED_STATES = ("suspended", "left")


class LoyaltyImportPurchase(models.Model):
    _inherit = "loyalty.import.purchase"

    def _get_cards(self, buyers, rejected):
        """The accounts that known customers have in this club.

        Rows of customers who may not be booked on are added to ``rejected``.

        :return: ({buyer: card id or None}, in the order of ``buyers``; without rejected ones)
        """
        rows = self._select_cards([buyer.partner_id for buyer in buyers if buyer.partner_id])
        cards = {}
        for buyer in buyers:
            card_id, active, state, joined, name = rows.get(buyer.partner_id, (None, True, "active", False, ""))
            code = None
            if card_id and not active:
                code = "archived"
            elif state in REJECTED_STATES:
                code = "suspended"
            elif not self.create_members and not (card_id and self._is_member(joined)):
                code = "not_member"
            if code:
                rejected.update((purchase.line, (code, name or "")) for purchase in buyer.purchases)
            else:
                cards[buyer] = card_id
        return cards

    def _is_member(self, joined):
        return joined or self.program_id.enrollment != "opt_in"

    def _select_cards(self, partner_ids):
        """{partner id: (card id, active, membership state, member since, name)}; of two accounts the active one."""
        self.env["loyalty.card"].flush_model(["program_id", "partner_id", "active", "membership_state", "joined_on"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.partner_id, c.id, c.active, c.membership_state, c.joined_on, p.complete_name
                  FROM loyalty_card c JOIN res_partner p ON p.id = c.partner_id
                 WHERE c.program_id = %s AND c.partner_id = ANY(%s) AND c.merged_into_id IS NULL
              ORDER BY c.active, c.id DESC
                """,
                self.program_id.id,
                partner_ids,
            )
        )
        return {row[0]: row[1:] for row in rows}

    def _open_accounts(self, cards):
        """Create the missing customers and accounts.

        :param cards: {buyer: card id or None}
        :return: ({buyer: card id}, number of customers created)
        """
        missing = [buyer for buyer, card_id in cards.items() if not card_id]
        strangers = [buyer for buyer in missing if not buyer.partner_id]
        partners = self.env["res.partner"].sudo().with_context(**self._get_quiet_context())
        created = dict(zip(strangers, partners.create(list(map(self._get_partner_values, strangers))).ids, strict=True))
        self._add_missing_refs(cards)
        opened = (
            self.env["loyalty.card"]
            .sudo()
            .with_context(**self._get_quiet_context())
            .create(
                [
                    {
                        "program_id": self.program_id.id,
                        "partner_id": created.get(buyer, buyer.partner_id),
                        "joined_on": min(purchase.day for purchase in buyer.purchases),
                    }
                    for buyer in missing
                ]
            )
        )
        return {**cards, **dict(zip(missing, opened.ids, strict=True))}, len(created)

    @staticmethod
    def _get_quiet_context():
        """History is no news: no mails, no messages, no followers."""
        return {
            "loyalty_no_mail": True,
            "tracking_disable": True,
            "mail_create_nosubscribe": True,
            "mail_create_nolog": True,
        }

    def _get_partner_values(self, buyer):
        known = buyer.customers
        first = {
            name: next(filter(None, (getattr(customer, name) for customer in known)), "")
            for name in ("ref", "email", "phone_text", "name")
        }
        name = first["name"] or first["email"] or first["phone_text"] or self.env._("Customer %s", first["ref"])
        return {
            "name": name,
            "ref": first["ref"] or False,
            "email": first["email"] or False,
            "phone": first["phone_text"] or False,
            "customer_rank": 1,
        }

    def _add_missing_refs(self, buyers):
        """Customers who were found by email or phone get the file's reference, so that the next file finds them."""
        refs = {partner_id: ref for buyer in buyers for partner_id, ref in buyer.new_refs.items()}
        partners = self.env["res.partner"].sudo().with_context(**self._get_quiet_context()).browse(refs)
        for partner in partners.exists():
            if not partner.ref:
                partner.ref = refs[partner.id]

    # --- accounts as the ledger sees them ---

    def _load_accounts(self, card_ids):
        """Accounts to look at, without locks: what the dry run works on.

        :return: {card id: Account}
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, partner_id, company_id, points, points_expire_on, joined_on
                  FROM loyalty_card WHERE id = ANY(%s) ORDER BY id
                """,
                sorted(card_ids),
            )
        )
        return {
            row[0]: Account(row[0], self.program_id.sudo(), row[1], row[2], exact(row[3] or 0), row[4], row[5])
            for row in rows
        }

    def _get_blank_account(self, number):
        """An account that is not opened yet; ``number``, below 0, stands for its id."""
        return Account(number, self.program_id.sudo(), None, None, ZERO, None, None)

    def _load_keys(self, card_ids):
        """What was imported on these accounts (and on those merged into them) before.

        :return: {card id: {key: entry id}}
        """
        found = {card_id: {} for card_id in card_ids}
        family = dict(
            self.env.execute_query(
                SQL("SELECT id, merged_into_id FROM loyalty_card WHERE merged_into_id = ANY(%s)", list(found))
            )
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT card_id, key, id FROM loyalty_ledger_entry WHERE card_id = ANY(%s) AND key LIKE 'import,%%'",
                [*found, *family],
            )
        )
        for card_id, key, entry_id in rows:
            found[family.get(card_id, card_id)][key] = entry_id
        return found
