"""What tiers say to everybody."""

from odoo import models

from .images import with_picture


class LoyaltyTier(models.Model):
    _inherit = "loyalty.tier"

    def _list_public_words(self):
        """These tiers as cards: list of ``id``, ``name``, ``image`` (address of the badge, or False), ``minimum``
        (text), ``is_free`` (it asks for nothing), ``benefits`` (list of texts), ``further`` (the owner's words, HTML
        or False).
        """
        pictured = with_picture(self, "badge")
        return [
            {
                "id": tier.id,
                "name": tier.name,
                "image": tier in pictured and self.env["website"].image_url(tier, "badge", size="256x256"),
                "minimum": tier.minimum_text,
                "is_free": not tier._get_minimums(),
                "benefits": list(tier._list_benefits()),
                "further": tier.benefit_html,
            }
            for tier in self
        ]

    def _list_benefits(self):
        """What members of the tier have, in a few words each."""
        _ = self.env._
        if self.point_multiplier != 1:
            times = self.env["loyalty.rule"]._format_points(self.point_multiplier)
            yield _("%s times the points", times)
        if self.pricelist_id.active:
            yield _("Special prices")
        if self.free_shipping:
            yield _("Free delivery")
        if self.points_never_expire and self.program_id.expiry_policy != "none":
            yield _("Points never expire")
        if self.welcome_program_id.active:
            yield _("A welcome gift: %s", self.welcome_program_id.name)
