from odoo import api, fields, models
from odoo.tools import ormcache

PROFILE_FIELDS = ("phone", "email", "street", "city", "country_id", "birth_date")


class LoyaltyProgram(models.Model):
    """What a club pays for besides purchases."""

    _inherit = "loyalty.program"

    activity_rule_ids = fields.One2many("loyalty.activity", "program_id", "Activities")
    activity_triggers = fields.Char(
        compute="_compute_activity_triggers", store=True, help="Triggers of the active activities, with commas."
    )
    profile_field_ids = fields.Many2many(
        "ir.model.fields",
        string="A profile is complete with",
        domain=[
            ("model", "=", "res.partner"),
            ("ttype", "in", ("char", "text", "date", "many2one", "selection", "binary", "many2many")),
            ("readonly", "=", False),
            ("store", "=", True),
        ],
        default=lambda self: self._default_profile_fields(),
        groups="base.group_user",  # sales and till managers make promotions, and read their defaults
        help="Fields of a contact that must be filled in.",
    )
    profile_fields = fields.Char(
        compute="_compute_profile_fields",
        store=True,
        groups="base.group_user",
        help="Names of the fields that make a profile complete, with commas: read with the club itself.",
    )
    days_paid_until = fields.Date(
        "Birthdays paid up to",
        readonly=True,
        copy=False,
        help="Up to this day birthdays and anniversaries are paid; the daily job goes on with the next day.",
    )
    claim_count = fields.Integer("Claims to decide", compute="_compute_claim_count")

    def _default_profile_fields(self):
        Field = self.env["ir.model.fields"].sudo()
        return Field.browse(Field._get("res.partner", name).id for name in PROFILE_FIELDS)

    @api.depends("activity_rule_ids.trigger", "activity_rule_ids.active")
    def _compute_activity_triggers(self):
        rows = self.env["loyalty.activity"].sudo()._read_group(
            [("program_id", "in", self.ids), ("active", "=", True)], ["program_id", "trigger"]
        )  # fmt: skip
        for program in self:
            program.activity_triggers = ",".join(sorted(trigger for club, trigger in rows if club == program)) or False

    @api.depends("profile_field_ids.name")
    def _compute_profile_fields(self):
        for program in self:
            program.profile_fields = ",".join(program.sudo().profile_field_ids.mapped("name")) or False

    def _get_profile_fields(self):
        """Names of the fields of a partner that make a profile complete."""
        names = (self.sudo().profile_fields or "").split(",")
        return [name for name in names if name in self.env["res.partner"]._fields]

    def _compute_claim_count(self):
        rows = self.env["loyalty.activity.claim"]._read_group(
            [("program_id", "in", self.ids), ("state", "=", "submitted")], ["program_id"], ["__count"]
        )
        counts = {program.id: count for program, count in rows}
        for program in self:
            program.claim_count = counts.get(program.id, 0)

    def _get_activity_triggers(self):
        """The set of triggers that this club pays for; read with the club itself."""
        return set((self.sudo().activity_triggers or "").split(",")) - {""} if self else set()

    @api.model
    @ormcache()
    def _get_triggers_in_use(self):
        """Triggers that some club pays for, or did: what an archived activity paid can still be undone. Where a
        document asks this first, it costs nothing in most databases.
        """
        rows = self.env["loyalty.activity"].sudo().with_context(active_test=False)._read_group([], ["trigger"])
        return frozenset(trigger for (trigger,) in rows)

    def action_open_claims(self):
        """The claims of this club that wait for a decision."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_activity_claim_action")
        action["domain"] = [("program_id", "=", self.id)]
        return action
