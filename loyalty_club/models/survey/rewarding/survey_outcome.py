"""What a survey gave a member, or why not, in words. What is kept are values; they are worded when they are read."""

from odoo import models

SILENT = ("test", "tier", "no_order")
"""Nothing that was promised to this member."""


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _get_club_outcome(self):
        """What became of each reward for this answer.

        :return: list of dicts: ``text`` (one or two sentences), ``reason``, ``is_good`` (it gives something),
            ``activity``, ``coupons`` (``loyalty.card``); superuser mode
        """
        self.ensure_one()
        noted = self.sudo().club_outcome or []
        activities = self.env["loyalty.activity"].sudo().with_context(active_test=False)
        activities = activities.browse(item["activity"] for item in noted).exists()
        entries = self.env["loyalty.ledger.entry"].sudo().browse(item["entry"] for item in noted if item["entry"])
        left = entries.exists()._get_reversible_points()
        coupons = self.env["loyalty.card"].sudo().search([("activity_entry_id", "in", entries.ids)])
        outcome = []
        for item in noted:
            activity = activities.filtered(lambda activity, item=item: activity.id == item["activity"])
            entry = entries.filtered(lambda entry, item=item: entry.id == item["entry"])
            given = (
                coupons.filtered(lambda coupon, entry=entry: coupon.activity_entry_id == entry)
                if entry
                else coupons[:0]
            )
            if not activity:
                continue
            if entry and not given and not left.get(entry):
                item = {**item, "reason": "undone"}
            outcome.append(
                {
                    "text": self._tell_reward(activity, item, entry, given),
                    "reason": item["reason"],
                    "is_good": bool(entry and item["reason"] != "undone") or item["reason"] == "claim",
                    "activity": activity,
                    "coupons": given,
                }
            )
        return outcome

    def _tell_reward(self, activity, item, entry, coupons):
        """One reward as a sentence or two."""
        club = activity.program_id.name
        if item["reason"] == "undone":
            return self.env._("%(club)s: what this survey gave was taken back.", club=club)
        if entry:
            return self._tell_gift(activity, entry, coupons)
        return self._get_reason_texts(activity, item).get(item["reason"]) or ""

    def _tell_gift(self, activity, entry, coupons):
        parts, club = [], activity.program_id.name
        if entry.points:
            unit = activity.program_id.portal_point_name or self.env._("Points")
            points = f"{activity._format_plain(entry.points)} {unit}"
            parts.append(self.env._("You earned %(points)s in “%(club)s”.", points=points, club=club))
        if coupons:
            names = ", ".join(sorted(set(coupons.program_id.mapped("name"))))
            parts.append(self.env._("You got a coupon of “%(club)s”: %(coupon)s.", club=club, coupon=names))
        return " ".join(parts)

    def _get_reason_texts(self, activity, item):
        """{why there is nothing: a sentence for the member}"""
        _, club, gift = self.env._, activity.program_id.name, activity._format_gift()
        values = {"club": club, "gift": gift, "share": item["share"], "minimum": item["minimum"]}
        return {
            "share": _(
                "%(club)s gives %(gift)s where at least %(minimum)s%% of the questions are answered; you answered "
                "%(share)s%%.",
                **values,
            ),
            "before": _("You were rewarded by “%(club)s” for this survey before.", **values),
            "claim": _("“%(club)s” looks at your answer first; then you get %(gift)s.", **values),
            "limit": _("You have got all that “%(club)s” gives for surveys at present.", **values),
            "budget": _("All that “%(club)s” had to give for this survey has been given.", **values),
            "dates": _("“%(club)s” does not reward this survey today.", **values),
            "rests": _("Your membership of “%(club)s” rests, so you earned nothing.", **values),
            "tier": _("The reward of “%(club)s” is for members of another tier.", **values),
            "no_order": _("“%(club)s” rewards this survey once per order, to those who were invited.", **values),
            "order_gone": _(
                "“%(club)s” rewards this survey for orders that were not cancelled or given back.", **values
            ),
            "test": _("This is a test; “%(club)s” gives nothing for it.", **values),
            "nothing": _("The reward of “%(club)s” comes to nothing.", **values),
            "minimum": _("The reward of “%(club)s” comes to nothing.", **values),
        }

    # --- for the one who answered ---

    def _get_club_thanks(self):
        """What the last page of the survey says: (list of dicts as above, an invitation to join as (text, address) or
        None).
        """
        self.ensure_one()
        outcome = self._get_club_outcome()
        shown = [item for item in outcome if item["is_good"]]
        if not shown:
            shown = [item for item in outcome if item["reason"] not in SILENT][:1]
        if outcome or self.test_entry:
            return {"outcome": shown, "joining": []}
        return {"outcome": [], "joining": self._get_club_promises() if not self._get_club_partner() else []}

    def _get_club_promises(self):
        """What clubs give for this survey, before it is answered.

        :return: list of dicts: ``text``, ``hint`` (or None), ``url`` (of the page where one joins, or None)
        """
        self.ensure_one()
        answer = self.sudo()
        rules = answer.survey_id._get_promised_rewards(answer.club_invitation_id)
        partner = answer._get_club_partner()
        if not partner:
            return [rule._promise_to_members() for rule in rules.filtered(lambda rule: rule.survey_per == "member")]
        accounts = partner._get_accounts_by_partner("survey_completed").get(partner, ())
        cards = {card.program_id: card for card in accounts if card._may_earn()}
        rules = rules.filtered(lambda rule: rule.program_id in cards and rule._is_for(cards[rule.program_id]))
        return [rule._promise_for_survey() for rule in rules]


class LoyaltyActivity(models.Model):
    _inherit = "loyalty.activity"

    def _promise_for_survey(self):
        """What a member is told before answering."""
        self.ensure_one()
        hint = None
        if self.survey_min_share:
            hint = self.env._("Answer at least %s%% of the questions.", self.survey_min_share)
        return {
            "text": self.env._("“%(club)s” gives you %(gift)s.", club=self.program_id.name, gift=self._format_gift()),
            "hint": hint,
            "url": None,
        }

    def _promise_to_members(self):
        """What somebody is told whom Odoo does not know."""
        self.ensure_one()
        club = self.program_id
        return {
            "text": self.env._(
                "Members of “%(club)s” who log in first get %(gift)s for this survey.",
                club=club.name,
                gift=self._format_gift(),
            ),
            "hint": None,
            "url": club._get_club_url(),
        }
