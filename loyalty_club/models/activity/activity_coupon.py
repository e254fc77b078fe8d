"""Coupons of activities: what is taken back takes its coupon back, too."""

from odoo import fields, models
from odoo.tools import SQL


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    activity_entry_id = fields.Many2one(
        "loyalty.ledger.entry",
        "Given with",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups="loyalty_club.group_club_user,loyalty_club.group_club_auditor",
        help="The ledger entry of the activity that this coupon was given for.",
    )

    is_taken_back = fields.Boolean(
        readonly=True,
        copy=False,
        groups="loyalty_club.group_club_user,loyalty_club.group_club_auditor",
        help="The coupon was archived because what it was given for was undone; it comes back with it.",
    )

    def _remember_activity(self, entry_ids):
        """Note which ledger entry each of these coupons belongs to.

        :param entry_ids: ids in the order of the coupons
        """
        if not self:
            return
        self.flush_recordset()
        pairs = zip(self.ids, entry_ids, strict=True)
        self.env.cr.execute(
            SQL(
                "UPDATE loyalty_card c SET activity_entry_id = v.entry_id FROM (VALUES %s) AS v (id, entry_id) "
                "WHERE c.id = v.id",
                SQL(", ").join(SQL("%s", pair) for pair in pairs),
            )
        )
        self.invalidate_recordset(["activity_entry_id"], flush=False)

    def _post_reversals(self, values_list):
        """A coupon whose entry is undone is no longer valid; it is again when the undo is undone."""
        reversals = super()._post_reversals(values_list)
        entries = self.env["loyalty.ledger.entry"].sudo().union(*(values["entry"].sudo() for values in values_list))
        (entries | entries.reversed_id).filtered("activity_id.coupon_program_id")._sync_coupons()
        return reversals


class LoyaltyLedgerEntry(models.Model):
    _inherit = "loyalty.ledger.entry"

    def _sync_coupons(self):
        """Archive the coupons of entries that are wholly undone, as far as they are not used up; restore the others,
        where they were archived here.
        """
        if not self:
            return
        Card = self.env["loyalty.card"].sudo().with_context(active_test=False)
        coupons = Card.search([("activity_entry_id", "in", self.ids), ("points", ">", 0)])
        if not coupons:
            return
        left = self._get_reversible_points()
        undone = self.filtered(
            lambda entry: (
                not left[entry] if entry.points else any(not reversal.reversal_ids for reversal in entry.reversal_ids)
            )
        )
        gone = coupons.filtered(lambda coupon: coupon.activity_entry_id in undone)
        gone.filtered("active").write({"active": False, "is_taken_back": True})
        (coupons - gone).filtered("is_taken_back").write({"active": True, "is_taken_back": False})
