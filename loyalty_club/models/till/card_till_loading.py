"""A member comes to the till: chosen, found by a number or scanned."""

from urllib.parse import urlsplit

from odoo import api, models

from ...engine.phones import latin
from ..link.card_link import MEMBER_PATH


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    @api.model
    def load_till_accounts(self, config_id, partner_id):
        """Everything the till needs about a customer: the accounts in all of its clubs, as they are now.

        :param int config_id: the till
        :param int partner_id: the customer
        :return: {model: records}, ``partner_id``, and ``accounts``: {program id: card id}; contacts that share the
            account of their company have that one; ``plans``: {program id: paid memberships of the customer}, see
            ``_get_till_plans``; ``membership_plans``: all that run, see ``loyalty.membership._get_till_days``
        :raise AccessError: the user is no cashier of this till, or may not see the customer
        """
        config = self.env["pos.config"]._open_till(config_id)
        partner = config.env["res.partner"].browse(int(partner_id)).exists()
        partner.check_access("read")
        return self.with_company(config.company_id)._get_till_data(config, partner)

    @api.model
    def find_till_member(self, config_id, code):
        """Find a member by what was scanned or typed: member number, card, address or token of the QR code.

        :return: as :meth:`load_till_accounts`; or ``{"partner_id": False, "problem": a sentence or False}``
        :raise AccessError: the user is no cashier of this till
        """
        config = self.env["pos.config"]._open_till(config_id)
        card = self._find_till_account(code).filtered(lambda card: card._is_of_till(config))
        problem = card._get_scan_problem()
        if problem or not card:
            return {"partner_id": False, "problem": problem}
        return self.load_till_accounts(config.id, card.partner_id.id)

    @api.model
    def get_loyalty_card_partner_by_code(self, code):
        """What stock asks for when a card is scanned: accounts that were merged stand for their survivor, archived
        ones for nobody."""
        card = self._find_till_account(code)
        partner = card.partner_id.sudo(False)
        usable = card and not card._get_scan_problem() and card.sudo(False).has_access("read")
        return (usable and partner.has_access("read") and partner) or False

    def _is_of_till(self, config):
        """Whether the account is one of a company that this till may see."""
        return self.company_id.id in (False, *config.company_id.sudo().parent_ids.ids)

    @api.model
    def _find_till_account(self, code):
        """The account that a code belongs to, archived ones included; what was merged stands for its survivor. May be
        empty; superuser mode."""
        code = latin(str(code or "")).strip()[:500]
        accounts = self.sudo().with_context(active_test=False)
        if not code:
            return accounts.browse()
        path = urlsplit(code).path if "/" in code else ""
        if MEMBER_PATH in path:
            return self._find_by_token(path.rstrip("/").rpartition("/")[2])
        found = accounts.search([("code", "=", code), ("is_club", "=", True)], limit=1)
        return found._get_survivor() or self._find_by_token(code)

    def _get_scan_problem(self):
        """Why nobody can be served by this account, as a sentence; False: somebody can."""
        if self and (not self.active or not self.program_id.active):
            return self.env._("The account %s is no longer in use.", self.code)
        if self and not self.partner_id:
            return self.env._("The account %s belongs to nobody. Choose the customer first.", self.code)
        return False

    # --- what is sent ---

    def _get_till_data(self, config, partner):
        """See :meth:`load_till_accounts`."""
        accounts = self._get_accounts_at_till(config, partner)
        accounts._settle()
        accounts._make_link_tokens()
        owners = partner | accounts.partner_id.sudo(False)._filtered_access("read")
        running = self.env["loyalty.membership"]._get_running(partner)
        return {
            **owners._get_till_partners(config),
            "loyalty.card": accounts._read_for_till(config),
            "partner_id": partner.id,
            "accounts": {card.program_id.id: card.id for card in accounts},
            "plans": partner._get_till_plans(accounts.program_id, running).get(partner.id, {}),
            "membership_plans": running[partner.id]._get_till_days() if partner.id in running else [],
        }

    @api.model
    def _get_accounts_at_till(self, config, partner):
        """The accounts that purchases of the customer book on, in the clubs of the till (superuser mode)."""
        clubs = config._get_clubs()
        if not clubs or not partner:
            return self.sudo().browse()
        owners = partner | partner.sudo().commercial_partner_id.sudo(False)
        cards = self.sudo().search([("program_id", "in", clubs.ids), ("partner_id", "in", owners.ids)])
        return cards.filtered(lambda card: card.partner_id == card.program_id._get_account_partner(partner.sudo()))

    def _settle(self):
        """Points whose day has come become usable, those whose day is over end: it does not matter when jobs run."""
        if self:
            self._release_pending()
            self._expire_points()
            self._review_tiers()

    def _read_for_till(self, config):
        """These accounts as the till loads them."""
        return self.sudo().read(self._load_pos_data_fields(config), load=False)
