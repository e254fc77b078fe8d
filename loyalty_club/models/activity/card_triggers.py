"""What the ledger itself makes happen: somebody joins, somebody purchases for the first time."""

from odoo import api, models
from odoo.tools import SQL


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    # --- joining ---

    @api.model_create_multi
    def create(self, vals_list):
        """Accounts that are opened today join today; one that is entered with an older date does not join again."""
        cards = super().create(vals_list)
        now = self.env.cr.now()
        dated = [card for card, vals in zip(cards, vals_list, strict=True) if vals.get("joined_on") and card.is_club]
        self._record_joining({card: None for card in dated if card.joined_on == card.program_id._get_local_day(now)})
        return cards

    def write(self, vals):
        if not vals.get("joined_on"):
            return super().write(vals)
        new = self.filtered(lambda card: card.is_club and not card.joined_on)
        result = super().write(vals)
        self._record_joining(dict.fromkeys(new))
        return result

    def _store_accounts(self, accounts):
        """Accounts that become members by what is booked, and those that purchase, are noted once it is stored."""
        ids = super()._store_accounts(accounts)
        joined, buyers, undone = {}, {}, []
        was_paid = "first_purchase" in self.env["loyalty.program"]._get_triggers_in_use()
        for account in accounts.values():
            if was_paid:  # by an activity that is archived now, too
                undone += [
                    draft for draft in account.drafts if draft.qualifying_orders < 0 and draft.kind == "reversal"
                ]
            if not account.drafts or not account.program.activity_triggers:
                continue
            joining = account.get_joining_moment()
            if joining:
                joined[self.browse(account.card_id)] = joining
            if "first_purchase" in account.program._get_activity_triggers():
                for draft in account.drafts:
                    if draft.qualifying_orders > 0 and draft.kind in ("accrual", "reversal"):
                        buyers.setdefault(account.card_id, draft)
        self._record_joining(joined)
        self._record_first_purchases(buyers, ids)
        self._take_back_first_purchases(undone)
        return ids

    def _record_joining(self, moments):
        """Accounts that just became members.

        :param moments: {card: the moment it counts for, None: now}
        """
        events = []
        for card, at in moments.items():
            triggers = card.program_id._get_activity_triggers()
            if "join" in triggers:
                events.append({"card_id": card.id, "trigger": "join", "key": "join", "at": at})
            if "profile_complete" in triggers:
                card.partner_id.sudo()._record_complete_profiles(card)
        if events:
            self.sudo()._record_activities(events)

    # --- the first purchase ---

    def _record_first_purchases(self, drafts, ids):
        """Purchases of members who have no other; a purchase that was undone does not count.

        :param drafts: {card id: draft of the purchase}
        :param ids: {ref of a draft: id of its entry}
        """
        if not drafts:
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(c.merged_into_id, c.id), SUM(e.qualifying_orders)
                  FROM loyalty_ledger_entry e JOIN loyalty_card c ON c.id = e.card_id
                 WHERE e.card_id IN %s AND e.kind IN ('accrual', 'reversal') AND e.qualifying_orders != 0
              GROUP BY 1
                """,
                self._get_family_query(drafts),
            )
        )
        purchases = dict(rows)
        self.sudo()._record_activities(
            [
                {
                    "card_id": card_id,
                    "trigger": "first_purchase",
                    "key": f"first_purchase,{draft.key or ids[draft.ref]}",
                    "at": draft.posted_at,
                    "origin_model": draft.origin_model,
                    "origin_id": draft.origin_id,
                }
                for card_id, draft in drafts.items()
                if purchases.get(card_id, 0) <= 1
            ]
        )

    def _take_back_first_purchases(self, drafts):
        """The purchase that a first purchase was paid for is undone; one that no document stands for is known by its
        entry.
        """
        origins = {(draft.origin_model, draft.origin_id) for draft in drafts if draft.origin_id}
        for model in {model for model, _id in origins}:
            ids = [origin_id for origin_model, origin_id in origins if origin_model == model]
            self._take_back_activities(model, ids, ("first_purchase",))
        undone_ids = [draft.reversed_id for draft in drafts if not draft.origin_id]
        if not undone_ids:
            return
        purchases = self.env["loyalty.ledger.entry"].sudo().browse(undone_ids)
        keys = {f"first_purchase,{entry.key or entry.id}" for entry in purchases}
        family = purchases.card_id._get_survivor()._get_family()
        paid = purchases.search(
            [("card_id", "in", family.ids), ("activity_id.trigger", "=", "first_purchase"), ("origin_id", "=", False)]
        )
        paid.filtered(lambda entry: entry.key.rpartition(",")[0] in keys)._reverse_what_is_left()
        claims = self.env["loyalty.activity.claim"].sudo()
        claims._withdraw([("card_id", "in", family.ids), ("event_key", "in", list(keys))])

    # --- what is undone ---

    @api.model
    def _take_back_activities(self, model, ids, triggers):
        """Reverse what activities with one of these triggers paid for these documents; claims for them that still wait
        are refused.

        :return: the reversals
        """
        domain = [("origin_model", "=", model), ("origin_id", "in", ids), ("activity_id.trigger", "in", triggers)]
        self.env["loyalty.activity.claim"].sudo()._withdraw(domain)
        return self.env["loyalty.ledger.entry"].sudo().search(domain)._reverse_what_is_left()

    @api.model
    def _get_activity_rounds(self, model, ids, trigger):
        """How often what a trigger paid for each document was taken back; part of the key of what is paid next.

        :return: {document id: number}
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT origin_id, MAX(undos) FROM (
                    SELECT e.origin_id, e.card_id, a.id, COUNT(*) AS undos
                      FROM loyalty_ledger_entry e
                      JOIN loyalty_activity a ON a.id = e.activity_id AND a.trigger = %s
                      JOIN loyalty_ledger_entry back ON back.reversed_id = e.id
                     WHERE e.origin_model = %s AND e.origin_id = ANY(%s)
                  GROUP BY e.origin_id, e.card_id, a.id) AS taken
              GROUP BY origin_id
                """,
                trigger,
                model,
                list(ids),
            )
        )
        return dict(rows)
