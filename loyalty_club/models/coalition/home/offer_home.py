"""The partners' coupons that a member can choose at home."""

from odoo import api, models
from odoo.tools import SQL, ormcache

from ....engine.coalition import THEIRS


class LoyaltyCoalitionOffer(models.Model):
    _inherit = "loyalty.coalition.offer"

    @api.model
    @ormcache()
    def _get_clubs_with_offers(self):
        """Ids of the clubs whose members get, or got, coupons of partners."""
        offers = self.sudo().with_context(active_test=False).search([("direction", "=", THEIRS)])
        return frozenset(offers.club_id.ids)

    def _get_open_for(self, account):
        """The offers that are for the member to choose from now, those within reach first; a fixed number of queries.

        :return: list of dicts: ``offer`` (superuser mode), ``price`` (text, empty: free), ``reason`` (why it cannot be
            had now, a sentence; False: it can), ``had`` (as often as possible), ``has_image``
        """
        offers = self.sudo().search(
            [("club_id", "=", account.program_id.id), ("direction", "=", THEIRS), ("how", "=", "chosen")]
        )
        offers = offers.filtered(lambda offer: not offer._get_obstacle() and offer._is_for(account.partner_id))
        if not offers:
            return []
        had, stocked = offers._count_had(account), offers._get_stocked()
        plans = offers._get_plans_of(account.partner_id)
        pictured = set(offers.with_context(bin_size=True).filtered("image_128").ids)
        spendable = account._get_spendable()[account]
        found = []
        for offer in offers:
            reason = offer._get_audience_obstacle(account, plans) or offer._get_limit_obstacle(had.get(offer.id, 0))
            if not reason and offer not in stocked:
                reason = self.env._("All coupons are taken at present.")
            missing = float(max(offer.points - float(spendable), 0.0))
            if not reason and missing:
                reason = self.env._("You need %s more.", account._say_points(missing))
            found.append(
                {
                    "offer": offer,
                    "price": account._format_points(offer.points) if offer.points else "",
                    "reason": reason or False,
                    "has_image": offer.id in pictured,
                }
            )
        return sorted(found, key=lambda one: bool(one["reason"]))

    def _get_stocked(self):
        """Those of these offers that have a code left, as far as is known here."""
        Coupon = self.env["loyalty.coalition.coupon"]
        Coupon.flush_model(["offer_id", "state", "expires_on"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT o.id FROM loyalty_coalition_offer o JOIN unnest(%s, %s::date[]) AS day(id, today) USING (id)
                 WHERE o.source != 'pool' OR EXISTS (
                       SELECT FROM loyalty_coalition_coupon c WHERE c.offer_id = o.id AND c.state = 'available'
                          AND (c.expires_on IS NULL OR c.expires_on >= day.today))
                """,
                self.ids,
                [offer._get_today() for offer in self],
            )
        )
        return self.browse(row[0] for row in rows)
