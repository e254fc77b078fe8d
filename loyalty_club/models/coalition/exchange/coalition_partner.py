"""How the computers of a partner and ours find each other."""

import re
import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from . import safe_http

MANAGERS = "loyalty_club.group_club_manager"
DATABASE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}")


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    # --- their computer ---
    remote_url = fields.Char(
        "Address of the partner's API",
        copy=False,
        groups=MANAGERS,
        help="Of a partner with this module the address of its Odoo is enough. Coupons and news are fetched there.",
    )
    remote_key = fields.Char("Key for the partner's API", copy=False, groups=MANAGERS)
    remote_database = fields.Char(
        "Database of the partner's server",
        copy=False,
        groups=MANAGERS,
        help="Needed only if the partner's Odoo has several databases: our calls name it.",
    )
    webhook_url = fields.Char(
        "Partner's address for news",
        copy=False,
        groups=MANAGERS,
        help="What happens to the coupons is told to this address at once.",
    )
    webhook_secret = fields.Char(
        "Secret of that address", copy=False, groups=MANAGERS, help="What we send there is signed with it."
    )

    # --- ours ---
    hook_token = fields.Char("Token of our address", copy=False, readonly=True, groups=MANAGERS, index="btree_not_null")
    hook_url = fields.Char("Our address for news", compute="_compute_hook_url", groups=MANAGERS)
    hook_secret = fields.Char(
        "Secret of our address",
        copy=False,
        readonly=True,
        groups=MANAGERS,
        help="What the partner sends there has to be signed with it.",
    )

    own_database = fields.Char(
        "Our database",
        compute="_compute_own_database",
        groups=MANAGERS,
        help="The partner's computer names it if this server has several databases.",
    )

    # --- how it goes ---
    news_since = fields.Datetime("News known up to", copy=False, readonly=True)
    news_problem = fields.Char("Problem of the connection", copy=False, readonly=True)
    delivery_ids = fields.One2many("loyalty.coalition.delivery", "coalition_id", "Webhooks", readonly=True)
    failed_delivery_count = fields.Integer("Failed webhooks", compute="_compute_failed_delivery_count")

    @api.constrains("remote_url", "webhook_url")
    def _check_addresses(self):
        is_http_allowed = self._get_fetch_options()["is_http_allowed"]
        for coalition in self:
            for url in filter(None, (coalition.remote_url, coalition.webhook_url)):
                if problem := safe_http.get_address_problem(url, is_http_allowed=is_http_allowed):
                    raise ValidationError(self._get_address_sentence(problem, url))

    @api.constrains("webhook_url", "webhook_secret")
    def _check_secret(self):
        for coalition in self:
            if coalition.webhook_url and not coalition.webhook_secret:
                raise ValidationError(
                    self.env._("Fill in the secret that the partner gave you with its address for news.")
                )

    @api.constrains("remote_database")
    def _check_remote_database(self):
        for coalition in self:
            if coalition.remote_database and not DATABASE.fullmatch(coalition.remote_database):
                raise ValidationError(
                    self.env._(
                        "“%s” is not the name of a database: letters, digits, “_”, “.” and “-” only.",
                        coalition.remote_database,
                    )
                )

    def _compute_own_database(self):
        self.own_database = self.env.cr.dbname

    def _get_database_headers(self):
        """What tells the partner's server which of its databases is meant."""
        database = self.sudo().remote_database
        return {"X-Odoo-Database": database} if database else {}

    def _get_address_sentence(self, problem, url):
        if problem == "scheme":
            return self.env._("The address %s has to begin with https://.", url)
        return self.env._("%s is not an address such as https://shop.example.com without user, “?” and “#”.", url)

    @api.model
    def _get_fetch_options(self):
        """What an administrator allowed by system parameters, for tests and for companies of one network.

        :return: arguments of ``safe_http.fetch``
        """
        Parameters = self.env["ir.config_parameter"].sudo()
        return {
            "is_http_allowed": Parameters.get_param("loyalty_club.coalition_http") == "1",
            "is_private_allowed": Parameters.get_param("loyalty_club.coalition_private_addresses") == "1",
        }

    @api.depends("hook_token")
    def _compute_hook_url(self):
        for coalition in self:
            token = coalition.hook_token
            coalition.hook_url = token and f"{coalition.get_base_url()}/loyalty_club/coalition/hook/{token}"

    @api.depends("delivery_ids.state")
    def _compute_failed_delivery_count(self):
        failed = dict(
            self.env["loyalty.coalition.delivery"]._read_group(
                [("coalition_id", "in", self.ids), ("state", "=", "failed")], ["coalition_id"], ["__count"]
            )
        )
        for coalition in self:
            coalition.failed_delivery_count = failed.get(coalition._origin, 0)

    def action_renew_hook(self):
        """A new address and a new secret for the partner's news; the old ones are void at once."""
        self.check_access("write")
        for coalition in self:
            coalition.write({"hook_token": secrets.token_urlsafe(24), "hook_secret": secrets.token_urlsafe(32)})

    def action_open_deliveries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_coalition_delivery_action")
        return {**action, "domain": [("coalition_id", "=", self.id)], "context": {"search_default_failed": 1}}

    @api.model
    def _find_by_hook(self, token):
        """The contract (superuser mode) that an address for news belongs to; contracts that ended hear news, too."""
        coalitions = self.sudo().with_context(active_test=False)
        if not (token.isascii() and token.isprintable()):
            return coalitions.browse()  # what no database can hold
        return coalitions.search([("hook_token", "=", token)], limit=1) if token else coalitions.browse()
