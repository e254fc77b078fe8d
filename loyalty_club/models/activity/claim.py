from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

CONTENT = {"activity_id", "card_id", "quantity", "claimed_at", "note", "picture", "link"}
DECISION = {"state", "entry_id", "decided_by", "decided_at", "event_key", "origin_model", "origin_id"}


class LoyaltyActivityClaim(models.Model):
    """Something a member says to have done; staff accept it, which books the points once, or refuse it."""

    _name = "loyalty.activity.claim"
    _description = "Activity Claim"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "claimed_at desc, id desc"

    activity_id = fields.Many2one(
        "loyalty.activity", "For", required=True, ondelete="cascade", index=True, tracking=True
    )
    card_id = fields.Many2one(
        "loyalty.card",
        "Account",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('is_club', '=', True), ('program_id', '=?', program_id)]",
    )
    partner_id = fields.Many2one(related="card_id.partner_id", string="Member", store=True, index="btree_not_null")
    program_id = fields.Many2one(related="activity_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="activity_id.company_id", store=True)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("submitted", "To decide"), ("accepted", "Accepted"), ("refused", "Refused")],
        "Status",
        default="submitted",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    claimed_at = fields.Datetime(
        "Date", default=lambda self: self.env.cr.now(), required=True, help="The moment the points count for."
    )
    quantity = fields.Float(digits=(16, 2), default=1, required=True)
    note = fields.Text(help="What the member writes.")
    picture = fields.Image(max_width=1600, max_height=1600)
    link = fields.Char(help="Where it can be seen, for example a post.")
    reason = fields.Char("Reason of refusal", copy=False, tracking=True, help="The member reads it.")
    decided_by = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime("Decided on", readonly=True, copy=False)
    event_key = fields.Char(readonly=True, copy=False, help="What happened, where the claim came about by itself.")
    origin_model = fields.Char(readonly=True, copy=False)
    origin_id = fields.Many2oneReference(model_field="origin_model", readonly=True, copy=False)
    entry_id = fields.Many2one("loyalty.ledger.entry", "Ledger entry", readonly=True, copy=False)
    points = fields.Float(related="entry_id.points", string="Points booked")

    _event_uniq = models.UniqueIndex("(activity_id, card_id, event_key) WHERE event_key IS NOT NULL")
    _quantity_check = models.Constraint("CHECK (quantity > 0)", "The quantity of a claim must be greater than 0.")

    @api.depends("activity_id.name", "partner_id.name")
    def _compute_display_name(self):
        for claim in self:
            names = [claim.activity_id.name, claim.partner_id.display_name]
            claim.display_name = ": ".join(name for name in names if name)

    @api.constrains("claimed_at")
    def _check_claimed_at(self):
        now = self.env.cr.now()
        if any(claim.claimed_at > now for claim in self):
            raise ValidationError(
                self.env._("A claim is for what has happened. Choose a day that is not in the future.")
            )

    @api.constrains("activity_id", "card_id")
    def _check_account(self):
        for claim in self:
            if claim.card_id.program_id != claim.activity_id.program_id or not claim.card_id.is_club:
                raise ValidationError(
                    self.env._(
                        "“%(activity)s” belongs to “%(club)s”. Choose an account of that club.",
                        activity=claim.activity_id.name,
                        club=claim.activity_id.program_id.name,
                    )
                )

    # --- CRUD ---

    @api.model_create_multi
    def create(self, vals_list):
        """A claim begins undecided, whatever the values or the context say."""
        for vals in vals_list:
            vals.update(state="submitted", entry_id=False, decided_by=False, decided_at=False)
            if not self.env.su:
                vals.update(event_key=False, origin_model=False, origin_id=False)
        return super().create(vals_list)

    def write(self, vals):
        """What a decided claim says does not change; decisions are taken with the buttons."""
        if not self.env.su and DECISION & vals.keys():
            raise UserError(self.env._("Accept or refuse the claim with its buttons."))
        if CONTENT & vals.keys():
            if any(claim.state != "submitted" for claim in self):
                raise UserError(self.env._("A claim that was decided cannot be changed. Enter a new one instead."))
            if not (self.env.su or self.env.user.has_group("loyalty_club.group_club_manager")):
                raise AccessError(self.env._("You may accept or refuse claims. Only club managers may change them."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_accepted(self):
        if any(claim.state == "accepted" for claim in self):
            raise UserError(self.env._("An accepted claim cannot be deleted. Archive it instead."))

    # --- decisions ---

    def action_accept(self):
        """Book the points of undecided claims, once; those that were decided meanwhile stay as they are.

        :return: the claims accepted now
        """
        self.check_access("write")
        claims_sudo = self.sudo()._lock_undecided()
        for claim in claims_sudo:
            if not claim._get_account()._may_earn():
                raise UserError(
                    self.env._(
                        "%s earns nothing at present: suspended, left, or the club is closed. Refuse the claim, or "
                        "make the member active again.",
                        claim.card_id.display_name,
                    )
                )
        entries = self.env["loyalty.card"].sudo()._record_activities([claim._get_event() for claim in claims_sudo])
        booked = {entry.key: entry for entry in entries}
        for claim in claims_sudo:
            claim.entry_id = booked.get(f"{claim._get_key()},{claim.activity_id.id}")
            if not claim.entry_id:
                claim.message_post(body=claim._get_why_nothing())
        claims_sudo._decide("accepted")
        return self.browse(claims_sudo.ids)

    def action_refuse(self, reason=None):
        """Refuse undecided claims.

        :param str reason: what the member reads; where it is missing, a dialog asks for it
        """
        self.check_access("write")
        reason = reason or (self.reason if len(self) == 1 else None)
        if not reason:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Refuse"),
                "res_model": "loyalty.activity.refuse",
                "view_mode": "form",
                "target": "new",
                "context": {"default_claim_ids": self.ids},
            }
        claims_sudo = self.sudo()._lock_undecided()
        claims_sudo.reason = reason
        claims_sudo._decide("refused")
        return True

    def _lock_undecided(self):
        """The claims of these that still wait; whoever clicks twice, or at the same moment, finds none."""
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        return self.filtered(lambda claim: claim.state == "submitted")

    def _decide(self, state):
        self.write({"state": state, "decided_by": self.env.uid, "decided_at": self.env.cr.now()})

    def _get_account(self):
        return self.card_id._get_survivor()

    def _get_key(self):
        return self.event_key or f"claim,{self.id}"

    def _get_event(self):
        """Values for ``loyalty.card._record_activities``."""
        return {
            "card_id": self.card_id.id,
            "trigger": self.activity_id.trigger,
            "activity_id": self.activity_id.id,
            "is_approved": True,
            "code": self.activity_id.code,
            "key": self._get_key(),
            "at": self.claimed_at,
            "quantity": self.quantity,
            "origin_model": self.origin_model or self._name,
            "origin_id": self.origin_id or self.id,
        }

    def _get_why_nothing(self):
        return self.env._(
            "Accepted, but nothing was booked: the limit or the budget of the activity is used up, or the activity is "
            "not for this member, quantity or day."
        )

    # --- what members and documents claim ---

    def _note_events(self, payments):
        """Events of activities that need approval become claims, once each; a constant number of queries.

        :param payments: ``Payment`` values (see ``card_activity``)
        """
        known = {
            (claim.activity_id, claim.card_id, claim.event_key)
            for claim in self.with_context(active_test=False).search(
                [
                    ("event_key", "in", list({payment.event["key"] for payment in payments})),
                    ("card_id", "in", [payment.member.id for payment in payments]),
                ]
            )
        }
        values = {}
        for payment in payments:
            if payment.event.get("quantity", 1) <= 0:
                continue
            identity = (payment.terms.activity, payment.member.card, payment.event["key"])
            if identity not in known:
                values[identity] = {
                    "activity_id": payment.terms.id,
                    "card_id": payment.member.id,
                    "event_key": payment.event["key"],
                    "claimed_at": payment.at,
                    "quantity": payment.event.get("quantity", 1),
                    "origin_model": payment.event.get("origin_model"),
                    "origin_id": payment.event.get("origin_id"),
                }
        self.create(list(values.values()))

    @api.private
    def _withdraw(self, domain):
        """Refuse the claims that wait for something that is undone or no longer there. When it happens again, that is
        another claim.
        """
        waiting = self.with_context(active_test=False).search(Domain(domain) & Domain("state", "=", "submitted"))
        for claim in waiting:
            claim.write(
                {
                    "state": "refused",
                    "reason": self.env._("What it was for was undone, hidden or deleted."),
                    "decided_at": self.env.cr.now(),
                    "event_key": f"{claim.event_key or 'claim'},undone,{claim.id}",
                }
            )

    # --- actions ---

    def action_open_entry(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "loyalty.ledger.entry",
            "res_id": self.entry_id.id,
            "view_mode": "form",
        }
