"""Choosing a communication: usual templates and days, and from when it holds."""

from odoo import api, models

from .mail import CARD, EVENTS, PURPOSES

USUAL_DAYS = {"points_expiring": 14, "tier_ending": 30, "inactive": 90}
TEMPLATES = {
    "create": "welcome",
    "welcome": "welcome",
    "points_reach": "points_reach",
    "points_earned": "points_earned",
    "points_expiring": "points_expiring",
    "tier_reached": "tier_reached",
    "tier_ending": "tier_ending",
    "birthday": "birthday",
    "inactive": "inactive",
}
FIELDS = {"email": ("mail_template_id", "mail_template_"), "sms": ("sms_template_id", "sms_template_")}


class LoyaltyMail(models.Model):
    _inherit = "loyalty.mail"

    @api.model
    def _get_usual_template(self, trigger, channel):
        """The module's own template for an occasion; an empty recordset where it was deleted."""
        field, prefix = FIELDS[channel]
        found = self.env.ref(f"loyalty_club.{prefix}{TEMPLATES[trigger]}", raise_if_not_found=False)
        return found or self.env[self._fields[field].comodel_name]

    def _is_usual_template(self, template):
        known = {
            self._get_usual_template(trigger, channel)
            for trigger in TEMPLATES
            for channel, (field, _prefix) in FIELDS.items()
            if self._fields[field].comodel_name == template._name
        }
        return template in known

    @api.onchange("trigger", "channel")
    def _onchange_trigger(self):
        """Offer the usual template and days; what somebody chose for itself stays."""
        for mail in self.filtered(lambda mail: mail.trigger and mail.program_id.program_type == "loyalty"):
            field = FIELDS[mail.channel or "email"][0]
            if not mail[field] or mail._is_usual_template(mail[field]):
                mail[field] = mail._get_usual_template(mail.trigger, mail.channel or "email")
            if mail.trigger in USUAL_DAYS and mail.days in (7, *USUAL_DAYS.values()):
                mail.days = USUAL_DAYS[mail.trigger]

    @api.model_create_multi
    def create(self, vals_list):
        """Communications that name no template get the usual one."""
        for vals in vals_list:
            trigger, channel = vals.get("trigger"), vals.get("channel") or "email"
            if trigger in TEMPLATES and channel in FIELDS and trigger not in ("create", "points_reach"):
                vals.setdefault(FIELDS[channel][0], self._get_usual_template(trigger, channel).id)
                vals.setdefault("days", USUAL_DAYS.get(trigger, 7))
        mails = super().create(vals_list)
        self.env.registry.clear_cache()
        return mails

    def write(self, vals):
        """Switching on again, or choosing another occasion, begins anew: nothing of before is told."""
        begun = self.filtered(
            lambda mail: (
                (vals.get("active") and not mail.active)
                or ("trigger" in vals and vals["trigger"] != mail.trigger)
                or ("program_id" in vals and vals["program_id"] != mail.program_id.id)
            )
        )
        result = super().write(vals)
        if begun:
            begun.write({"since": self.env.cr.now().replace(microsecond=0), "looked_on": False})
        if {"active", "trigger", "program_id"} & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def _get_purpose(self):
        return PURPOSES[self.trigger]

    def _is_event(self):
        return self.trigger in EVENTS

    def _get_record(self, card_id, entry_id):
        """What the template is rendered on: (model, id)."""
        model = self._get_template().sudo().model
        return (model, entry_id) if model != CARD and entry_id else (CARD, card_id)
