"""The page "From our partners" of a member."""

from odoo import models

SHOWN = 100


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_home_tabs(self):
        """Partners have a page where the club has some."""
        tabs = super()._get_home_tabs()
        if self.program_id.id in self.env["loyalty.coalition.offer"]._get_clubs_with_offers():
            names = [tab["name"] for tab in tabs]
            tab = {"name": "partners", "label": self.env._("Partners"), "url": "/my/club/partners"}
            tabs.insert(names.index("rewards") + 1 if "rewards" in names else len(tabs), tab)
        return tabs

    def _get_partners_page(self):
        """Everything that the page says, in a fixed number of queries.

        :return: dict: ``coupons`` (see ``loyalty.coalition.coupon._describe_to_member``), ``offers`` (see
            ``loyalty.coalition.offer._get_open_for``), ``resting`` (why the member gets nothing, a sentence, or False)
        """
        self.ensure_one()
        card = self.sudo()
        coupons = self.env["loyalty.coalition.coupon"].sudo()
        coupons = coupons.search([("account_id", "=", card.id), ("state", "!=", "available")], limit=SHOWN)
        is_active = card.membership_state == "active"
        return {
            "coupons": coupons._describe_to_member(),
            "offers": self.env["loyalty.coalition.offer"]._get_open_for(card) if is_active else [],
            "resting": False if is_active else card._tell_resting(),
        }
