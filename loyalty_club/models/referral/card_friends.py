"""What members see of the friends whom they invited: first names and states, nothing else."""

from urllib.parse import quote

from odoo import api, models

from ...engine.codes import show_code
from .program_referral import JOINING, PURCHASING

SHOWN = 50


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_home_tabs(self):
        """Friends have a page where the club pays for them."""
        tabs = super()._get_home_tabs()
        if self.program_id._has_referrals():
            return tabs
        return [tab for tab in tabs if tab["name"] != "friends"]

    def _get_friends_page(self):
        """Everything that the page says, in a fixed number of queries.

        :return: dict: ``may_invite``; ``code``, ``url``, ``qr`` (None: not made yet) and ``shares``; ``terms``
            (sentences); ``friends`` (dicts with ``name``, ``state``, ``color``, ``on``); ``invited_count``,
            ``joined_count``; ``points`` (in words)
        """
        self.ensure_one()
        card = self.sudo()
        code = card.referral_code if card._may_refer() and card.program_id._has_referrals() else None
        values = {
            "may_invite": card._may_refer() and card.program_id._has_referrals(),
            "code": code and show_code(code),
            "url": code and card._get_referral_url(),
            "qr": code and card._get_referral_qr(),
            "terms": card.program_id._get_referral_terms(),
            "friends": card._get_friends(),
            **card._get_friends_totals(),
        }
        if code:
            values["shares"] = card._get_shares(values["url"])
        return values

    def _get_friends(self):
        referrals = self.env["loyalty.referral"].search([("card_id", "=", self.id)], limit=SHOWN)
        labels, awaited = self._get_friend_states(), referrals._find_awaited()
        friends = []
        for referral in referrals:
            state = "waiting" if referral.is_waiting else "awaited" if referral in awaited else referral.state
            label, color = labels[state]
            friends.append({"name": referral.friend_name, "state": label, "color": color, "on": referral.invited_at})
        return friends

    @api.model
    def _get_friend_states(self):
        """{state: (what members read, Bootstrap's colour)}"""
        _ = self.env._
        return {
            "invited": (_("Invited"), "secondary"),
            "registered": (_("Joined"), "info"),
            "purchased": (_("Bought"), "info"),
            "rewarded": (_("Rewarded"), "success"),
            "refused": (_("Does not count"), "light"),
            "expired": (_("Run out"), "light"),
            "awaited": (_("Ordered, not paid yet"), "info"),
            "waiting": (_("Being checked"), "warning"),
        }

    def _get_friends_totals(self):
        rows = self.env["loyalty.referral"]._read_group([("card_id", "=", self.id)], ["state"], ["__count"])
        counts = dict(rows)
        [(points,)] = self.env["loyalty.ledger.entry"]._read_group(
            [
                ("card_id", "in", self._get_family().ids),
                ("origin_model", "=", "loyalty.referral"),
                ("activity_id.trigger", "in", ("referral_joined", "referral_purchased")),
            ],
            [],
            ["points:sum"],
        )
        came = ("registered", "purchased", "rewarded")
        return {
            "invited_count": sum(counts.values()),
            "joined_count": sum(counts.get(state, 0) for state in came),
            "rewarded_count": counts.get("rewarded", 0),
            "points": self._format_points(points or 0),
        }

    def _get_shares(self, url):
        """Where the link can be sent with one click.

        :return: list of dicts: ``name``, ``icon``, ``url``; the text is that of the member
        """
        text = self.env._("Come to “%s” with me. With my link we both benefit:", self.program_id.name)
        both = quote(f"{text} {url}")
        return [
            {"name": "WhatsApp", "icon": "fa-whatsapp", "url": f"https://wa.me/?text={both}"},
            {
                "name": "Telegram",
                "icon": "fa-telegram",
                "url": f"https://t.me/share/url?url={quote(url)}&text={quote(text)}",
            },
            {
                "name": self.env._("E-mail"),
                "icon": "fa-envelope",
                "url": f"mailto:?subject={quote(self.program_id.name)}&body={both}",
            },
        ]


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _get_welcome_gifts(self):
        """What a friend gets, in sentences for the friend."""
        self.ensure_one()
        activities = self.activity_rule_ids.sorted("sequence").grouped("trigger")
        said = {
            "referred_joined": self.env._("You get %s for joining."),
            "referred_purchased": self.env._("You get %s with your first purchase."),
        }
        return [
            sentence % activity._format_gift()
            for trigger, sentence in said.items()
            for activity in activities.get(trigger, ())
        ]

    def _get_referral_terms(self):
        """What inviting brings, in sentences for members: made from the activities and settings."""
        self.ensure_one()
        _, sentences = self.env._, []
        activities = self.activity_rule_ids.sorted("sequence").grouped("trigger")
        said = {
            "referral_joined": _("When a friend joins, you get %s."),
            "referral_purchased": _("When a friend buys, you get %s."),
            "referred_joined": _("Your friend gets %s for joining."),
            "referred_purchased": _("Your friend gets %s with the first purchase."),
        }
        for trigger, sentence in said.items():
            for activity in activities.get(trigger, ()):
                sentences.append(sentence % activity._format_gift())
        if self.referral_min_amount and PURCHASING & activities.keys():
            amount = self.currency_id.format(self.referral_min_amount)
            sentences.append(_("Purchases count from %s on, once they are paid.", amount))
        if self.referral_order_count > 1 and "referral_purchased" in activities:
            sentences.append(_("The first %s purchases of a friend count.", self.referral_order_count))
        if self.referral_days and (PURCHASING | JOINING) & activities.keys():
            sentences.append(_("Your friend has %s days for it.", self.referral_days))
        sentences.append(_("Friends who are customers already do not count."))
        return sentences
