from odoo import fields, models
from odoo.tools import SQL

from ....engine.satisfaction import DETRACTOR, PASSIVE, PROMOTER


class LoyaltySurveyResult(models.Model):
    """One measured question in one completed answer, or an answer without such a question: as things stood when it was
    given (tier, shop, seller). Rows are written by ``_sync_club_results`` only; figures that do not apply are empty, so
    that they do not count in a mean.
    """

    _name = "loyalty.survey.result"
    _description = "Survey Result"
    _order = "at desc, id desc"
    _rec_name = "survey_id"

    user_input_id = fields.Many2one("survey.user_input", "Answer", required=True, ondelete="cascade", index=True)
    survey_id = fields.Many2one("survey.survey", required=True, ondelete="cascade", index=True)
    question_id = fields.Many2one("survey.question", ondelete="cascade", index="btree_not_null")
    measure = fields.Selection([("nps", "Would recommend us (NPS)"), ("satisfaction", "Satisfaction")])
    at = fields.Datetime("Answered", required=True)
    score = fields.Float(aggregator="avg", digits=(16, 2), help="On the question's own scale.")
    percent = fields.Float("Satisfaction (%)", aggregator="avg", digits=(16, 2))
    nps = fields.Float(
        "NPS", aggregator="avg", digits=(16, 2), help="The mean is the per cent of promoters less that of detractors."
    )
    occasion = fields.Char(index="btree_not_null", help="Of several answers on one occasion the latest counts.")
    is_replaced = fields.Boolean(
        "Replaced", help="The member answered again later: that counts. This answer has no part in means."
    )
    group = fields.Selection([(PROMOTER, "Promoter"), (PASSIVE, "Passive"), (DETRACTOR, "Detractor")], "Recommends")
    partner_id = fields.Many2one("res.partner", "Customer", ondelete="set null", index="btree_not_null")
    account_id = fields.Many2one("loyalty.card", "Member", ondelete="set null", index="btree_not_null")
    program_id = fields.Many2one("loyalty.program", "Club", ondelete="set null", index="btree_not_null")
    tier_id = fields.Many2one("loyalty.tier", ondelete="set null")
    company_id = fields.Many2one("res.company", index=True, ondelete="cascade")
    sale_order_id = fields.Many2one("sale.order", ondelete="set null", index="btree_not_null")
    pos_order_id = fields.Many2one("pos.order", "Order at the till", ondelete="set null", index="btree_not_null")
    shop = fields.Char(help="The till, the website or the sales team.")
    served_by_id = fields.Many2one("res.partner", "Cashier or salesperson", ondelete="set null", index="btree_not_null")
    categ_id = fields.Many2one(
        "product.category", ondelete="set null", help="The category for which most was paid in the order."
    )

    _answer_question_uniq = models.UniqueIndex("(user_input_id, COALESCE(question_id, 0))")

    def action_open_answers(self):
        """The whole answer as a page, for those who may see this result."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.sudo().user_input_id.get_print_url(), "target": "new"}

    def _insert(self, values_list):
        """Store results past the ORM, which knows no empty figures.

        :param values_list: list of dicts with the same keys
        """
        if not values_list:
            return
        names = list(values_list[0])
        self.env.cr.execute(
            SQL(
                "INSERT INTO loyalty_survey_result (create_uid, create_date, write_uid, write_date, %s) VALUES %s",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(
                    SQL(
                        "(%(user)s, %(now)s, %(user)s, %(now)s, %(values)s)",
                        user=self.env.uid,
                        now=self.env.cr.now(),
                        values=SQL(", ").join(SQL("%s", values[name]) for name in names),
                    )
                    for values in values_list
                ),
            )
        )
        self.invalidate_model()
