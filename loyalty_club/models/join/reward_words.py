"""What rewards say to everybody."""

from odoo import models
from odoo.tools import format_date

from ...engine.points import exact
from ...engine.rewards import Taker, choice_range, refusal
from .images import with_picture


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    def _get_public(self, day):
        """Those of these rewards that a member of the right tier can have on ``day`` (a date of the club), cheapest
        first.
        """
        offers = self._get_offers()
        top = (float("inf"), float("inf"))
        kept = self.filtered(
            lambda reward: (
                reward.active
                and not refusal(offers[reward], Taker(points=exact(0), rank=top), day)
                and not (reward.reward_type == "voucher" and reward._get_voucher_problem())
                and (not reward.min_tier_id or reward._get_first_tier())
            )
        )
        return kept.sorted(lambda reward: (reward._get_least_points(), reward.id))

    def _get_first_tier(self):
        """The lowest tier in use whose members can have the reward; empty: all members can, or nobody."""
        self.ensure_one()
        rank = self._get_rank(self.min_tier_id)
        tiers = self.program_id._get_tiers()
        return tiers.filtered(lambda tier: rank and self._get_rank(tier) >= rank)[:1]

    def _list_public_words(self):
        """These rewards as cards: list of ``name``, ``price`` (text), ``points`` (number), ``image`` (address or
        False), ``tier`` (text or False), ``terms`` (list of texts).
        """
        images = self._get_public_images()
        return [
            {
                "name": reward.description,
                "price": reward._tell_public_price(),
                "points": reward._get_least_points(),
                "image": images.get(reward, False),
                "tier": first._tell_first() if (first := reward._get_first_tier()) else False,
                "terms": [term for term in reward._list_public_terms() if term],
            }
            for reward in self
        ]

    def _get_least_points(self):
        """The price; where members choose, the least that they can choose."""
        self.ensure_one()
        price, step = exact(self.required_points), exact(self.points_step)
        return float(choice_range(price + step, price + step, price, step)[0]) if step else self.required_points

    def _tell_public_price(self):
        price = self.program_id._format_club_points(self._get_least_points())
        return self.env._("%s or more", price) if self.points_step else price

    def _get_public_images(self):
        """{reward: address of its picture, else of that of its product, if the shop shows that one}"""
        Website = self.env["website"]
        own = with_picture(self, "image")
        products = {reward: reward.reward_product_ids[:1] for reward in self - own if reward.reward_type == "product"}
        shown = self.env["product.product"].union(*products.values()).filtered("is_published")
        pictured = with_picture(shown, "image_variant_1920")
        templates = with_picture(shown.product_tmpl_id, "image_1920")
        images = {reward: Website.image_url(reward, "image", size="512x512") for reward in own}
        for reward, product in products.items():
            if product in pictured or (product in shown and product.product_tmpl_id in templates):
                images[reward] = Website.image_url(product, "image_512")
        return images

    def _list_public_terms(self):
        _ = self.env._
        if self.points_step:
            step = self.program_id._format_club_points(self.points_step)
            yield _("You choose how many points you spend, in steps of %s.", step)
        if self.has_member_limit:
            period = dict(self._fields["limit_period"]._description_selection(self.env))[self.limit_period]
            if self.limit_period == "ever":
                yield (
                    _("Once for each member.")
                    if self.limit_per_member == 1
                    else _("%s times for each member.", self.limit_per_member)
                )
            elif self.limit_per_member == 1:
                yield _("Once %s.", period)
            else:
                yield _("%(count)s times %(period)s.", count=self.limit_per_member, period=period)
        if self.has_count_budget or self.has_amount_budget:
            yield _("While stocks last.")
        if self.date_to:
            yield _("Until %s.", format_date(self.env, self.date_to))
