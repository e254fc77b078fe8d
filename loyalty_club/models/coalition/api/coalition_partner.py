"""The computer of a partner: a technical user without any rights, its keys, and how often it may call."""

from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import ormcache

CALL_FIELDS = ("active", "api_limit", "company_id", "currency_id", "program_id")
"""What every call needs to know of its contract."""


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    api_user_id = fields.Many2one(
        "res.users",
        "Technical user",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Whom the partner's computer calls as. It has no rights: it reaches this contract through the API only.",
    )
    api_limit = fields.Integer("Calls a minute", default=600, help="More are refused until the next minute.")
    api_key_count = fields.Integer("Keys", compute="_compute_api_keys")
    api_key_until = fields.Datetime("Keys valid until", compute="_compute_api_keys")

    _api_user_key = models.UniqueIndex("(api_user_id) WHERE api_user_id IS NOT NULL")
    _api_limit_check = models.Constraint("CHECK (api_limit > 0)", "A partner may call at least once a minute.")

    @api.depends("api_user_id")
    def _compute_api_keys(self):
        rows = (
            self.env["res.users.apikeys"]
            .sudo()
            ._read_group(
                [("user_id", "in", self.sudo().api_user_id.ids)], ["user_id"], ["__count", "expiration_date:max"]
            )
        )
        keys = {user: (count, until) for user, count, until in rows}
        for coalition in self:
            count, until = keys.get(coalition.sudo().api_user_id, (0, False))
            coalition.api_key_count, coalition.api_key_until = count, until

    @api.model_create_multi
    def create(self, vals_list):
        coalitions = super().create(vals_list)
        # Whose keys could be made otherwise? Looked at afterwards, because it may come from the context.
        if not self.env.su and coalitions.api_user_id:
            raise AccessError(self.env._("The technical user of a partner is made with its first key."))
        return coalitions

    def write(self, vals):
        if "api_user_id" in vals and not self.env.su:
            raise AccessError(self.env._("The technical user of a partner is made with its first key."))
        return super().write(vals)

    def unlink(self):
        users = self.sudo().api_user_id
        result = super().unlink()
        users.active = False
        return result

    @api.model
    def _get_by_api_user(self, user):
        """The contract that a technical user calls for, an archived one included: coupons that were given out are still
        used and returned. One statement. In superuser mode.
        """
        coalitions = self.sudo().with_context(active_test=False)
        found = coalitions.search_fetch([("api_user_id", "=", user.id)], CALL_FIELDS, order="id", limit=1)
        return self.sudo().browse(found.id)

    @api.model
    @ormcache("currency_id", cache="stable")  # which currencies clear when one gets another name
    def _get_currency_name(self, currency_id):
        return self.env["res.currency"].sudo().browse(currency_id).name

    @api.private
    def _make_api_key(self, days):
        """A new key for the partner's computer; those it has stay valid.

        :param int days: how long the key is valid
        :return: the key, which cannot be read again
        """
        self.ensure_one()
        self.check_access("write")
        coalition = self.sudo()
        if not coalition.api_user_id:
            coalition.api_user_id = coalition._make_api_user()
        if coalition.api_user_id.group_ids:
            raise AccessError(self.env._("The technical user of %s has got rights. Take them away first.", self.name))
        ends = fields.Datetime.now() + timedelta(days=days)
        keys = self.env["res.users.apikeys"].with_user(coalition.api_user_id).sudo()
        key = keys._generate("rpc", self.env._("Key of %s", coalition.name), ends)
        coalition.message_post(body=self.env._("A key for the API was made. It is valid until %s.", ends.date()))
        self.invalidate_recordset(["api_key_count", "api_key_until"])
        return key

    def _make_api_user(self):
        return (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": self.env._("API of %s", self.name),
                    "login": f"club_partner_{uuid4().hex}",
                    "company_id": self.company_id.id,
                    "company_ids": [(6, 0, self.company_id.ids)],
                    "group_ids": [(6, 0, [])],
                }
            )
        )

    @api.private
    def _remove_api_keys(self):
        """From now on no key of these partners is good."""
        self.check_access("write")
        for coalition in self.sudo().filtered("api_user_id"):
            self.env["res.users.apikeys"].sudo().search([("user_id", "=", coalition.api_user_id.id)])._remove()
            coalition.message_post(body=self.env._("The keys for the API were withdrawn."))
        self.invalidate_recordset(["api_key_count", "api_key_until"])

    def action_make_api_key(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New key for %s", self.name),
            "res_model": "loyalty.coalition.key",
            "view_mode": "form",
            "target": "new",
            "context": {"default_coalition_id": self.id},
        }

    def action_remove_api_keys(self):
        return self._remove_api_keys()
