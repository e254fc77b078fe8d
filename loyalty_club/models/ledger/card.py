from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL


class LoyaltyCard(models.Model):
    """A member's account is the stock card of a program of type ``loyalty``."""

    _inherit = "loyalty.card"

    is_club = fields.Boolean(
        compute="_compute_is_club", store=True, precompute=True, help="The card is a member's account of a club."
    )
    ledger_ids = fields.One2many("loyalty.ledger.entry", "card_id", readonly=True)
    ledger_count = fields.Integer(compute="_compute_ledger_figures")
    reservation_ids = fields.One2many("loyalty.reservation", "card_id", readonly=True)
    pending_points = fields.Float(
        digits=(16, 2), compute="_compute_ledger_figures", help="Earned, but not usable before their date."
    )
    lifetime_points = fields.Float(
        digits=(16, 2), compute="_compute_ledger_figures", help="Everything ever earned, less what was taken back."
    )
    points_expire_on = fields.Date(
        readonly=True, copy=False, help="With expiry after inactivity: the last day of all points of the account."
    )
    joined_on = fields.Date("Member since", readonly=True, copy=False)
    membership_state = fields.Selection(
        [("active", "Active"), ("suspended", "Suspended"), ("left", "Left")],
        default="active",
        required=True,
        copy=False,
        tracking=True,
        help="Suspended members and those who left neither earn nor spend points.",
    )
    merged_into_id = fields.Many2one(
        "loyalty.card", readonly=True, copy=False, ondelete="restrict", index="btree_not_null"
    )
    value_currency_id = fields.Many2one(related="program_id.currency_id", string="Club currency")
    points_value = fields.Monetary(
        "Value", compute="_compute_points_value", currency_field="value_currency_id", help="Balance in money."
    )

    _club_account_uniq = models.UniqueIndex(
        "(program_id, partner_id) WHERE is_club AND active AND partner_id IS NOT NULL",
        "This customer already has an account in this club. Open that one instead of creating a second.",
    )
    _merged_check = models.Constraint(
        "CHECK (merged_into_id IS NULL OR NOT active)",
        "This account was merged into another one and cannot come back. Use the account it was merged into.",
    )
    _inactivity_idx = models.Index("(points_expire_on) WHERE points_expire_on IS NOT NULL AND points > 0")

    @api.depends("program_id.program_type")
    def _compute_is_club(self):
        for card in self:
            card.is_club = card.program_id.program_type == "loyalty"

    @api.depends("ledger_ids.state", "ledger_ids.points")
    def _compute_ledger_figures(self):
        Entry = self.env["loyalty.ledger.entry"].sudo()
        figures = {}
        if self.ids:
            Entry.flush_model()
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT e.card_id,
                           COUNT(*),
                           COALESCE(SUM(e.points) FILTER (WHERE e.state = 'pending'), 0),
                           COALESCE(SUM(e.points) FILTER (
                               WHERE e.state != 'void' AND (
                                   e.kind IN ('accrual', 'opening')
                                   OR (e.kind IN ('adjustment', 'transfer') AND e.points > 0)
                                   OR (e.kind = 'reversal' AND origin.kind IN ('accrual', 'opening'))
                               )
                           ), 0)
                      FROM loyalty_ledger_entry e
                 LEFT JOIN loyalty_ledger_entry origin ON origin.id = e.reversed_id
                     WHERE e.card_id = ANY(%s)
                  GROUP BY e.card_id
                    """,
                    self.ids,
                )
            )
            figures = {row[0]: row[1:] for row in rows}
        for card in self:
            card.ledger_count, card.pending_points, card.lifetime_points = figures.get(card.id, (0, 0.0, 0.0))

    @api.depends("points", "program_id.point_value")
    def _compute_points_value(self):
        for card in self:
            card.points_value = card.points * card.program_id.point_value

    def _get_survivor(self):
        """The accounts that later postings go to: an account merged into another stands for that one."""
        return self.browse(list(dict.fromkeys((card.merged_into_id or card).id for card in self)))

    def _get_family(self):
        """The accounts with everything that was merged into them."""
        return self | self.sudo().with_context(active_test=False).search([("merged_into_id", "in", self.ids)])

    def _get_families(self):
        """The same for each of these accounts: {account: itself and what was merged into it}; one query."""
        family = self._get_family()
        merged = family.filtered("merged_into_id").grouped("merged_into_id")
        return {card: card | merged.get(card, family.browse()) for card in self}

    def _may_earn(self):
        """Whether the account earns points at present."""
        self.ensure_one()
        program = self.program_id
        joined = program.enrollment != "opt_in" or self.joined_on
        return bool(self.membership_state == "active" and program._is_earning() and joined)

    def _touch(self, card_ids):
        """Make a new version of locked rows, so that whoever waited for them starts over with what is true now."""
        self.env.cr.execute(
            SQL("UPDATE loyalty_card SET write_date = %s WHERE id = ANY(%s)", self.env.cr.now(), card_ids)
        )

    # --- CRUD: points of a club are never written, they are posted ---

    @api.model_create_multi
    def create(self, vals_list):
        default = self.default_get(["points", "program_id"])
        points = [vals.get("points", default.get("points")) for vals in vals_list]
        if not any(points):
            cards = super().create(vals_list)
            cards._note_joining()
            return cards
        programs = [vals.get("program_id", default.get("program_id")) for vals in vals_list]
        clubs = self.env["loyalty.program"].browse({program for program in programs if program})
        clubs = set(clubs.filtered(lambda program: program.program_type == "loyalty").ids)
        opening = [program in clubs for program in programs]
        cards = super().create(
            [{**vals, "points": 0} if is_club else vals for vals, is_club in zip(vals_list, opening, strict=True)]
        )
        cards._note_joining()
        cards._adjust_points(
            {
                card: (value, None)
                for card, value, is_club in zip(cards, points, opening, strict=True)
                if is_club and value
            }
        )
        return cards

    def write(self, vals):
        if "points" not in vals:
            result = super().write(vals)
            if "partner_id" in vals:
                self._hand_over_entries()
            return result
        clubs = self.filtered("is_club")
        if not clubs:
            return super().write(vals)
        others = self - clubs
        if others:
            super(LoyaltyCard, others).write(vals)
        rest = {name: value for name, value in vals.items() if name != "points"}
        if rest:
            clubs.write(rest)
        if not self._is_points_by_document():
            clubs._adjust_points(dict.fromkeys(clubs, (vals["points"], None)))
        return True

    def _hand_over_entries(self):
        """The entries of an account that is given to another partner show that partner."""
        self.flush_recordset(["partner_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_ledger_entry e SET partner_id = c.partner_id FROM loyalty_card c
                 WHERE c.id = e.card_id AND c.id = ANY(%s) AND e.partner_id IS DISTINCT FROM c.partner_id
                """,
                self.filtered("is_club").ids,
            )
        )
        self.env["loyalty.ledger.entry"].invalidate_model(["partner_id"], flush=False)

    def _note_joining(self):
        """An account that staff open makes a member at once; one that a quotation opened, with the first purchase."""
        new = self.sudo().filtered(lambda card: card.is_club and not card.order_id and not card.joined_on)
        for program, cards in new.grouped("program_id").items():
            cards.joined_on = program._get_local_day(self.env.cr.now())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ledger(self):
        if self.env["loyalty.ledger.entry"].sudo().search_count([("card_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("An account with ledger entries cannot be deleted. Archive it instead; its history stays.")
            )

    def _adjust_points(self, balances):
        """Post the difference to a wanted balance as an adjustment.

        :param balances: {card: (points wanted, description or None)}
        :raise AccessError: neither club manager nor superuser mode
        """
        if not balances:
            return self.env["loyalty.ledger.entry"]
        if not (self.env.su or self.env.user.has_group("loyalty_club.group_club_manager")):
            raise AccessError(self.env._("Only club managers may change points by hand. Ask a manager to adjust them."))
        merged = [card for card, (balance, _why) in balances.items() if card.sudo().merged_into_id and balance]
        if merged:
            raise UserError(
                self.env._(
                    "%(old)s was merged into %(new)s. Change the points of that account instead.",
                    old=merged[0].code,
                    new=merged[0].sudo().merged_into_id.code,
                )
            )
        return self.sudo()._post_points_batch(
            [
                {"card_id": card.id, "balance": balance, "kind": "adjustment", "description": description}
                for card, (balance, description) in balances.items()
                if not card.sudo().merged_into_id
            ]
        )

    # --- actions ---

    def action_open_ledger(self):
        self.ensure_one()
        action = self.env["loyalty.ledger.entry"]._get_list_action()
        action["domain"] = Domain("card_id", "in", self._get_family().ids)
        action["context"] = {"search_default_posted_and_pending": 1}
        return action

    def action_open_orders(self):
        """Sales orders that booked something on this account."""
        self.ensure_one()
        entries = self.env["loyalty.ledger.entry"].search(
            [("card_id", "in", self._get_family().ids), ("origin_model", "=", "sale.order")]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [("id", "in", entries.mapped("origin_id"))],
        }
