from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("accrual", "Accrual"),
    ("redemption", "Redemption"),
    ("expiration", "Expiration"),
    ("reversal", "Reversal"),
    ("adjustment", "Adjustment"),
    ("transfer", "Transfer"),
    ("opening", "Opening"),
]


class LoyaltyLedgerEntry(models.Model):
    """One booking on one account. Written by the ledger only (``loyalty.card._post_points_batch``), never changed."""

    _name = "loyalty.ledger.entry"
    _description = "Points Ledger Entry"
    _order = "id desc"
    _rec_name = "description"
    _log_access = True

    card_id = fields.Many2one("loyalty.card", "Account", required=True, readonly=True, ondelete="restrict")
    program_id = fields.Many2one("loyalty.program", "Club", required=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Member", readonly=True, ondelete="set null", index="btree_not_null")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    state = fields.Selection(
        [("pending", "Pending"), ("posted", "Posted"), ("void", "Void")],
        required=True,
        readonly=True,
        help="Pending points cannot be spent yet. Void: pending points that moved to another account in a merge.",
    )
    points = fields.Float(digits=(16, 2), required=True, readonly=True, help="Positive: booked in; negative: out.")
    balance = fields.Float(
        digits=(16, 2), readonly=True, aggregator=None, help="Points of the account after this entry, in booking order."
    )
    remaining = fields.Float(digits=(16, 2), readonly=True, help="Points of this credit that are not spent yet.")
    uncovered = fields.Float(digits=(16, 2), readonly=True, help="Points of this debit that no credit has paid yet.")
    forgiven = fields.Float(
        digits=(16, 2),
        readonly=True,
        help="Points that a reversal did not take, because they had expired or the club does not let "
        "accounts go below zero.",
    )
    posted_at = fields.Datetime("Date", required=True, readonly=True, help="The moment the points count for.")
    available_on = fields.Date(readonly=True, help="First day on which pending points may be used.")
    expires_on = fields.Date(readonly=True, help="Last day on which these points may be used.")
    qualifying_points = fields.Float(digits=(16, 2), readonly=True)
    qualifying_amount = fields.Monetary(readonly=True, currency_field="currency_id")
    qualifying_orders = fields.Integer("Qualifying purchases", readonly=True)
    qualifying_at = fields.Datetime(
        readonly=True, help="The moment the qualifying values count for; that of a reversal is what it reverses."
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    key = fields.Char(readonly=True, help="What this entry is for; the same thing is never booked twice.")
    origin_model = fields.Char(readonly=True)
    origin_id = fields.Many2oneReference(model_field="origin_model", readonly=True)
    rule_id = fields.Many2one("loyalty.rule", readonly=True, ondelete="set null")
    activity_id = fields.Many2one("loyalty.activity", readonly=True, ondelete="set null")
    reward_id = fields.Many2one("loyalty.reward", readonly=True, ondelete="set null")
    reversed_id = fields.Many2one(
        "loyalty.ledger.entry", "Reverses", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    reversal_ids = fields.One2many("loyalty.ledger.entry", "reversed_id", "Reversed by", readonly=True)
    transferred_from_id = fields.Many2one(
        "loyalty.ledger.entry", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    arrears_cause = fields.Selection(
        [("refund", "Refund"), ("payment", "Captured online payment"), ("offline", "Offline till")],
        readonly=True,
        help="Why this entry was allowed to lead below zero.",
    )
    explanation = fields.Json(readonly=True)
    description = fields.Char(readonly=True)
    credit_allocation_ids = fields.One2many("loyalty.ledger.allocation", "credit_id", "Spent on", readonly=True)
    debit_allocation_ids = fields.One2many("loyalty.ledger.allocation", "debit_id", "Paid by", readonly=True)

    _card_key_uniq = models.UniqueIndex("(card_id, key) WHERE key IS NOT NULL")
    _card_idx = models.Index("(card_id, id)")
    _origin_idx = models.Index("(origin_id, origin_model) WHERE origin_id IS NOT NULL")
    _open_idx = models.Index("(card_id) WHERE remaining > 0 OR uncovered > 0")
    _expiry_idx = models.Index("(expires_on, card_id) WHERE remaining > 0 AND expires_on IS NOT NULL")
    _pending_idx = models.Index("(available_on, card_id) WHERE state = 'pending'")
    _program_idx = models.Index("(program_id, posted_at)")
    _activity_idx = models.Index("(activity_id, card_id, posted_at) WHERE activity_id IS NOT NULL")
    _remaining_check = models.Constraint(
        "CHECK (remaining >= 0 AND remaining <= GREATEST(points, 0))",
        "A credit cannot have more points left than it had.",
    )
    _uncovered_check = models.Constraint(
        "CHECK (uncovered >= 0 AND uncovered <= GREATEST(-points, 0))",
        "A debit cannot miss more points than it took.",
    )
    _pending_check = models.Constraint(
        "CHECK (state = 'posted' OR (remaining = 0 AND uncovered = 0))",
        "Only posted points can be spent.",
    )

    # --- the ledger is written by posting only ---

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("Ledger entries are booked by posting points, not created by hand."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._(
                "Ledger entries cannot be changed. Adjust the points of the member or reverse the entry instead."
            )
        )

    def unlink(self):  # pylint: disable=method-required-super
        raise UserError(self.env._("Ledger entries cannot be deleted. Reverse the entry instead."))

    # --- what can be undone ---

    def _get_reversible_points(self):
        """Points of each entry (a positive number, forgiven ones included) that no reversal has undone yet.

        :return: {entry: float}
        """
        undone = dict(
            self.env["loyalty.ledger.entry"]
            .sudo()
            ._read_group([("reversed_id", "in", self.ids)], ["reversed_id"], ["id:recordset"])
        )
        result = {}
        for entry in self:
            reversals = undone.get(entry, self.browse())
            back = sum(abs(reversal.points) + reversal.forgiven for reversal in reversals)
            again = sum(
                abs(redone.points) + redone.forgiven
                for reversal in reversals
                for redone in reversal.sudo().reversal_ids
            )
            result[entry] = round(abs(entry.points) + entry.forgiven - back + again, 2)
        return result

    def _reverse(self, points=None, *, key=None, description=None, at=None, qualifying=None, arrears_cause="refund"):
        """Undo entries, wholly or in part. Reversals of reversals are allowed, a third level is not.

        :param float points: how many points of the entry to undo, a positive number; None: all that is left of it
        :param str key: idempotence key (only for a single entry)
        :param str description: shown in the ledger; by default it names what is reversed
        :param datetime at: the moment the undo counts for (UTC)
        :param dict qualifying: qualifying values of the reversal (points, amount, orders); default: the entry's share
        :return: the reversal entries; where a part of a given back credit had expired, it is an entry of its own
        :raise UserError: more than is left, or an entry that cannot be reversed
        """
        if self & self.reversed_id:  # what is left of an entry depends on its undo: one after the other
            options = {"description": description, "at": at, "qualifying": qualifying, "arrears_cause": arrears_cause}
            return self.browse().union(*(entry._reverse(points, **options) for entry in self))
        return self.card_id._post_reversals(
            [
                {
                    "entry": entry,
                    "points": points,
                    "key": key,
                    "description": description,
                    "at": at,
                    "qualifying": qualifying,
                    "arrears_cause": arrears_cause,
                }
                for entry in self
            ]
        )

    # --- actions ---

    def action_reverse(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reverse Entry"),
            "res_model": "loyalty.ledger.reverse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_entry_id": self.id},
        }
