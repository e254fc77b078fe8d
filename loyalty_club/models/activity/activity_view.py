"""What the screens say about an activity, in plain words."""

from odoo import api, fields, models
from odoo.tools.misc import formatLang

NOT_CLAIMED = (
    "join",
    "profile_complete",
    "birthday",
    "membership_anniversary",
    "first_purchase",
    "balance",
    "referral_joined",
    "referral_purchased",
    "referred_joined",
    "referred_purchased",
)
"""Triggers that nobody needs to claim: the club sees them by itself, or another system reports them."""


class LoyaltyActivity(models.Model):
    _inherit = "loyalty.activity"

    trigger_help = fields.Char(compute="_compute_trigger_help")
    gift_display = fields.Char("Gives", compute="_compute_displays")
    limit_display = fields.Char("Limit", compute="_compute_displays")
    quantity_label = fields.Char(compute="_compute_trigger_help")
    has_quantity = fields.Boolean(compute="_compute_trigger_help")

    @api.depends("trigger")
    def _compute_trigger_help(self):
        texts, units = self._get_trigger_texts(), self._get_units()
        for activity in self:
            activity.trigger_help = texts.get(activity.trigger, "")
            activity.quantity_label = units.get(activity.trigger, ("", ""))[1]
            activity.has_quantity = activity.trigger in units

    def _get_trigger_texts(self):
        """{trigger: what makes it happen}"""
        _ = self.env._
        return {
            "join": _("Once, when an account becomes a member: at the desk, at home, or with the first purchase."),
            "profile_complete": _(
                "Once, when all fields that the club asks for are filled in, by staff or by the member at home."
            ),
            "birthday": _(
                "On the member's birthday, early in the day of the club. Who was born on 29 February has it on "
                "28 February in common years. Changing the date does not bring a second one in the year."
            ),
            "membership_anniversary": _(
                "Every year on the day the member joined; the quantity is the number of years."
            ),
            "first_purchase": _("With the first purchase; when that is cancelled or refunded, it is taken back."),
            "referral_joined": _("When a friend whom the member invited joins; the member is paid."),
            "referral_purchased": _(
                "With the first paid purchase of a friend whom the member invited, or the first few, as the club says; "
                "the member is paid. A refund takes it back."
            ),
            "referred_joined": _("When somebody joins whom a member invited; who joins is paid."),
            "referred_purchased": _(
                "With the first paid purchase of somebody whom a member invited; who buys is paid. A refund takes it "
                "back."
            ),
            "survey_completed": _(
                "When the member completes a survey, once for each survey or for each order. Tests and second tries do "
                "not count; what is deleted or opened again is taken back."
            ),
            "product_review": _(
                "When the member's review of a product that was bought is published, once for each product; when it "
                "is hidden or deleted, it is taken back."
            ),
            "newsletter_optin": _("Once, when the member's e-mail address is subscribed to a mailing list."),
            "social_follow": _("Nobody sees it by itself: the member claims it, and staff accept."),
            "check_in": _(
                "When the member scans the code in the shop. Without a limit it pays once a day: print the code, "
                "and renew it when pictures of it get about."
            ),
            "invoice_paid_early": _(
                "When an invoice is paid before it is due; the quantity is the number of days. Unpaid again takes it "
                "back."
            ),
            "balance": _("Another system reports a balance, usually once a day; the quantity is the balance."),
            "custom": _("Another system reports it by its code, or staff accept claims for it."),
        }

    def _get_units(self):
        """{trigger: (one, many)}: the unit of its quantity, for those that have one"""
        _ = self.env._
        return {
            "membership_anniversary": (_("year"), _("years")),
            "birthday": (_("year of age"), _("years of age")),
            "invoice_paid_early": (_("day early"), _("days early")),
            "balance": (_("unit of the balance"), _("of the balance")),
            "custom": (_("unit"), _("units")),
            "social_follow": (_("unit"), _("units")),
        }

    @api.depends(
        "points",
        "quantity_step",
        "trigger",
        "coupon_program_id",
        "program_id.portal_point_name",
        "limit_points",
        "limit_count",
        "limit_period",
    )
    def _compute_displays(self):
        for activity in self:
            activity.gift_display = activity._format_gift()
            activity.limit_display = activity._format_limit()

    def _format_limit(self):
        """For example “once a day, 1,500 points a month”; False: no limit."""
        self.ensure_one()
        period = dict(self._fields["limit_period"]._description_selection(self.env)).get(self.limit_period, "")
        parts = []
        if self.limit_count == 1:
            parts.append(self.env._("once"))
        elif self.limit_count:
            parts.append(self.env._("%s times", self.limit_count))
        if self.limit_points:
            parts.append(self.env._("%s points", self._format_plain(self.limit_points)))
        if self.limit_period != "ever":
            parts = [f"{part} {period}" for part in parts]
        return ", ".join(parts) or False

    def _format_gift(self):
        """For example “50 stars for each 10 days early + Birthday coffee”."""
        self.ensure_one()
        parts = []
        if self.points:
            parts.append(
                f"{self._format_plain(self.points)} {self.program_id.portal_point_name or self.env._('Points')}"
            )
        if self.points and self.quantity_step and self.trigger in self._get_units():
            one, many = self._get_units()[self.trigger]
            values = {"points": parts[0], "step": self._format_plain(self.quantity_step)}
            parts = [
                self.env._("%(points)s per %(unit)s", points=parts[0], unit=one)
                if self.quantity_step == 1
                else self.env._("%(points)s for each %(step)s %(unit)s", unit=many, **values)
            ]
        if self.coupon_program_id:
            parts.append(self.coupon_program_id.sudo().name)
        return " + ".join(parts)

    def _format_plain(self, number):
        return formatLang(self.env, number, digits=0 if number == int(number) else 2)

    # --- what members may claim ---

    @api.model
    def _get_claimable_by(self, partner):
        """Activities that ``partner`` may claim now: those that need approval and are for this member.

        :return: {activity: account} (superuser mode)
        """
        accounts = partner._get_own_accounts().filtered("program_id.active")
        cards = {card.program_id: card for card in accounts if card._may_earn()}
        if not cards:
            return {}
        activities = self.sudo().search(
            [
                ("program_id", "in", [program.id for program in cards]),
                ("requires_approval", "=", True),
                ("trigger", "not in", NOT_CLAIMED),
            ]
        )
        return {
            activity: cards[activity.program_id]
            for activity in activities
            if activity._is_for(cards[activity.program_id])
        }

    def _is_for(self, account):
        """Whether this activity is for the member today, and something is left of its budget."""
        if self.is_used_up:
            return False
        today = self.program_id._get_local_day(self.env.cr.now())
        return self._get_terms().are_for(account.tier_id.id, today, {"code": self.code})
