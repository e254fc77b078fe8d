"""What the website says of a club, made from the club itself."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_amount, is_html_empty
from odoo.tools.translate import html_translate

PAGE = "/club"


def _isolate(words):
    """Names and numbers that keep their own direction within a sentence: {name: HTML}."""
    return {name: Markup("<bdi>%s</bdi>") % text for name, text in words.items()}


class LoyaltyProgram(models.Model):
    _name = "loyalty.program"
    _inherit = ["loyalty.program", "website.seo.metadata"]

    website_shown = fields.Boolean(
        "Shown on the website",
        default=True,
        help="The page of the club tells everybody what earns points, the tiers and the rewards, and lets customers "
        "join.",
    )
    website_headline = fields.Char("Headline", translate=True, help="Empty: the name of the club.")
    website_words = fields.Html(
        "Your own words",
        translate=html_translate,
        sanitize_attributes=False,
        sanitize_form=False,
        help="What the club is about, in your words. They stand above what is made from rules, tiers and rewards.",
    )
    website_image = fields.Image("Picture", max_width=1920, max_height=1920)

    # --- where ---

    def _get_club_url(self):
        """The address of the club's page."""
        self.ensure_one()
        return f"{PAGE}?club={self.id}"

    def _default_website_meta(self):
        res = super()._default_website_meta()
        if self.program_type != "loyalty":
            return res
        title, description = self.website_headline or self.name, self._tell_in_a_sentence()
        for meta in ("default_opengraph", "default_twitter"):
            prefix = meta.removeprefix("default_").replace("opengraph", "og")
            res[meta][f"{prefix}:title"] = title
            res[meta][f"{prefix}:description"] = description
            if self.website_image:
                res[meta][f"{prefix}:image"] = self.env["website"].image_url(self, "website_image", size="1200x630")
        res["default_meta_description"] = description
        return res

    def _tell_in_a_sentence(self):
        """The club in a sentence, for search engines."""
        self.ensure_one()
        return self.env._("%(club)s: collect points with your purchases and exchange them for rewards.", club=self.name)

    # --- what it says ---

    def _get_club_page(self, account=None):
        """What the page and the building block of the club say, in the language of the reader. It is the same for
        everybody but for ``tier_id``; the number of queries does not depend on the number of rules, tiers or rewards.

        :param account: the visitor's, if there is one
        :return: dict of ``club`` (superuser mode), ``headline``, ``has_words``, ``url``, ``point_name``,
            ``is_closing``, ``closing_on``, ``steps``, ``earning`` (rows), ``tiers``, ``tier_terms``, ``rewards``,
            ``questions``, ``tier_id``
        """
        self.ensure_one()
        club = self.sudo()
        today = club._get_local_day(self.env.cr.now())
        earning = club._get_earning_rows(today)
        rewards = club.reward_ids._get_public(today)._list_public_words()
        return {
            "club": club,
            "headline": club.website_headline or club.name,
            "has_words": not is_html_empty(club.website_words),
            "url": club._get_club_url(),
            "point_name": club.portal_point_name or self.env._("Points"),
            "is_closing": not club._is_earning(),
            "closing_on": club.closing_on,
            "steps": club._get_steps(earning, rewards),
            "earning": earning,
            "tiers": club._get_tiers()._list_public_words(),
            "tier_terms": club._tell_tiers(),
            "rewards": rewards,
            "questions": club._get_questions(),
            "tier_id": account.sudo().tier_id.id if account else False,
        }

    def _get_earning_rows(self, day):
        """What earns points on ``day``: purchases first, then everything else (see ``_get_public_words``)."""
        if not self._is_earning():
            return []
        rules = self.rule_ids.filtered(lambda rule: rule._is_public(day))
        activities = self.activity_rule_ids.filtered(lambda activity: activity._is_public(day))
        rows = [*rules.sorted("is_bonus"), *activities]
        return [{**row._get_public_words(), "is_purchase": row._name == "loyalty.rule"} for row in rows]

    def _get_steps(self, earning, rewards):
        """How the club works, in three steps: list of (icon, title, sentence as text or HTML)."""
        _ = self.env._
        if self.enrollment == "opt_in":
            joining = _("It takes a minute and costs nothing. Only members collect points.")
        else:
            joining = _("It takes a minute and costs nothing. You collect with your first purchase.")
        first = next((row for row in earning if row["is_purchase"]), earning[0] if earning else None)
        collecting = _("With your purchases, online or in the shop.")
        if first:
            words = {"what": first["what"], "gift": first["gift"], "points": self.portal_point_name or _("Points")}
            collecting = _("%(what)s: %(gift)s %(points)s.", **_isolate(words))
        enjoying = _("Your points are worth something with us.")
        if rewards:
            cheapest = rewards[0]
            words = {"reward": cheapest["name"], "price": self._format_club_points(cheapest["points"])}
            enjoying = _("%(reward)s from %(price)s on.", **_isolate(words))
        return [
            ("fa-user-plus", _("Join"), joining),
            ("fa-star", _("Collect"), collecting),
            ("fa-gift", _("Enjoy"), enjoying),
        ]

    def _format_club_points(self, points):
        """“250 stars”: a number of points with their name, in the reader's language."""
        self.ensure_one()
        if self.portal_point_name and self.portal_point_name == self.currency_id.symbol:
            return format_amount(self.env, points, self.currency_id)
        number = self.env["loyalty.rule"]._format_points(points)
        return f"{number} {self.portal_point_name or self.env._('Points')}"

    # --- actions ---

    def action_open_club_page(self):
        """Open the page on the website, or on the first website that shows the club."""
        self.ensure_one()
        website = self.website_id or self.env["website"].get_current_website()
        return {
            "type": "ir.actions.act_url",
            "url": f"{website.get_base_url()}{self._get_club_url()}",
            "target": "new",
        }

    def action_add_website_menu(self):
        """Put the page into the menu of each website that shows the club and has no such entry yet.

        :raise AccessError: neither club manager nor website designer
        """
        groups = ("loyalty_club.group_club_manager", "website.group_website_designer")
        if not (self.env.su or any(self.env.user.has_group(group) for group in groups)):
            raise AccessError(self.env._("Only club managers and website designers may change the website's menu."))
        websites = self.website_id or self.env["website"].search(
            [("company_id", "=", self.company_id.id)] if self.company_id else []
        )
        Menu_sudo = self.env["website.menu"].sudo()
        known = Menu_sudo.search([("website_id", "in", websites.ids), ("url", "=like", f"{PAGE}%")])
        missing = websites - known.filtered(lambda menu: menu.url.split("?")[0] == PAGE).website_id
        Menu_sudo.create(
            [
                {
                    "name": self.env._("Club"),
                    "url": PAGE,
                    "parent_id": website.sudo().menu_id.id,
                    "website_id": website.id,
                }
                for website in missing
            ]
        )
        message = (
            self.env._("“Club” is in the menu of %s now.", ", ".join(missing.mapped("name")))
            if missing
            else self.env._("The menu has an entry for the club already.")
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success" if missing else "info", "message": message},
        }
