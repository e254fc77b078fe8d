"""Results follow the answers: what an answer comes to is computed anew whenever the answer or the question changes."""

from odoo import models

from ....engine.satisfaction import NPS, get_group, get_percent

CHUNK = 500


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    def _sync_club_results(self):
        """Compute the results of all answers anew, after what is measured has changed."""
        self.env["survey.user_input"].sudo().search([("survey_id", "in", self.ids)])._sync_club_results()


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _sync_club_results(self):
        """Compute the results of these answers anew. A row keeps the tier that it was given with."""
        Result = self.env["loyalty.survey.result"].sudo()
        for start in range(0, len(self), CHUNK):
            answers = self[start : start + CHUNK]
            known = Result.search([("user_input_id", "in", answers.ids)])
            tiers = {result.user_input_id.id: (result.account_id.id, result.tier_id.id) for result in known}
            known.unlink()
            done = answers.filtered(lambda answer: answer.state == "done" and not answer.test_entry)
            Result._insert(done._get_club_results(tiers))

    def _get_club_results(self, tiers):
        """:param dict tiers: {answer id: (account id, tier id)} that are known already
        :return: values of results: one for each measured question that was answered; of a survey that asks members or
            about orders, one for an answer without any
        """
        invitations, values_list = self._get_club_invitations(), []
        accounts = self._get_club_accounts_of_answers()
        orders = self.env["loyalty.survey.invitation"].sudo().union(*invitations.values())._get_orders()
        for answer in self:
            invitation = invitations.get(answer)
            measured = answer.user_input_line_ids.filtered(
                lambda line: line.answer_type == "scale" and line.question_id.club_measure
            )
            if not (measured or invitation):
                continue
            account = (invitation and invitation.account_id._get_survivor()) or accounts.get(answer)
            account = account or self.env["loyalty.card"].sudo()
            common = answer._get_club_circumstances(account, orders.get(invitation), invitation)
            if common["account_id"] == tiers.get(answer.id, [None])[0]:
                common["tier_id"] = tiers[answer.id][1] or None
            values_list += [common | line._get_club_score() for line in measured] or [common]
        return values_list

    def _get_club_invitations(self):
        """:return: {answer: the invitation that led to it}"""
        found = self.env["loyalty.survey.invitation"].sudo().search([("user_input_id", "in", self.ids)])
        return {invitation.user_input_id: invitation for invitation in found}

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
            "seller_id": order.user_id.id or None if order else None,
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
