from collections import defaultdict

from odoo import api, fields, models


class LoyaltyReservation(models.Model):
    """Points promised to a payment or a till: not spendable by anybody else until ``expires_at``."""

    _name = "loyalty.reservation"
    _description = "Points Reservation"
    _order = "expires_at desc, id desc"
    _rec_name = "card_id"

    card_id = fields.Many2one("loyalty.card", "Account", required=True, readonly=True, ondelete="cascade", index=True)
    program_id = fields.Many2one(related="card_id.program_id", string="Club")
    partner_id = fields.Many2one(related="card_id.partner_id", string="Member")
    points = fields.Float(digits=(16, 2), required=True, readonly=True)
    origin_model = fields.Char(required=True, readonly=True)
    origin_id = fields.Many2oneReference(model_field="origin_model", readonly=True)
    origin_key = fields.Char(readonly=True, help="Of a document that has no id yet: the order of a till.")
    expires_at = fields.Datetime("Held until", required=True, readonly=True, index=True)

    _origin_uniq = models.UniqueIndex(
        "(card_id, origin_model, origin_id)", "These points are reserved for this document already."
    )
    _origin_key_uniq = models.UniqueIndex(
        "(origin_key, card_id) WHERE origin_key IS NOT NULL", "These points are reserved for this document already."
    )
    _origin_check = models.Constraint(
        "CHECK (origin_id IS NOT NULL OR origin_key IS NOT NULL)", "Say for which document the points are reserved."
    )
    _points_check = models.Constraint("CHECK (points > 0)", "A reservation must be of more than 0 points.")

    @api.model
    def _get_reserved(self, card_ids, now=None, except_origin=None):
        """Points reserved per account.

        :param card_ids: ids of accounts
        :param datetime now: moment to look at (UTC), by default the transaction's
        :param except_origin: (model, ids) whose own reservations do not count
        :return: {card id: points}
        """
        domain = [("card_id", "in", list(card_ids)), ("expires_at", ">", now or self.env.cr.now())]
        if except_origin:
            model, ids = except_origin
            domain += ["|", ("origin_model", "!=", model), ("origin_id", "not in", list(ids))]
        return {card.id: points for card, points in self._read_group(domain, ["card_id"], ["points:sum"])}

    @api.model
    def _get_promises(self, card_ids):
        """Present reservations per account.

        :return: {card id: [((origin model, origin id), points)]}
        """
        promises = defaultdict(list)
        rows = self._read_group(
            [("card_id", "in", card_ids), ("expires_at", ">", self.env.cr.now())],
            ["card_id", "origin_model", "origin_id"],
            ["points:sum"],
        )
        for card, model, origin_id, points in rows:
            promises[card.id].append(((model, origin_id), points))
        return promises

    def _move_to(self, sources, target):
        """What was promised of accounts that are merged into ``target`` is promised of that one."""
        rows = self._read_group(
            [("card_id", "in", (sources | target).ids)],
            ["origin_model", "origin_id", "origin_key"],
            ["points:sum", "expires_at:max", "id:recordset"],
        )
        for _model, _origin, _key, points, until, promises in rows:
            kept = promises.filtered(lambda promise: promise.card_id == target)[:1] or promises[:1]
            (promises - kept).unlink()
            kept.write({"card_id": target.id, "points": points, "expires_at": until})

    @api.autovacuum
    def _gc_reservations(self):
        """Reservations that ended a month ago are of no use to anybody."""
        limit = fields.Datetime.subtract(self.env.cr.now(), months=1)
        self.search([("expires_at", "<", limit)], limit=10000).unlink()
