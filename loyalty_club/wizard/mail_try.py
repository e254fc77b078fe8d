"""A communication as one member would get it. Nothing is sent but a test, to oneself."""

from odoo import api, fields, models


class LoyaltyMailTry(models.TransientModel):
    """Renders the template of a communication on an account that the user may read."""

    _name = "loyalty.mail.try"
    _inherit = "loyalty.readable.window"
    _description = "Try a Communication"

    mail_id = fields.Many2one("loyalty.mail", "Communication", required=True, ondelete="cascade")
    program_id = fields.Many2one(related="mail_id.program_id")
    channel = fields.Selection(related="mail_id.channel")
    card_id = fields.Many2one(
        "loyalty.card", "Member", domain="[('program_id', '=', program_id), ('partner_id', '!=', False)]"
    )
    subject = fields.Char(compute="_compute_preview")
    body = fields.Html(compute="_compute_preview")
    text = fields.Text("Text message", compute="_compute_preview")
    problem = fields.Char(compute="_compute_preview", help="What would keep this member from getting it now.")

    @api.model
    def default_get(self, fields):
        """Start with the user's own account, or the one that moved last."""
        values = super().default_get(fields)
        mail = self.env["loyalty.mail"].browse(values.get("mail_id"))
        if mail and "card_id" in fields and not values.get("card_id"):
            values["card_id"] = mail._get_sample_card().id
        return values

    @api.depends("mail_id", "card_id")
    def _compute_preview(self):
        for window in self:
            window.update({"subject": False, "body": False, "text": False, "problem": False})
            mail, card = window.mail_id._origin, window.card_id._origin
            if not mail or not card:
                continue
            template, record = mail._get_template().sudo(), mail._get_sample(card)
            if not record:
                window.problem = self.env._("No points were earned on this account yet. Choose another member.")
                continue
            if mail.channel == "sms":
                window.text = window._render(template, "body", record)
            else:
                window.subject = window._render(template, "subject", record)
                window.body = window._render(template, "body_html", record)
            window.problem = window._get_problem()

    def action_send_test(self):
        """Send it to the current user, with this member as the example."""
        self.ensure_one()
        return self.mail_id._send_test(self.card_id)

    @staticmethod
    def _render(template, name, record):
        return template._render_field(name, record.ids, compute_lang=True)[record.id]

    def _get_problem(self):
        """Why the member would not get it at present; False: nothing is in the way."""
        mail, card = self.mail_id, self.card_id._origin
        partner = card.partner_id.sudo()
        company = self.env["res.company"].browse(card.sudo()._get_message_companies(mail.channel).get(card.id))
        consents = self.env["loyalty.consent"].sudo()._get_current(partner, company)
        consent = consents.get((partner, mail.channel))
        if not (partner.phone if mail.channel == "sms" else partner.email):
            return self.env._("This member has no address for it.")
        if not consent or consent.state != "given":
            return self.env._("This member did not agree to such messages.")
        if partner._is_club_channel_blocked(mail.channel):
            return self.env._("This member unsubscribed from everything.")
        return False
