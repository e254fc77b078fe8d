"""Feedback seen from members, orders and orders of tills; and new feedback from any of those."""

from odoo import api, models

LINKS = {
    "res.partner": "partner_id",
    "sale.order": "sale_order_id",
    "pos.order": "pos_order_id",
    "loyalty.card": "account_id",
    "product.product": "product_id",
}


class LoyaltyFeedback(models.Model):
    _inherit = "loyalty.feedback"

    @api.model
    def _get_defaults_from(self, record):
        """Values of new feedback about a record.

        :param record: one of the models of ``LINKS``, a product template, an invoice, a delivery, a membership or an
            answer to a survey
        :return: dict of field values
        """
        if record._name == "product.template":
            record = record.product_variant_id
        values = {LINKS[record._name]: record.id} if record and record._name in LINKS else {}
        if record and record._name != "res.partner" and "partner_id" in record._fields:
            values["partner_id"] = record.partner_id.id
        order_sudo = self._get_order_behind(record)
        if order_sudo:
            values.update({LINKS[order_sudo._name]: order_sudo.id, "partner_id": order_sudo.partner_id.id})
        if record and record._name == "loyalty.membership":
            values["account_id"] = record.card_id.id
        if record and record._name == "survey.user_input":
            values.update(self._get_defaults_from_answer(record))
        if record and "company_id" in record._fields and record.company_id in self.env.companies:
            values["company_id"] = record.company_id.id
        return values

    @api.model
    def _get_order_behind(self, record):
        """The order, of sales or of a till, that an invoice or a delivery belongs to; may be empty (superuser mode)."""
        record_sudo = record.sudo()
        if record._name == "account.move":
            return record_sudo.line_ids.sale_line_ids.order_id[:1] or record_sudo.pos_order_ids[:1]
        if record._name == "stock.picking":
            return record_sudo.sale_id or record_sudo.pos_order_id
        return self.env["sale.order"]

    def _get_defaults_from_answer(self, answer):
        """Who answered a survey, and about what: as noted with its scores (``loyalty.survey.result``)."""
        values, noted = {"user_input_id": answer.id}, self.env["loyalty.survey.result"].sudo()
        noted = noted.search([("user_input_id", "=", answer.id)], limit=1)
        for name in ("partner_id", "account_id", "program_id", "sale_order_id", "pos_order_id"):
            if noted[name]:
                values[name] = noted[name].id
        if noted.company_id in self.env.companies:
            values["company_id"] = noted.company_id.id
        return values

    @api.model
    def action_new_from(self, record):
        """A form for new feedback about ``record``."""
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New feedback"),
            "res_model": "loyalty.feedback",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in self._get_defaults_from(record).items() if value},
        }

    @api.model
    def _count_for(self, records):
        """{record: number of feedback about it}"""
        name = LINKS[records._name]
        if name == "partner_id":
            return self._count_for_partners(records)
        return dict(
            self.sudo()._read_group([*self._get_company_domain(), (name, "in", records.ids)], [name], ["__count"])
        )

    def _count_for_partners(self, partners):
        """{partner: number of feedback}; a company's with that of its contacts."""
        counts = dict.fromkeys(partners, 0)
        rows = self.sudo()._read_group(
            [*self._get_company_domain(), *self._get_partner_domain(partners)],
            ["partner_id", "partner_id.commercial_partner_id"],
            ["__count"],
        )
        for partner, company, count in rows:
            for shown in partner | company:
                if shown in counts:
                    counts[shown] += count
        return counts

    @staticmethod
    def _get_partner_domain(partners):
        return ["|", ("partner_id", "in", partners.ids), ("partner_id.commercial_partner_id", "in", partners.ids)]

    def _get_company_domain(self):
        return [("company_id", "in", self.env.companies.ids)]

    @api.model
    def _open_for(self, record):
        """The list of feedback about a record; a new one is about it, too."""
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_feedback_action")
        values = self._get_defaults_from(record)
        is_partner = record._name == "res.partner"
        action["domain"] = self._get_partner_domain(record) if is_partner else [(LINKS[record._name], "=", record.id)]
        action["context"] = {f"default_{name}": value for name, value in values.items() if value}
        action["view_mode"] = "list,kanban,form"
        action["views"] = [(False, "list"), (False, "kanban"), (False, "form")]
        return action
