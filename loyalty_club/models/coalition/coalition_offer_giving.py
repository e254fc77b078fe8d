"""Coupons are given out once, to whoever may have them."""

from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.safe_eval import safe_eval

from ...engine.coalition import ISSUED, OURS


class LoyaltyCoalitionOffer(models.Model):
    _inherit = "loyalty.coalition.offer"

    # --- theirs, to our members ---

    @api.private
    def _give(self, account, *, key=None, for_points=True):
        """Give a member a coupon of the partner.

        :param loyalty.card account: the member's account, locked here: two windows of one member wait for each other
        :param str key: what it is given for; given before for the same: that coupon
        :param bool for_points: the member pays the offer's points
        :return: the coupon
        :raise UserError: not offered to this member now, not enough points, or no code is left
        """
        self.ensure_one()
        offer = self.sudo()
        account = account.sudo()
        account._lock_accounts(account.ids)
        if key and (given := offer._get_given(account, key)):
            return given
        if problem := offer._get_obstacle() or offer._get_member_obstacle(account):
            raise UserError(problem)
        coupon = offer._take_code(account)
        coupon._move_to(ISSUED, offer._prepare_given(account, key, coupon.expires_on))
        if for_points and offer.points:
            coupon.entry_id = account._post_points(
                -offer.points,
                "redemption",
                key=f"{coupon._name},{coupon.id},redemption",
                origin=coupon,
                description=offer.name,
            )
        return coupon

    def _get_given(self, account, key):
        return self.env["loyalty.coalition.coupon"].search(
            [("offer_id", "=", self.id), ("account_id", "=", account.id), ("given_for", "=", key)], limit=1
        )

    def _get_member_obstacle(self, account):
        """Why this member does not get a coupon; None: the member may have one."""
        had = self._count_had(account) if self.limit_per_member else {}
        return self._get_audience_obstacle(account) or self._get_limit_obstacle(had.get(self.id, 0))

    def _get_limit_obstacle(self, had):
        if self.limit_per_member and had >= self.limit_per_member:
            return self.env._("You have had “%s” as often as possible.", self.name)
        return None

    def _count_had(self, account):
        """{offer id: how many coupons of these offers the member had}"""
        rows = self.env["loyalty.coalition.coupon"]._read_group(
            [("offer_id", "in", self.ids), ("account_id", "=", account.id), ("state", "!=", "cancelled")],
            ["offer_id"],
            ["__count"],
        )
        return {offer.id: count for offer, count in rows}

    def _get_audience_obstacle(self, account, plans=None):
        """As :meth:`_get_member_obstacle`, but for how often the member had one.

        :param plans: plans of the member's running memberships, where they are known
        """
        if account.program_id != self.club_id or not account.active or account.membership_state != "active":
            return self.env._("“%s” is for active members of the club.", self.name)
        if self.tier_ids and account.tier_id not in self.tier_ids:
            return self.env._(
                "“%(offer)s” is for %(tiers)s.", offer=self.name, tiers=", ".join(self.tier_ids.mapped("name"))
            )
        if self.plan_ids and plans is None:
            plans = self._get_plans_of(account.partner_id)
        if self.plan_ids and not (plans & self.plan_ids):
            names = ", ".join(self.plan_ids.mapped("name"))
            return self.env._("“%(offer)s” is for customers with %(plans)s.", offer=self.name, plans=names)
        return None if self._is_for(account.partner_id) else self.env._("“%s” is not for you.", self.name)

    def _is_for(self, partner):
        """Whether a customer is one of those whom the offer is for."""
        domain = safe_eval(self.member_domain or "[]")
        return not domain or bool(partner.filtered_domain(domain))

    def _get_plans_of(self, partner):
        """The plans of a customer's running memberships; no query where no offer asks for one."""
        memberships = self.env["loyalty.membership"].sudo().with_company(self.company_id[:1])
        running = memberships._get_running(partner) if self.plan_ids else {}
        return running.get(partner.id, memberships).plan_id

    def _take_code(self, account):
        """A coupon that nobody has, for this member. ``_take_peer_code`` and ``_take_remote_code`` make one."""
        if self.source == "pool":
            return self._take_pool_code()
        return self._take_peer_code(account) if self.source == "company" else self._take_remote_code(account)

    def _take_pool_code(self):
        """The oldest code of the pool that is free and can still be used, locked for this transaction.

        Codes that others are just taking are passed over; so two who ask at the same moment never get the same one.
        """
        self.env["loyalty.coalition.coupon"].flush_model(["offer_id", "state", "expires_on"])
        self.env.cr.execute(
            """SELECT id FROM loyalty_coalition_coupon WHERE offer_id = %s AND state = 'available'
                  AND (expires_on IS NULL OR expires_on >= %s)
               ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED""",
            [self.id, self._get_today()],
        )
        row = self.env.cr.fetchone()
        if not row:
            raise UserError(self.env._("All coupons of “%s” are taken.", self.name))
        return self.env["loyalty.coalition.coupon"].browse(row[0])

    def _take_peer_code(self, account):
        """A coupon of the other company of this database, given out there and kept here with its code."""
        peer = self.peer_offer_id._issue(customer_ref=f"{self.id}-{account.id}")
        values = {"offer_id": self.id, "code": peer.code, "peer_id": peer.id}
        coupon = self.env["loyalty.coalition.coupon"].create(values)
        peer.peer_id = coupon
        return coupon

    def _prepare_given(self, account, key, last_day=None):
        """:param date last_day: of the code itself, where it has one"""
        values = self._prepare_issued()
        days = [day for day in (values["expires_on"], last_day) if day]
        return {
            **values,
            "expires_on": min(days, default=False),
            "partner_id": account.partner_id.id,
            "account_id": account.id,
            "given_for": key,
            "given_minimum": self.order_minimum if key else 0.0,
        }

    # --- both ---

    def _prepare_issued(self):
        """The values of a coupon that is given out today: its last day, and the terms that hold for it."""
        coalition = self.coalition_id
        rate = {"fixed": coalition.terms_amount, "issued": coalition.terms_amount, "percent": coalition.terms_percent}
        return {
            "issued_at": self.env.cr.now().replace(microsecond=0),
            "expires_on": self._get_last_day(),
            "terms": coalition.terms,
            "rate": rate.get(coalition.terms, 0),
            "payer": coalition.payer,
        }

    def _get_last_day(self):
        days = [self.valid_until] if self.valid_until else []
        if self.valid_days:
            days.append(self._get_today() + timedelta(days=self.valid_days - 1))
        return min(days, default=False)

    # --- ours, to the partner's customers ---

    @api.private
    def _issue(self, customer_ref=None, count=1, *, is_handed_over=False):
        """Make coupons of ours, for the partner to give to its customers.

        An offer with a maximum is locked, so that two who ask at once do not get more than that.

        :param str customer_ref: what the partner calls its customer
        :param bool is_handed_over: the partner gets them in a file, and tells when it gives one to a customer
        :return: the coupons, given out
        :raise UserError: not offered now, or as many as agreed were given out
        """
        self.ensure_one()
        offer = self.sudo()
        if offer.max_issued:
            offer._lock_offer()
        if offer.direction != OURS:
            raise UserError(self.env._("“%s” is an offer of the partner.", offer.name))
        if problem := offer._get_obstacle():
            raise UserError(problem)
        if offer.max_issued and offer.issued_count + count > offer.max_issued:
            raise UserError(self.env._("As many coupons of “%s” as agreed were given out.", offer.name))
        values = offer._prepare_issued()
        cards = offer.coupon_program_id._issue_coupons(
            [self.env["res.partner"]] * count, expires_on=values["expires_on"] or None, description=offer.name
        )
        if len(cards) < count:
            raise UserError(self.env._("The coupon program of “%s” is archived: nobody gets its coupons.", offer.name))
        coupons = (
            self.env["loyalty.coalition.coupon"]
            .sudo()
            .create([{"offer_id": offer.id, "code": card.code, "card_id": card.id} for card in cards])
        )
        return coupons._move_to(ISSUED, {**values, "customer_ref": customer_ref, "is_handed_over": is_handed_over})

    def _lock_offer(self):
        self.env.cr.execute("UPDATE loyalty_coalition_offer SET id = id WHERE id = %s", [self.id])
        self.invalidate_recordset(["issued_count"])
