"""What the form of a communication shows and opens."""

from odoo import api, fields, models
from odoo.tools import SQL


class LoyaltyMail(models.Model):
    _inherit = "loyalty.mail"

    sent_count = fields.Integer("Sent", compute="_compute_counts")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    skipped_count = fields.Integer("Not sent", compute="_compute_counts", help="The list of messages says why.")
    summary = fields.Char(compute="_compute_summary", help="When it is sent, in a sentence.")

    def _compute_counts(self):
        """One query for any number of communications; what is asked for is in the keys of messages."""
        counts = {}
        if self.ids:
            self.env["loyalty.message"].flush_model(["key", "state"])
            query = SQL(
                """
                SELECT split_part(key, ',', 2), state, COUNT(*) FROM loyalty_message
                 WHERE key LIKE 'mail,%%' AND split_part(key, ',', 2) = ANY(%s) GROUP BY 1, 2
                """,
                [str(mail_id) for mail_id in self.ids],
            )
            counts = {(int(mail_id), state): number for mail_id, state, number in self.env.execute_query(query)}
        for mail in self:
            mail.sent_count = counts.get((mail.id, "sent"), 0)
            mail.waiting_count = counts.get((mail.id, "waiting"), 0)
            mail.skipped_count = counts.get((mail.id, "skipped"), 0) + counts.get((mail.id, "failed"), 0)

    @api.depends("trigger", "days", "points", "program_id")
    def _compute_summary(self):
        for mail in self:
            tell = getattr(mail, f"_sum_up_{mail.trigger}", None)
            mail.summary = tell() if tell else ""

    def _format_limit(self):
        points = int(self.points) if self.points == int(self.points) else self.points
        return f"{points} {self.program_id.portal_point_name or ''}".strip()

    def _sum_up_create(self):
        return self.env._("When an account is opened, also by a quotation")

    def _sum_up_welcome(self):
        return self.env._("When somebody becomes a member")

    def _sum_up_points_reach(self):
        return self.env._("When points reach %s", self._format_limit())

    def _sum_up_points_earned(self):
        if self.points > 0:
            return self.env._("When at least %s are earned", self._format_limit())
        return self.env._("When points are earned")

    def _sum_up_points_expiring(self):
        if self.points > 0:
            return self.env._(
                "%(days)s days before at least %(points)s expire", days=self.days, points=self._format_limit()
            )
        return self.env._("%s days before points expire", self.days)

    def _sum_up_tier_reached(self):
        return self.env._("When a tier is reached")

    def _sum_up_tier_ending(self):
        return self.env._("%s days before the tier ends, unless it is kept anyway", self.days)

    def _sum_up_birthday(self):
        return self.env._("On the birthday")

    def _sum_up_inactive(self):
        return self.env._("After %s days without a purchase or a reward", self.days)

    def action_open_messages(self):
        """The messages of this communication, with the reasons of those that were not sent."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_message_action")
        action["domain"] = [("key", "=like", f"mail,{self.id},%")]
        action["context"] = {}
        return action

    def action_try(self):
        """See it as a member would get it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try it on a member"),
            "res_model": "loyalty.mail.try",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mail_id": self.id},
        }


class LoyaltyMessage(models.Model):
    _inherit = "loyalty.message"

    _mail_idx = models.Index("((split_part(key, ',', 2)), state) WHERE key LIKE 'mail,%'")


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    club_mail_ids = fields.One2many(
        "loyalty.mail",
        "program_id",
        "Communications with members",
        context={"active_test": False},
        help="The communications of a club, with those that are switched off.",
    )


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    _joined_idx = models.Index("(program_id, joined_on) WHERE is_club AND joined_on IS NOT NULL")
