from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..own_values import without_defaults

SOURCES = [
    ("link", "Link"),
    ("signup", "Sign-up"),
    ("cart", "Cart"),
    ("till", "Till"),
    ("staff", "Staff"),
]
STATES = [
    ("invited", "Invited"),
    ("registered", "Registered"),
    ("purchased", "Purchased"),
    ("rewarded", "Rewarded"),
    ("refused", "Refused"),
    ("expired", "Expired"),
]
LIVE = ("invited", "registered", "purchased", "rewarded")
REASONS = [
    ("own_code", "Own code"),
    ("same_account", "Same account"),
    ("circle", "Invited each other"),
    ("same_phone", "Same telephone number"),
    ("same_email", "Same e-mail address"),
    ("similar_email", "Same mailbox"),
    ("same_address", "Same postal address"),
    ("known_customer", "Existing customer"),
    ("late_code", "Code after the first purchase"),
    ("limit", "Too many friends in the month"),
    ("inactive", "The member may not invite"),
    ("merged", "Merged with another customer"),
    ("staff", "Refused by staff"),
]
GIVEN = {"card_id", "partner_id", "note"}
"""What staff may enter; the rest is found out."""


class LoyaltyReferral(models.Model):
    """A member invited somebody: one record for each invited person and club, whatever becomes of it."""

    _name = "loyalty.referral"
    _description = "Invited Friend"
    _inherit = ["mail.thread"]
    _order = "invited_at desc, id desc"
    _rec_name = "partner_id"

    program_id = fields.Many2one(related="card_id.program_id", string="Club", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="program_id.company_id", store=True, precompute=True)
    card_id = fields.Many2one(
        "loyalty.card",
        "Invited by",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('is_club', '=', True), ('partner_id', '!=', False)]",
        tracking=True,
    )
    referrer_id = fields.Many2one(related="card_id.partner_id", string="Member", store=True, index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Friend", ondelete="set null", index="btree_not_null", tracking=True)
    friend_name = fields.Char("Friend's first name", compute="_compute_friend_name")
    code = fields.Char("Code used", readonly=True, copy=False)
    source = fields.Selection(SOURCES, "By way of", required=True, readonly=True, default="staff", copy=False)
    state = fields.Selection(
        STATES,
        "Status",
        required=True,
        readonly=True,
        default="invited",
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    reason = fields.Selection(REASONS, readonly=True, copy=False, tracking=True, help="Why it was refused.")
    note = fields.Char(help="What staff want to remember.", copy=False)
    is_waiting = fields.Boolean(
        "To decide", readonly=True, copy=False, tracking=True, help="Something is suspicious: nothing is paid before."
    )
    suspicions = fields.Char(readonly=True, copy=False, help="What is suspicious, as it was found.")
    suspicion_display = fields.Char("Suspicious", compute="_compute_suspicion_display")
    invited_at = fields.Datetime("Invited on", required=True, readonly=True, default=lambda self: self._now())
    registered_at = fields.Datetime("Registered on", readonly=True, copy=False)
    purchased_at = fields.Datetime("Purchased on", readonly=True, copy=False)
    rewarded_at = fields.Datetime("Rewarded on", readonly=True, copy=False)
    expires_on = fields.Date("Kept until", readonly=True, copy=False, help="The last day; empty: for ever.")
    decided_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="set null")
    decided_at = fields.Datetime("Decided on", readonly=True, copy=False)
    order_model = fields.Char(readonly=True, copy=False)
    order_id = fields.Many2oneReference("First purchase", model_field="order_model", readonly=True, copy=False)
    purchase_ids = fields.One2many("loyalty.referral.purchase", "referral_id", "Purchases", readonly=True)
    min_amount = fields.Float(
        digits=(16, 2), readonly=True, copy=False, help="As the club asked for it when the friend was invited."
    )
    order_count = fields.Integer(default=1, readonly=True, copy=False, help="Purchases that count, likewise.")
    is_full = fields.Boolean(readonly=True, copy=False, help="Further purchases pay nothing.")
    is_join_paid = fields.Boolean(readonly=True, copy=False, help="What joining pays was paid, or nothing was due.")
    round = fields.Integer(
        default=1, readonly=True, copy=False, help="How often joining was paid and taken back; part of the keys."
    )
    points_paid = fields.Float(
        digits=(16, 2), readonly=True, copy=False, help="On both accounts, less what was taken back."
    )

    _friend_uniq = models.UniqueIndex("(program_id, partner_id) WHERE partner_id IS NOT NULL")
    _expiry_idx = models.Index("(expires_on) WHERE state IN ('invited', 'registered') AND expires_on IS NOT NULL")
    _reason_check = models.Constraint(
        "CHECK (state != 'refused' OR reason IS NOT NULL)", "A refused invitation says why it was refused."
    )

    @api.model
    def _now(self):
        return self.env.cr.now().replace(microsecond=0)

    # --- checks ---

    @api.constrains("card_id")
    def _check_card(self):
        for referral in self:
            if not referral.card_id.is_club:
                raise ValidationError(self.env._("Choose the account of the member who invited the friend."))

    # --- words ---

    @api.depends("partner_id.name", "card_id.partner_id.name")
    def _compute_display_name(self):
        for referral in self:
            names = [referral.card_id.partner_id.display_name, referral.partner_id.display_name]
            referral.display_name = " → ".join(name or self.env._("Unknown") for name in names)

    @api.depends("partner_id.name")
    def _compute_friend_name(self):
        for referral in self:
            referral.friend_name = self._get_first_name(referral.sudo().partner_id)

    @api.model
    def _get_first_name(self, partner):
        """What others may read of a name: its first word; of a company nothing."""
        words = (partner.name or "").split()
        return words[0] if words and not partner.is_company else self.env._("A friend")

    @api.depends("suspicions")
    def _compute_suspicion_display(self):
        names = dict(self._fields["reason"]._description_selection(self.env))
        for referral in self:
            found = (referral.suspicions or "").split(",")
            referral.suspicion_display = ", ".join(names[name] for name in found if name in names) or False

    # --- CRUD: what is found out is not entered ---

    @api.model_create_multi
    def create(self, vals_list):
        """Staff enter who invited whom; whether that counts is found out as for a code that was typed."""
        if self.env.su:
            return super(LoyaltyReferral, without_defaults(self)).create(vals_list)
        referrals = self.browse()
        for vals in vals_list:
            card = self.env["loyalty.card"].browse(vals.get("card_id")).exists()
            partner = self.env["res.partner"].browse(vals.get("partner_id")).exists()
            referrals |= self._enter(card, partner, vals.get("note"))
        return referrals

    def write(self, vals):
        if not self.env.su and vals.keys() - {"note"} and self._is_guarded(vals):
            raise UserError(
                self.env._("Only the note can be changed. Accept or refuse the invitation with its buttons.")
            )
        return super().write(vals)

    def _is_guarded(self, vals):
        """Whether values are among those of the model itself (not of its chatter)."""
        return any(name in self._fields and not name.startswith(("message_", "activity_")) for name in vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_paid(self):
        if any(referral.state in ("purchased", "rewarded") or referral.points_paid for referral in self):
            raise UserError(self.env._("An invitation that was paid cannot be deleted. Refuse it instead."))

    @api.model
    def _enter(self, card, partner, note=None):
        """Note by hand that a member invited somebody.

        :return: the invitation
        :raise UserError: somebody invited this person already, or the club does not pay for it
        """
        if not self.env.user.has_group("loyalty_club.group_club_manager"):
            raise AccessError(self.env._("Only club managers may enter who invited whom. Ask for the code instead."))
        if not card.is_club or not partner:
            raise UserError(self.env._("Choose the member, and the friend who was invited."))
        card.check_access("write")
        partner.check_access("read")
        if not card.program_id._has_referrals():
            raise UserError(
                self.env._("“%s” pays nothing for invited friends. Add an activity for it first.", card.program_id.name)
            )
        if self.sudo()._find_known(card.program_id, partner):
            raise UserError(self.env._("%s was invited before. Open that invitation instead.", partner.display_name))
        referral_sudo = self.sudo()._invite(card._get_survivor(), partner, "staff")
        if note:
            referral_sudo.note = note
        return referral_sudo.with_env(self.env)
