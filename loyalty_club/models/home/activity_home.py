"""Where members do what an activity pays for."""

from odoo import models

from ..activity.activity_view import NOT_CLAIMED

PLACES = {
    "profile_complete": "/my/account",
    "birthday": "/my/account",
    "first_purchase": "/shop",
    "survey_completed": None,
    "product_review": None,
    "newsletter_optin": "/my/club/messages",
    "check_in": None,
    "invoice_paid_early": "/my/invoices",
    "referral_joined": "/my/club/friends",
    "referral_purchased": "/my/club/friends",
}
CLAIMS = "/my/club/claims"


class LoyaltyActivity(models.Model):
    _inherit = "loyalty.activity"

    def _get_home_places(self):
        """{trigger: address of the page where it is done, None: it has several or none}, of those shown at home; other
        rooms add theirs.
        """
        return dict(PLACES)

    def _is_claimed(self):
        """Whether members claim it, and staff accept."""
        self.ensure_one()
        return self.requires_approval and self.trigger not in NOT_CLAIMED

    def _get_home_offers(self, card):
        """What of these activities, all of one trigger, the member can do now (superuser mode).

        Other rooms describe a trigger in a method ``_get_home_<trigger>`` with the same arguments and result.

        :return: list of dicts: ``activity``, ``url`` and perhaps ``title``, ``hint``, and ``key``: that of the event
            where it is paid once; empty: nothing
        """
        trigger = self[:1].trigger
        describe = getattr(self, f"_get_home_{trigger}", None)
        return describe(card) if describe else self._offer_at(self._get_home_places().get(trigger, CLAIMS))

    def _offer_at(self, url, **values):
        """An offer for each of these activities."""
        return [{"activity": activity, "url": url, **values} for activity in self]

    def _is_personal(self, card):
        """Whether the account is the visitor's own and not shared: only members themselves complete their profile."""
        return card.partner_id == self.env.user.partner_id

    def _get_home_profile_complete(self, card):
        partner = card.partner_id
        missing = [name for name in card.program_id._get_profile_fields() if not partner[name]]
        if not missing or not self._is_personal(card):
            return []
        labels = (partner._fields[name]._description_string(self.env) for name in missing)
        hint = self.env._("Still missing: %s", ", ".join(labels))
        return self._offer_at("/my/account", hint=hint, key="profile_complete")

    def _get_home_birthday(self, card):
        if card.partner_id.birth_date or not self._is_personal(card):
            return []
        return self._offer_at("/my/account", hint=self.env._("Tell us your date of birth."))

    def _get_home_first_purchase(self, card):
        return [] if card.home_figures["has_bought"] else self._offer_at("/shop")

    def _get_home_newsletter_optin(self, card):
        """Only where there is a list that everybody may subscribe to."""
        address = card.partner_id.email_normalized
        if not address or not self._is_personal(card):
            return []
        lists = self.env["mailing.list"].search_count([("is_public", "=", True)], limit=1)
        subscribed = self.env["mailing.subscription"].search_count(
            [("contact_id.email_normalized", "=", address), ("opt_out", "=", False)], limit=1
        )
        if subscribed or not lists:
            return []
        return self._offer_at("/my/club/messages", key="newsletter_optin")

    def _get_home_check_in(self, card):
        return self._offer_at(None, hint=self.env._("Scan the code in the shop."))

    def _get_home_invoice_paid_early(self, card):
        """Only where there is an invoice that can still be paid early."""
        is_open = self.env["account.move"].search_count(
            [
                ("commercial_partner_id", "=", card.partner_id.commercial_partner_id.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", ">", card.program_id._get_local_day(self.env.cr.now())),
            ],
            limit=1,
        )
        return self._offer_at("/my/invoices?filterby=invoices") if is_open else []
