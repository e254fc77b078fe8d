"""Results follow the answers: what an answer comes to is computed anew whenever the answer or the question changes."""

from odoo import models

from ....engine.satisfaction import NPS, get_group, get_percent

CHUNK = 500


def mark_replaced(values_list):
    """Of several answers on one occasion only the latest has a part in means.

    :param values_list: values of results, of all answers on their occasions
    """
    latest = {}
    for values in values_list:
        moment = (values["at"], values["user_input_id"])
        latest[values["occasion"]] = max(latest.get(values["occasion"], moment), moment)
    for values in values_list:
        if values["occasion"] and latest[values["occasion"]] != (values["at"], values["user_input_id"]):
            values = {**values, "is_replaced": True, "percent": None, "nps": None}
        yield values


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    def _sync_club_results(self):
        """Compute the results of all answers anew, after what is measured has changed."""
        self.env["survey.user_input"].sudo().search([("survey_id", "in", self.ids)])._sync_club_results()


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _sync_club_results(self):
        """Compute the results of these answers anew, and of other tries on the same occasion. A row keeps the tier that
        it was given with.
        """
        Result = self.env["loyalty.survey.result"].sudo()
        for start in range(0, len(self), CHUNK):
            chunk = self[start : start + CHUNK]
            answers = chunk | chunk._get_other_tries()
            known = Result.search([("user_input_id", "in", answers.ids)])
            tiers = {result.user_input_id.id: (result.account_id.id, result.tier_id.id) for result in known}
            known.unlink()
            done = answers.filtered(lambda answer: answer.state == "done" and not answer.test_entry)
            Result._insert(done._get_club_results(tiers))

    def _get_club_results(self, tiers):
        """:param dict tiers: {answer id: (account id, tier id)} that are known already
        :return: values of results: one for each measured question that was answered; one for an answer without any
            that was invited, or that a club rewards
        """
        values_list, invitations = [], self._get_club_invitations()
        circumstances = self._list_club_circumstances(invitations)
        for answer in self:
            measured = answer.user_input_line_ids.filtered(
                lambda line: line.answer_type == "scale" and line.question_id.club_measure
            )
            if not (measured or invitations.get(answer) or answer.club_outcome):
                continue
            common = circumstances[answer]
            account_id, tier_id = tiers.get(answer.id, (None, None))
            if account_id and account_id == common["account_id"]:
                common["tier_id"] = tier_id or None
            values_list += [common | line._get_club_score() for line in measured] or [common]
        return [*mark_replaced(values_list)]

    def _list_club_circumstances(self, invitations=None):
        """:return: {answer: who gave it, and about what}: values of results"""
        invitations = self._get_club_invitations() if invitations is None else invitations
        accounts, none = self._get_club_accounts_of_answers(), self.env["loyalty.card"].sudo()
        orders = self.env["loyalty.survey.invitation"].sudo().union(*invitations.values())._get_orders()
        circumstances = {}
        for answer in self:
            invitation = invitations.get(answer)
            account = (invitation and invitation.account_id._get_survivor()) or accounts.get(answer) or none
            circumstances[answer] = answer._get_club_circumstances(account, orders.get(invitation), invitation)
        return circumstances

    def _get_club_invitations(self):
        """:return: {answer: the invitation that led to it, also to another try}"""
        found = self.env["loyalty.survey.invitation"].sudo().search([("user_input_id", "in", self.ids)])
        invitations = {invitation.user_input_id: invitation for invitation in found}
        for answer in self.sudo().filtered("club_invitation_id"):
            invitations.setdefault(answer, answer.club_invitation_id)
        return invitations

    # --- tries ---

    def _get_other_tries(self):
        """Other answers on the same occasions, which replace these or are replaced by them."""
        Result, invitations = self.env["loyalty.survey.result"].sudo(), self._get_club_invitations()
        occasions = {answer._get_club_occasion(invitations.get(answer)) for answer in self}
        occasions.update(Result.search([("user_input_id", "in", self.ids)]).mapped("occasion"))
        occasions -= {None, False}
        if not occasions:
            return self.browse()
        return Result.search([("occasion", "in", list(occasions))]).user_input_id.sudo(self.env.su) - self

    def _get_club_occasion(self, invitation):
        """What a member answers once: an invitation, else the survey; None: nobody knows who answered."""
        if invitation:
            return f"{self.survey_id.id},invitation,{invitation.id}"
        return f"{self.survey_id.id},customer,{self.partner_id.id}" if self.partner_id else None

    def _get_club_accounts_of_answers(self):
        """:return: {answer: the account of who gave it without an invitation; of several the first}"""
        partners = self.partner_id | self.partner_id.commercial_partner_id
        cards = self.env["loyalty.card"].sudo().search([("is_club", "=", True), ("partner_id", "in", partners.ids)])
        found = {}
        for answer in self.filtered("partner_id"):
            own = (
                card
                for card in cards.sorted(lambda card: (card.program_id.sequence, card.program_id.id))
                if card.partner_id == card.program_id._get_account_partner(answer.partner_id)
            )
            found[answer] = next(own, None)
        return found

    def _get_club_circumstances(self, account, order, invitation):
        """Who answered, and about what.

        :param account: ``loyalty.card``, may be empty
        :param order: of sales or of a till, or None
        :param invitation: ``loyalty.survey.invitation`` or None
        """
        self.ensure_one()
        is_sale = bool(order) and order._name == "sale.order"
        partner = self.partner_id or (invitation.partner_id if invitation else account.partner_id)
        return {
            "user_input_id": self.id,
            "survey_id": self.survey_id.id,
            "question_id": None,
            "measure": None,
            "occasion": self._get_club_occasion(invitation),
            "is_replaced": False,
            "score": None,
            "percent": None,
            "nps": None,
            "group": None,
            "at": self.end_datetime or self.write_date,
            "partner_id": partner.id or None,
            "account_id": account.id or None,
            "program_id": account.program_id.id or None,
            "tier_id": account.tier_id.id or None,
            "company_id": (order or invitation or account).company_id.id or None,
            "sale_order_id": order.id if is_sale else None,
            "pos_order_id": order.id if order and not is_sale else None,
            "shop": order._get_club_shop() if order else None,
            "served_by_id": order._get_club_seller().id or None if order else None,
            "categ_id": order._get_main_category().id or None if order else None,
        }


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    def _get_club_score(self):
        """The figures of one answered scale."""
        question, score = self.question_id, self.value_scale
        is_nps = question.club_measure == "nps"
        group = get_group(score) if is_nps else None
        return {
            "question_id": question.id,
            "measure": question.club_measure,
            "score": score,
            "percent": None if is_nps else get_percent(score, question.scale_min, question.scale_max),
            "nps": NPS[group] if is_nps else None,
            "group": group,
        }
