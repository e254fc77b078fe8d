"""The welcome coupon of a tier."""

from odoo import models
from odoo.tools import SQL


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _give_welcome_coupons(self, reached):
        """Give each member who reached a tier its welcome coupon, once per tier and member.

        :param reached: {tier id: card ids}
        """
        tiers = self.env["loyalty.tier"].sudo().browse([tier_id for tier_id in reached if tier_id])
        for tier in tiers.filtered("welcome_program_id.active"):
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT c.partner_id, MAX(own.id), MAX(c.id)
                      FROM loyalty_card c
                      JOIN loyalty_tier_change own ON own.card_id = c.id AND own.to_tier_id = %(tier)s
                     WHERE c.id = ANY(%(cards)s) AND c.partner_id IS NOT NULL
                       AND NOT EXISTS (
                           SELECT 1 FROM loyalty_tier_change given
                            WHERE given.to_tier_id = %(tier)s AND given.coupon_id IS NOT NULL
                              AND (given.card_id = c.id OR given.card_id IN (
                                   SELECT id FROM loyalty_card WHERE merged_into_id = c.id)))
                  GROUP BY c.partner_id ORDER BY c.partner_id
                    """,
                    tier=tier.id,
                    cards=reached[tier.id],
                )
            )
            if not rows:
                continue
            partners = self.env["res.partner"].sudo().browse([row[0] for row in rows])
            coupons = tier.welcome_program_id._issue_coupons(
                partners,
                description=self.env._("Welcome to the tier %s", tier.name),
                accounts=self.sudo().browse(row[2] for row in rows),
            )
            if not coupons:
                continue
            pairs = [(row[1], coupon.id) for row, coupon in zip(rows, coupons, strict=True)]
            coupons.flush_recordset()
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE loyalty_tier_change h SET coupon_id = v.coupon_id
                      FROM (VALUES %s) AS v (id, coupon_id) WHERE h.id = v.id
                    """,
                    SQL(", ").join(SQL("%s", pair) for pair in pairs),
                )
            )
            self.env["loyalty.tier.change"].invalidate_model(["coupon_id"], flush=False)
