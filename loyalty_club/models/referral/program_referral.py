"""What a club says about invitations; what they pay is said by its activities."""

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.referral import Policy

JOINING = {"referral_joined", "referred_joined"}
PURCHASING = {"referral_purchased", "referred_purchased"}
HANDLING = [("refuse", "refused"), ("wait", "waits for approval"), ("accept", "accepted")]


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    referral_min_amount = fields.Monetary(
        "Purchases of at least",
        currency_field="currency_id",
        help="What a friend buys counts from this amount on, with taxes and after refunds.",
    )
    referral_order_count = fields.Integer(
        "Purchases that count", default=1, help="The member is rewarded for so many first purchases of a friend."
    )
    referral_month_limit = fields.Integer("Friends a month", help="Per member and calendar month; 0: no limit.")
    referral_days = fields.Integer(
        "Days an invitation is kept",
        default=30,
        help="From the click to joining, and again from joining to the first purchase; 0: for ever.",
    )
    referral_same_phone = fields.Selection(HANDLING, "Same telephone number", default="refuse", required=True)
    referral_same_email = fields.Selection(HANDLING, "Same e-mail address", default="refuse", required=True)
    referral_similar_email = fields.Selection(
        HANDLING,
        "Same mailbox",
        default="wait",
        required=True,
        help="E-mail addresses that differ in dots or in what follows a plus sign.",
    )
    referral_same_address = fields.Selection(HANDLING, "Same postal address", default="wait", required=True)
    referral_show_name = fields.Boolean(
        "Show the first name", help="Whoever opens the link of a member reads the member's first name."
    )
    has_referrals = fields.Boolean(
        "Members invite friends", compute="_compute_has_referrals", help="An activity of the club pays for it."
    )
    referral_count = fields.Integer("Invited friends", compute="_compute_referral_figures")
    referral_waiting_count = fields.Integer("Invitations to decide", compute="_compute_referral_figures")

    _referral_check = models.Constraint(
        "CHECK (referral_order_count >= 1 AND referral_month_limit >= 0 AND referral_days >= 0 "
        "AND COALESCE(referral_min_amount, 0) >= 0)",
        "At least one purchase of a friend counts; amounts, limits and days of invitations cannot be negative.",
    )

    @api.depends("activity_triggers", "program_type")
    def _compute_has_referrals(self):
        for program in self:
            program.has_referrals = program._has_referrals()

    def _compute_referral_figures(self):
        rows = self.env["loyalty.referral"]._read_group(
            [("program_id", "in", self.ids)], ["program_id", "is_waiting"], ["__count"]
        )
        figures = {(program, waiting): count for program, waiting, count in rows}
        for program in self:
            program.referral_waiting_count = figures.get((program, True), 0)
            program.referral_count = figures.get((program, False), 0) + program.referral_waiting_count

    def _has_referrals(self):
        """Whether the club pays for invited friends."""
        return self.program_type == "loyalty" and bool((JOINING | PURCHASING) & self._get_activity_triggers())

    def _takes_friends_on(self, website):
        """Whether visitors of a website may be invited to this club: it pays for them, and belongs there."""
        self.ensure_one()
        here = self.website_id in (self.website_id.browse(), website)
        return here and self.company_id <= website.company_id.parent_ids and self._has_referrals()

    @api.model
    def _pays_for_friends(self):
        """Whether some club does, or did; costs nothing where it was asked before."""
        return bool((JOINING | PURCHASING) & self._get_triggers_in_use())

    def _get_referral_policy(self):
        """The settings as a value of the engine."""
        self.ensure_one()
        return Policy(
            same_phone=self.referral_same_phone,
            same_email=self.referral_same_email,
            similar_email=self.referral_similar_email,
            same_address=self.referral_same_address,
            month_limit=self.referral_month_limit,
        )

    # --- the nightly job ---

    def _expire_referrals(self, now=None):
        """End invitations whose days are over: one statement, however many there are; never commits.

        :param datetime now: moment to look at (naive UTC), by default now
        :return: number of invitations that ended
        """
        Referral = self.env["loyalty.referral"]
        Referral.flush_model()
        self.env["loyalty.program"].flush_model(["tz"])
        now = now or self.env.cr.now()
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_referral r SET state = 'expired', decided_at = %(now)s, write_date = %(now)s
                  FROM loyalty_program p
                 WHERE p.id = r.program_id AND r.state IN ('invited', 'registered') AND NOT r.is_waiting
                   AND r.expires_on < (%(now)s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(p.tz, 'UTC'))::date
                   %(clubs)s
                """,
                now=now.replace(microsecond=0),
                clubs=SQL("AND p.id = ANY(%s)", self.ids) if self else SQL(),
            )
        )
        count = self.env.cr.rowcount
        Referral.invalidate_model(["state", "decided_at"], flush=False)
        return count

    @api.model
    def _cron_expire_referrals(self):
        self.env["ir.cron"]._commit_progress(self.browse()._expire_referrals(), remaining=0)

    def action_open_referrals(self):
        """The invitations of this club."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_referral_action")
        action["domain"] = [("program_id", "=", self.id)]
        action["context"] = {}
        return action
