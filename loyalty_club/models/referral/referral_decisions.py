"""What staff decide about invitations, and what merging customers decides."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

ORDER = ("refused", "expired", "invited", "registered", "purchased", "rewarded")
"""From the least that can become of an invitation to the most."""


class LoyaltyReferral(models.Model):
    _inherit = "loyalty.referral"

    # --- decisions ---

    def _check_decider(self):
        if not (self.env.su or self.env.user.has_group("loyalty_club.group_club_user")):
            raise AccessError(self.env._("Only club staff may decide about invitations."))
        self.check_access("write")

    def action_approve(self):
        """Accept invitations that wait, or that were refused: what is due by now is paid.

        :return: the invitations accepted now
        """
        self._check_decider()
        referrals = self.sudo()
        referrals._lock()
        referrals.invalidate_recordset()
        referrals = referrals.filtered(lambda one: one.partner_id and (one.is_waiting or one.state == "refused"))
        decision = {"decided_by": self.env.uid, "decided_at": self._now()}
        for referral in referrals:
            if not referral.card_id._may_refer():
                raise UserError(
                    self.env._(
                        "%s may not invite at present: suspended, left, or the club is closed. Make the member active "
                        "again first, or refuse the invitation.",
                        referral.card_id.display_name,
                    )
                )
            if referral.program_id._get_account_partner(referral.partner_id) == referral.card_id.partner_id:
                raise UserError(self.env._("Nobody can be invited by themselves. Leave the invitation refused."))
            if referral.state == "refused":
                days = self._get_last_day(referral.program_id, self._now())
                referral._move("invited", reason=False, expires_on=days)
        referrals.write({"is_waiting": False, **decision})
        referrals._sync()
        return self.browse(referrals.ids)

    def action_refuse(self):
        """Refuse invitations; what was paid for them is taken back."""
        self._check_decider()
        referrals = self.sudo()
        referrals._lock()
        referrals.invalidate_recordset()
        referrals.filtered(lambda referral: referral.state != "refused")._refuse("staff", self.env.uid)
        return True

    def _refuse(self, reason, user_id=False):
        """Refuse with a reason and take back what was paid."""
        for referral in self:
            referral._move(
                "refused", reason=reason, is_waiting=False, decided_by=user_id, decided_at=self._now(), is_full=False
            )
        self._take_back_all()

    def _hand_over(self, card):
        """These invitations are of another account of the same member now."""
        self.write({"card_id": card.id})
        self._refuse_own()

    @api.model
    def _merge_friends(self, partners, target):
        """Invited people who turn out to be the same one: the invitation that got furthest stays. The others are
        refused, and what was paid for them is taken back: nobody comes twice.

        :param partners: who is merged into ``target``
        """
        found = self.search([("partner_id", "in", (partners | target).ids)])
        for program, referrals in found.grouped("program_id").items():
            person = program._get_account_partner(target)
            first, *others = referrals.sorted(lambda one: (-ORDER.index(one.state), one.invited_at, one.id))
            others = self.union(*others)
            others._lock()
            others.partner_id = False
            others.filtered(lambda one: one.state != "refused")._refuse("merged")
            self.flush_model(["partner_id"])
            if first.partner_id != person:
                first.partner_id = person
            first._refuse_own()
        self.search([("referrer_id", "in", (partners | target).ids), ("state", "!=", "refused")])._refuse_own()
        self._break_circles(found.program_id, target | target.commercial_partner_id)

    def _refuse_own(self):
        """Merging can show that somebody invited themselves."""
        own = self.filtered(
            lambda one: (
                one.state != "refused"
                and one.partner_id
                and one.partner_id == one.card_id.program_id._get_account_partner(one.card_id.partner_id)
            )
        )
        own._lock()
        own._refuse("same_account")

    @api.model
    def _break_circles(self, programs, partners):
        """Merging can show that members invited each other, or one another in a circle: of these invitations the
        youngest is refused, as it would have been had one known.

        :param partners: who stays after merging
        """
        circles = {}
        for program_id, partner_id, referral_id, inviter_id in self._find_chains(programs, partners):
            circle = circles.setdefault((program_id, partner_id), {"ids": [], "is_closed": False})
            circle["ids"].append(referral_id)
            circle["is_closed"] |= inviter_id == partner_id
        for circle in circles.values():
            if circle["is_closed"]:
                youngest = self.browse(circle["ids"]).sorted(lambda one: (one.invited_at, one.id))[-1:]
                youngest._lock()
                youngest._refuse("circle")
