"""Settling with a partner, and what the partner paid in advance."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

CHUNK = 50


class LoyaltyCoalitionPartner(models.Model):
    _inherit = "loyalty.coalition.partner"

    settle_product_id = fields.Many2one(
        "product.product",
        "Product of the settlement",
        check_company=True,
        ondelete="restrict",
        domain=[("type", "=", "service")],
        help="Accounts and taxes of the invoices and bills; empty: “Coupons of partners”.",
    )
    package_ids = fields.One2many("loyalty.coalition.package", "coalition_id", "Prepaid packages")
    prepaid_left = fields.Monetary(
        compute="_compute_prepaid_left", help="What is left of prepaid packages after all confirmed settlements."
    )
    prepaid_low = fields.Monetary("Low level", help="A warning when less is left of prepaid packages; 0: no warning.")
    outstanding = fields.Monetary(
        "Owed by the partner",
        compute="_compute_outstanding",
        help="What the partner owes: in no confirmed settlement yet, or invoiced and not paid; less what it paid in "
        "advance.",
    )
    settlement_ids = fields.One2many("loyalty.coalition.settlement", "coalition_id", "Settlements")
    settlement_count = fields.Integer(compute="_compute_settlement_count")

    _prepaid_low_check = models.Constraint("CHECK (prepaid_low >= 0)", "The low level cannot be negative.")

    @api.depends(
        "package_ids.state",
        "package_ids.amount",
        "package_ids.move_id.state",
        "package_ids.move_id.payment_state",
        "package_ids.move_id.reversal_move_ids.state",
        "settlement_ids.prepaid_used",
        "settlement_ids.state",
    )
    def _compute_prepaid_left(self):
        Package, Settlement = self.env["loyalty.coalition.package"], self.env["loyalty.coalition.settlement"]
        domain = [("coalition_id", "in", self.ids), ("state", "=", "confirmed")]
        packages = Package.sudo().search(domain)._filter_counted().grouped("coalition_id")
        used = dict(Settlement._read_group(domain, ["coalition_id"], ["prepaid_used:sum"]))
        for coalition in self:
            origin = coalition._origin
            paid = sum(packages.get(origin.sudo(), Package).mapped("amount"))
            left = paid - used.get(origin, 0.0)
            coalition.prepaid_left = coalition.currency_id.round(left)

    def _is_used(self):
        return super()._is_used() or any(package.state != "draft" for package in self.sudo().package_ids)

    @api.depends("balance", "prepaid_left", "settlement_ids.due", "settlement_ids.state")
    def _compute_outstanding(self):
        settled = self._get_unpaid("loyalty.coalition.settlement", "due")
        packages = self._get_unpaid("loyalty.coalition.package", "amount")
        for coalition in self:
            unpaid = settled.get(coalition._origin.id, 0.0) + packages.get(coalition._origin.id, 0.0)
            owed = coalition.balance + unpaid - max(coalition.prepaid_left, 0.0)
            coalition.outstanding = coalition.currency_id.round(owed)

    def _get_unpaid(self, model, name):
        """{partner's id: what is not paid yet of our invoices for settlements or packages, without taxes, as accounting
        posted them}

        :param str name: the field with the amount of one
        """
        domain = [
            ("coalition_id", "in", self.ids),
            ("state", "=", "confirmed"),
            (name, ">", 0),
            ("move_id.state", "!=", "cancel"),
            ("move_id.payment_state", "not in", ("paid", "in_payment", "reversed")),
        ]
        amounts = {}
        for record in self.env[model].sudo().search(domain):  # sudo: whether invoices are paid
            move, key = record.move_id, record.coalition_id.id
            share = move.amount_residual / move.amount_total if move.payment_state == "partial" else 1
            is_ours = move.state == "posted" and move.currency_id == record.currency_id
            amounts[key] = amounts.get(key, 0.0) + (move.amount_untaxed if is_ours else record[name]) * share
        return amounts

    def _compute_settlement_count(self):
        counts = dict(
            self.env["loyalty.coalition.settlement"]._read_group(
                [("coalition_id", "in", self.ids)], ["coalition_id"], ["__count"]
            )
        )
        for coalition in self:
            coalition.settlement_count = counts.get(coalition._origin, 0)

    @api.private
    def _lock_contracts(self):
        self.flush_recordset()
        self.env.cr.execute(
            "SELECT id FROM loyalty_coalition_partner WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [self.ids]
        )
        self.env.cr.execute("UPDATE loyalty_coalition_partner SET id = id WHERE id = ANY(%s)", [self.ids])
        self.invalidate_recordset()

    # --- settling ---

    def action_settle(self):
        """Settle up to yesterday, and show the draft."""
        self.ensure_one()
        settlement = self._settle(self._get_today() - timedelta(days=1))
        return {
            "type": "ir.actions.act_window",
            "res_model": settlement._name,
            "res_id": settlement.id,
            "view_mode": "form",
        }

    def action_open_settlements(self):
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("loyalty_club.loyalty_coalition_settlement_action"),
            "domain": [("coalition_id", "in", self.ids)],
        }

    @api.private
    def _settle(self, date_to):
        """A draft with every movement up to a day that is in no settlement; the draft that exists takes them in.

        :param date date_to: the last day, in the club's time zone
        :return: the ``loyalty.coalition.settlement``
        :raise UserError: there is nothing to settle
        """
        self.ensure_one()
        self.check_access("write")
        coalition = self.sudo()
        coalition._lock_contracts()
        settlements = coalition.settlement_ids
        settlements.flush_recordset()  # the unique draft: one that is confirmed by now is none any more
        draft = settlements.filtered(lambda settlement: settlement.state == "draft")
        if draft:
            draft.date_to = max(draft.date_to, date_to)
            coalition._collect(draft)
            return draft.with_env(self.env)
        if not coalition._get_open_movements(date_to):
            raise UserError(self.env._("Nothing is left to settle with %s.", coalition.name))
        last = max(settlements.filtered(lambda one: one.state == "confirmed").mapped("date_to"), default=False)
        draft = settlements.create(
            {
                "coalition_id": coalition.id,
                "date_from": last + timedelta(days=1) if last and last < date_to else coalition.date_from,
                "date_to": date_to,
            }
        )
        coalition._collect(draft)
        return draft.with_env(self.env)

    def _get_open_movements(self, date_to):
        """Movements up to a day (in the club's time zone) that are in no settlement; those of disputed coupons wait."""
        return self.env["loyalty.coalition.movement"].search(
            [
                ("coalition_id", "=", self.id),
                ("settlement_id", "=", False),
                ("at", "<", self.program_id._get_midnight(date_to + timedelta(days=1))),
                "|",
                ("coupon_id", "=", False),
                ("coupon_id.state", "!=", "disputed"),
            ]
        )

    def _collect(self, draft):
        """Bring a draft of this (locked) partner up to date."""
        draft._drop_disputed()
        self._get_open_movements(draft.date_to).settlement_id = draft
        draft.invalidate_recordset(["movement_ids"])

    def _get_settle_product(self):
        return self.settle_product_id or self.env.ref("loyalty_club.product_coalition").sudo()

    def _make_move(self, values, lines):
        """A draft of an invoice or a bill. Prices are without taxes, also where those of the product include them.

        :param list lines: dicts, of the product of the settlement
        :return: the ``account.move``, in superuser mode
        """
        product = self._get_settle_product()
        move = (
            self.env["account.move"]
            .sudo()
            .with_company(self.company_id)
            .create(
                {
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "currency_id": self.currency_id.id,
                    "invoice_line_ids": [Command.create({"product_id": product.id, **line}) for line in lines],
                    **values,
                }
            )
        )
        for line in move.invoice_line_ids.filtered(lambda line: any(line.tax_ids.mapped("price_include"))):
            taxes = line.tax_ids
            line.price_unit = taxes._adapt_price_unit_to_another_taxes(
                line.price_unit, line.product_id, taxes.browse(), taxes, line.product_uom_id
            )
        return move

    @api.model
    def _cron_settle(self):
        """Once a day: drafts for the past month, and warnings of prepaid packages that run low."""
        self.sudo().search([("package_ids.state", "=", "confirmed")])._warn_of_low_prepaid()
        remaining = True
        while remaining:
            done, remaining = self._settle_months(CHUNK)
            self.env["ir.cron"]._commit_progress(done, remaining=remaining)

    @api.model
    def _settle_months(self, limit):
        """A draft for the past month for partners with whom something is to be settled; idempotent, does not commit.

        :return: how many were made, and how many partners are left
        """
        waiting = self.sudo()._get_unsettled_months()
        for coalition in waiting[:limit]:
            draft = coalition._settle(coalition._get_last_month_end())
            if not draft.activity_ids:
                draft.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=coalition._get_responsible().id,
                    summary=coalition._as_responsible_reads().env._("Settle with %s", coalition.name),
                )
        return len(waiting[:limit]), len(waiting[limit:])

    def _get_last_month_end(self):
        return self._get_today() + relativedelta(day=1, days=-1)

    @api.model
    def _get_unsettled_months(self):
        """The partners with movements of past months that are in no settlement; a draft of an earlier month that is
        still open takes them in.
        """
        groups = self.env["loyalty.coalition.movement"]._read_group(
            [("settlement_id", "=", False), ("coupon_id.state", "!=", "disputed")], ["coalition_id"], ["at:min"]
        )
        drafts = self.env["loyalty.coalition.settlement"].search([("state", "=", "draft")])
        drafts = drafts.filtered(lambda draft: draft.date_to >= draft.coalition_id._get_last_month_end())
        return self.browse().union(
            *(
                coalition
                for coalition, first in groups
                if coalition not in drafts.coalition_id
                and coalition.program_id._get_local_day(first) <= coalition._get_last_month_end()
            )
        )
