"""A member's code for friends, and whom it brought."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...engine.codes import new_code, show_code, tidy_code

READERS = "loyalty_club.group_club_user,loyalty_club.group_club_auditor"


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    referral_code = fields.Char(
        copy=False, readonly=True, groups=READERS, help="Friends who give it count as invited by this member."
    )
    referral_code_display = fields.Char("Code for friends", compute="_compute_referral_code_display", groups=READERS)
    referral_ids = fields.One2many("loyalty.referral", "card_id", "Invited friends", groups=READERS)
    referral_count = fields.Integer("Friends", compute="_compute_referral_count", groups=READERS)
    referred_by_id = fields.Many2one(
        "loyalty.card", "Invited by", compute="_compute_referred_by_id", compute_sudo=True, groups=READERS
    )

    _referral_code_uniq = models.UniqueIndex("(referral_code) WHERE referral_code IS NOT NULL")

    @api.depends("referral_code")
    def _compute_referral_code_display(self):
        for card in self:
            card.referral_code_display = show_code(card.referral_code or "")

    @api.depends("referral_ids")
    def _compute_referral_count(self):
        counts = dict(self.env["loyalty.referral"]._read_group([("card_id", "in", self.ids)], ["card_id"], ["__count"]))
        for card in self:
            card.referral_count = counts.get(card, 0)

    @api.depends("partner_id", "program_id")
    def _compute_referred_by_id(self):
        referrals = self.env["loyalty.referral"].search(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("program_id", "in", self.program_id.ids),
                ("state", "not in", ("refused", "expired")),
            ]
        )
        inviters = {(referral.program_id, referral.partner_id): referral.card_id for referral in referrals}
        for card in self:
            card.referred_by_id = inviters.get((card.program_id, card.partner_id), False)

    # --- the code ---

    def _make_referral_codes(self):
        """Give a code to those of these accounts that have none: one statement, and none where all have one."""
        bare = self.sudo().filtered(lambda card: card.is_club and not card.referral_code)
        if not bare:
            return
        codes = SQL(", ").join(SQL("(%s, %s)", card_id, new_code()) for card_id in bare.ids)
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_card c SET referral_code = new.code FROM (VALUES %s) AS new (id, code)
                 WHERE c.id = new.id AND c.referral_code IS NULL
                """,
                codes,
            )
        )
        self.env["loyalty.card"].invalidate_model(["referral_code", "referral_code_display"], flush=False)

    def _get_referral_code(self):
        """The code of the account; made when it is asked for first."""
        self.ensure_one()
        self._make_referral_codes()
        return self.sudo().referral_code

    def action_renew_referral_code(self):
        """A new code; the old one and its link no longer work. For when it got about where it should not.

        :raise AccessError: neither club manager nor superuser mode
        """
        if not (self.env.su or self.env.user.has_group("loyalty_club.group_club_manager")):
            raise AccessError(self.env._("Only club managers may renew a member's code for friends."))
        self.check_access("write")
        for card in self.sudo():
            (card._get_family() - card).write({"referral_code": False, "referral_tracker_id": False})
            card.write({"referral_code": new_code(), "referral_tracker_id": False})

    @api.model
    def _find_by_referral_code(self, code):
        """The account that a code belongs to, however it was typed; what was merged stands for its survivor.

        :return: an account in use of a club in use, whether or not its member may invite, or empty (superuser mode)
        """
        accounts, tidy = self.sudo(), tidy_code(code)
        if not tidy:
            return accounts.browse()
        domain = [("referral_code", "=", tidy), ("is_club", "=", True)]
        found = accounts.with_context(active_test=False).search(domain, limit=1)
        return accounts.browse(found.ids)._get_survivor().filtered(lambda card: card.active and card.program_id.active)

    def _may_refer(self):
        """Whether friends who give this member's code count at present."""
        self.ensure_one()
        return bool(self.active and self.partner_id and self.program_id.active and self._may_earn())

    # --- what happens to accounts ---

    def _record_joining(self, moments):
        """Whoever was invited and becomes a member has registered; members can invite from their first day."""
        super()._record_joining(moments)
        joined = self.browse([card.id for card in moments])
        joined.filtered(lambda card: card.program_id._has_referrals())._make_referral_codes()
        self.env["loyalty.referral"].sudo()._sync_joined(joined)

    def _close_merged(self, sources, target):
        """Whom the merged accounts invited was invited by the one that stays."""
        super()._close_merged(sources, target)
        Referral = self.env["loyalty.referral"].sudo()
        Referral.search([("card_id", "in", sources.ids)])._hand_over(target)

    def action_open_referrals(self):
        """The friends whom these members invited."""
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_referral_action")
        action["domain"] = [("card_id", "in", self.ids)]
        action["context"] = {"default_card_id": self.id} if len(self) == 1 else {}
        return action
