from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .survey_rewards import TRIGGER

CLUB_GROUPS = "loyalty_club.group_club_user,loyalty_club.group_club_auditor"


class SurveySurvey(models.Model):
    """Surveys that clubs reward."""

    _inherit = "survey.survey"

    club_reward_ids = fields.Many2many(
        "loyalty.activity",
        "loyalty_activity_survey_survey_rel",
        "survey_survey_id",
        "loyalty_activity_id",
        "Rewards",
        domain=[("trigger", "=", TRIGGER)],
        copy=False,
        groups="loyalty_club.group_club_manager,loyalty_club.group_club_auditor",
    )
    club_members_only = fields.Boolean(
        "Members only",
        help="Only members of the clubs that reward this survey may answer it, only of the tiers that a reward is for "
        "where every one is for tiers. Without a reward: members of any club.",
    )
    club_paid_count = fields.Integer("Times rewarded", compute="_compute_club_figures", groups=CLUB_GROUPS)
    club_paid_points = fields.Float("Points paid", digits=(16, 2), compute="_compute_club_figures", groups=CLUB_GROUPS)
    club_hints = fields.Text(compute="_compute_club_hints", groups=CLUB_GROUPS)

    # --- figures ---

    def _compute_club_figures(self):
        """What answers earned that the user may see, less what was taken back."""
        Entry = self.env["loyalty.ledger.entry"]
        Entry.flush_model()
        visible = Entry._search([("origin_model", "=", "survey.user_input")])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT a.survey_id, COUNT(*) FILTER (WHERE e.kind = 'accrual'), SUM(e.points)
                  FROM survey_user_input a
                  JOIN loyalty_ledger_entry e ON e.origin_id = a.id AND e.origin_model = 'survey.user_input'
                 WHERE a.survey_id = ANY(%s) AND e.id IN %s
              GROUP BY a.survey_id
                """,
                self.ids,
                visible.subselect(),
            )
        )
        figures = {survey_id: (count, points) for survey_id, count, points in rows}
        for survey in self:
            survey.club_paid_count, survey.club_paid_points = figures.get(survey.id, (0, 0))

    @api.depends("club_reward_ids", "access_mode", "users_login_required", "active")
    def _compute_club_hints(self):
        running = self.env["loyalty.survey.plan"].sudo().search_fetch(
            [("survey_id", "in", self.ids), ("state", "=", "running")], ["survey_id"]
        )  # fmt: skip
        for survey in self:
            survey.club_hints = "\n".join(survey._list_club_hints(survey._origin in running.survey_id)) or False

    def _list_club_hints(self, is_asked):
        """What keeps members from their rewards.

        :param bool is_asked: a running plan invites members to this survey
        """
        self.ensure_one()
        rewards = self.sudo().club_reward_ids.filtered("active")
        if not rewards or not self.active:
            return
        if self.users_login_required:
            yield self.env._("Members have to log in, also when they were invited: those without a customer account "
                "cannot answer.")  # fmt: skip
        elif self.access_mode == "public":
            yield self.env._("Visitors who are neither logged in nor invited can answer, and earn nothing.")
        if not is_asked and any(reward.survey_per == "order" for reward in rewards):
            yield self.env._("Nobody is invited after an order: start a survey plan for it.")
        for reward in rewards.filtered("is_used_up"):
            yield self.env._("The budget of “%s” is used up.", reward.name)

    # --- who may answer ---

    def _may_answer_as(self, partner):
        """Whether a customer may answer where surveys are for members only.

        :param partner: who answers; may be empty
        """
        self.ensure_one()
        survey = self.sudo()
        if not survey.club_members_only:
            return True
        if not partner:
            return False
        accounts = partner._get_own_accounts().filtered(lambda card: card.program_id.active and card._may_earn())
        rewards = survey._get_promised_rewards()
        if not rewards:
            return bool(accounts)
        tiers = rewards.with_context(active_test=False)
        return any(
            card.program_id == reward.program_id and (not reward.tier_ids or card.tier_id in reward.tier_ids)
            for reward in tiers
            for card in accounts
        )

    def _get_promised_rewards(self, invitation=None):
        """The rewards that are for this very survey and can be earned today; superuser mode.

        :param invitation: the one by which somebody came; those per order are for the invited
        """
        self.ensure_one()
        now = self.env.cr.now()
        rewards = self.sudo().club_reward_ids.filtered(lambda reward: reward.active and reward.program_id.active)
        about_order = bool(invitation and invitation.origin_id)
        if about_order and any(reward.survey_per == "order" for reward in rewards):
            about_order = not invitation._get_gone()
        return rewards.filtered(
            lambda reward: (
                not reward.is_used_up
                and reward._get_terms().are_on(reward.program_id._get_local_day(now))
                and (reward.survey_per == "member" or about_order)
            )
        )

    # --- CRUD, actions ---

    @api.ondelete(at_uninstall=False)
    def _unlink_except_rewarded(self):
        answers = self.env["survey.user_input"].sudo()._search([("survey_id", "in", self.ids)])
        if (
            self.env["loyalty.ledger.entry"]
            .sudo()
            .search_count([("origin_model", "=", "survey.user_input"), ("origin_id", "in", answers)], limit=1)
        ):
            raise UserError(
                self.env._("Members earned points by answering this survey. Close it instead; the answers stay.")
            )

    def action_add_club_reward(self):
        """The form of a new reward for this survey."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New reward"),
            "res_model": "loyalty.activity",
            "view_mode": "form",
            "context": {
                "default_trigger": TRIGGER,
                "default_survey_ids": self.ids,
                "default_name": self.title,
            },
        }

    def action_open_club_entries(self):
        """The ledger entries that answers to this survey earned."""
        self.ensure_one()
        action = self.env["loyalty.ledger.entry"]._get_list_action()
        answers = self.env["survey.user_input"].sudo().search([("survey_id", "=", self.id)])
        action["domain"] = [("origin_model", "=", "survey.user_input"), ("origin_id", "in", answers.ids)]
        action["context"] = {}
        return action
