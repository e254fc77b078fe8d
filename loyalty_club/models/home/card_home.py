"""What "My club" shows of an account, in a fixed number of queries whatever the length of the ledger."""

from odoo import fields, models
from odoo.tools.misc import formatLang


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_home_tabs(self):
        """The pages of "My club" for this account, in their order; other rooms may leave some out.

        :return: list of dicts: ``name``, ``label``, ``url``
        """
        self.ensure_one()
        _ = self.env._
        return [
            {"name": "overview", "label": _("Overview"), "url": "/my/club"},
            {"name": "points", "label": _("Points"), "url": "/my/club/points"},
            {"name": "rewards", "label": _("Rewards"), "url": "/my/club/rewards"},
            {"name": "friends", "label": _("Friends"), "url": "/my/club/friends"},
            {"name": "messages", "label": _("Messages"), "url": "/my/club/messages"},
            {"name": "card", "label": _("Card"), "url": "/my/club/card"},
        ]

    def _get_pending_by_day(self):
        """Points that become usable later.

        :return: list of (first usable day, points), the next one first
        """
        self.ensure_one()
        return [(fields.Date.to_date(day), points) for day, points in self.home_figures["pending"]]

    def _get_next_to_expire(self):
        """(last day, points) of what goes next and can still be used, or None."""
        self.ensure_one()
        found = self.home_figures["expiring"]
        return found and (fields.Date.to_date(found[0]), found[1])

    def _get_tier_progress(self):
        """What is missing for the next tier by each way to reach it.

        :return: list of dicts: ``text`` (so much of so much), ``missing`` (what is missing, or None: nothing),
            ``percent`` (0 to 100)
        """
        self.ensure_one()
        tier, ways = self.next_tier_id, []
        for way in self.next_tier_ways or []:
            name, counted, minimum = way["basis"], way["counted"], way["minimum"]
            if name == "amount":
                number = formatLang(self.env, counted, currency_obj=tier.currency_id)
            else:
                number = formatLang(self.env, counted, digits=0 if counted == int(counted) else 2)
            rest = minimum - counted
            ways.append(
                {
                    "text": self.env._(
                        "%(counted)s of %(minimum)s", counted=number, minimum=tier._format_minimum(name, minimum)
                    ),
                    "missing": self.env._("%s missing", tier._format_minimum(name, rest)) if rest > 0 else None,
                    "percent": int(100 * counted / minimum),
                }
            )
        return ways
