"""What memberships saved on orders: found once, when the order is confirmed or paid; refunds make it less."""

from odoo import models

from ....engine.points import exact, round_points


class LoyaltyPointsDocument(models.AbstractModel):
    _inherit = "loyalty.points.document"

    def _after_sync(self, traces):
        super()._after_sync(traces)
        self._get_documents_of_members()._sync_savings()

    def _sync_savings(self, anew=False, on_date=False):
        """Note what memberships saved on these documents, or how much of it is left after refunds. Idempotent.

        :param bool anew: the documents were changed or confirmed again: what was noted is found once more
        :param bool on_date: then for today, not for the day for which it was noted
        """
        documents = self.sudo()
        if not documents:
            return
        Benefit = self.env["loyalty.membership.benefit"].sudo()
        rows = Benefit.search([("origin_model", "=", self._name), ("origin_id", "in", documents.ids)])
        noted = rows.grouped("origin_id")
        vals_list = []
        for document in documents:
            known, share = noted.get(document.id), document._get_share_of_savings()
            if not known:
                vals_list += document._prepare_savings()
                continue
            if anew and share:
                vals_list += known._find_anew(document._prepare_savings(), on_date)
            known._follow_refunds(share)
        Benefit.create(vals_list)

    def _prepare_savings(self):
        """Values of what memberships save on this document; called once for it, and when it was changed."""
        share = self._get_share_of_savings()
        memberships = self._get_memberships_used() if share else None
        if not memberships:
            return []
        saved = {}
        for kind, plan_id, amount, points in [*self._find_savings(memberships), *self._find_coupons_used(memberships)]:
            membership = memberships.filtered(lambda found, plan=plan_id: found.plan_id.id == plan)[:1]
            if membership and (amount > 0 or points > 0):
                values = saved.setdefault((membership, kind), self._prepare_saving(membership, plan_id, kind))
                for name, value in (("amount", amount), ("points", points)):  # two coupons are one row
                    values[name] += value
                    values[f"full_{name}"] += value
        return list(saved.values())

    def _prepare_saving(self, membership, plan_id, kind):
        return {
            "membership_id": membership.id,
            "plan_id": plan_id,
            "kind": kind,
            "key": f"{self._name},{self.id},{kind}",
            "on_date": membership._get_today(),
            "origin_model": self._name,
            "origin_id": self.id,
            **dict.fromkeys(("amount", "points", "full_amount", "full_points"), 0.0),
        }

    # --- what is saved ---

    def _find_savings(self, memberships):
        """Called for a document with memberships when it begins to count, and when it was changed.

        :return: list of (kind, plan id, money in the company's currency, points)
        """
        return [*self._find_lower_prices(memberships), *self._find_more_points(memberships)]

    def _find_lower_prices(self, memberships):
        """The difference of two price lists, that of the plan and the one that the customer would have."""
        plan = memberships.plan_id.filtered("pricelist_id").sorted(lambda plan: (plan.sequence, plan.id))[:1]
        if not plan or self.pricelist_id != plan.pricelist_id:
            return []
        normal = self._get_normal_pricelist()
        if normal == self.pricelist_id:
            return []
        saved = sum(self._get_line_saving(line, normal) for line in self._get_lines_with_prices())
        return [("price", plan.id, self._in_company_money(saved), 0.0)]

    def _get_normal_pricelist(self):
        company = self.company_id
        with self.env["loyalty.membership"]._without_memberships():
            pricelists = self.env["product.pricelist"].with_company(company)
            return pricelists._get_partner_pricelist_multi(self.partner_id.ids).get(self.partner_id.id) or pricelists

    def _get_line_saving(self, line, normal):
        """What a line would cost more by the price list ``normal``, with taxes, in the document's currency."""
        quantity, uom, taxed = self._read_line(line)
        terms = {"currency": self.currency_id, "uom": uom, "date": self.date_order}
        usual = normal._get_product_price(line.product_id, quantity, **terms)
        own = self.pricelist_id._get_product_price(line.product_id, quantity, **terms)
        paid = line.price_unit * quantity * (1 - (line.discount or 0.0) / 100)
        factor = taxed / paid if paid else 1.0
        return max(usual - own, 0.0) * quantity * factor

    def _find_coupons_used(self, memberships):
        """Coupons that came with a membership and made this document cheaper."""
        lines = self._get_reward_lines().filtered("coupon_id")
        rows = (
            self.env["loyalty.membership.benefit"]
            .sudo()
            .search([("coupon_id", "in", lines.coupon_id.ids), ("kind", "=", "coupon")])
            if lines
            else ()
        )
        return [
            ("coupon", row.plan_id.id, self._in_company_money(-self._get_total(lines, row.coupon_id)), 0.0)
            for row in rows
            if row.membership_id in memberships
        ]

    def _get_total(self, lines, coupon):
        return sum(self._read_line(line)[2] for line in lines if line.coupon_id == coupon)

    def _in_company_money(self, amount):
        """Money of the document in its company's currency, rounded."""
        company = self.company_id
        return self.currency_id._convert(amount, company.currency_id, company, self.date_order)

    def _get_value_of_points(self, program, points):
        """What points are worth, in the company's currency."""
        return program.currency_id._convert(
            points * program.point_value, self.company_id.currency_id, self.company_id, self.date_order
        )

    # --- what a document says of itself ---

    def _get_documents_of_members(self):
        """Those that can have savings to note: called after each posting, so most are left out without a query."""
        return self.browse()

    def _get_memberships_used(self):
        """The memberships that the document was bought with, in the order of their plans (superuser mode)."""
        return self.env["loyalty.membership"].sudo()

    def _get_share_of_savings(self):
        """The part (float, 0 to 1) of the document that was not cancelled or refunded."""
        raise NotImplementedError

    def _find_more_points(self, memberships):
        """As :meth:`_find_savings`: points that the multiplier of a plan gave beyond those of the tier."""
        raise NotImplementedError

    def _get_lines_with_prices(self):
        """Lines of goods that price lists are for."""
        raise NotImplementedError

    def _get_reward_lines(self):
        raise NotImplementedError

    def _read_line(self, line):
        """(quantity, unit of measure, total with taxes)"""
        raise NotImplementedError


class LoyaltyMembershipBenefit(models.Model):
    _inherit = "loyalty.membership.benefit"

    def _find_anew(self, vals_list, on_date):
        """Their document was changed: what it saves now takes the place of what was noted.

        :param vals_list: of what the document saves
        :param bool on_date: the day changes, too
        :return: values of what was not noted yet
        """
        found = {(values["membership_id"], values["key"]): values for values in vals_list}
        for row in self:
            values = found.pop((row.membership_id.id, row.key), {"full_amount": 0.0, "full_points": 0.0})
            kept = {"membership_id", "key", "amount", "points", *(() if on_date else ("on_date",))}
            row.write({name: value for name, value in values.items() if name not in kept})
        return list(found.values())

    def _follow_refunds(self, share):
        """Of what was saved on an order, ``share`` is left."""
        for row in self:
            amount = float(round_points(exact(row.full_amount) * exact(share), row.currency_id.rounding, "HALF-UP"))
            points = float(round_points(exact(row.full_points) * exact(share), 0.01, "HALF-UP"))
            if (row.amount, row.points) != (amount, points):
                row.write({"amount": amount, "points": points})
