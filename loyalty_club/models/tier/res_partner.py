from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_benefit_tiers(self, benefit, applies=None):
        """Tiers of these customers that have a benefit. Of several clubs the first one (lowest sequence) wins.

        Members whose membership rests or ended have no benefits; contacts have those of their company's account where
        the club lets them share it.

        :param str benefit: name of a field of ``loyalty.tier``
        :param applies: function of a tier (superuser mode): whether its benefit is one here; by default each is
        :return: {partner id: ``loyalty.tier``} (superuser mode), only of those who have one
        """
        customers = self._origin
        companies = customers.sudo().commercial_partner_id
        cards = (
            self.env["loyalty.card"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", (customers | companies).ids),
                    ("is_club", "=", True),
                    ("active", "=", True),
                    ("membership_state", "=", "active"),
                    ("program_id.active", "=", True),
                    ("company_id", "in", [False, *self.env.company.sudo().parent_ids.ids]),
                    (f"tier_id.{benefit}", "!=", False),
                ]
            )
        )
        first = {}
        if applies:
            cards = cards.filtered(lambda card: applies(card.tier_id))
        for card in cards.sorted(lambda card: (card.program_id.sequence, card.program_id.id)):
            first.setdefault(card.partner_id.id, []).append(card)
        tiers = {}
        for partner in customers:
            own = first.get(partner.id, [])
            company = partner.sudo().commercial_partner_id
            if company != partner:
                own = own + [
                    card for card in first.get(company.id, []) if card.program_id.contact_accounts == "company"
                ]
            if own:
                best = min(own, key=lambda card: (card.program_id.sequence, card.program_id.id))
                tiers[partner.id] = best.tier_id
        return tiers

    def _get_club_pricelists(self, company):
        """{partner id: price list (superuser mode)} that these customers have in a company by what they paid for, else
        by their tier.
        """
        tiers = self.with_company(company)._get_benefit_tiers(
            "pricelist_id", lambda tier: tier.pricelist_id._is_of_company(company)
        )
        earned = {partner_id: tier.pricelist_id for partner_id, tier in tiers.items()}
        return earned | self._get_membership_pricelists(company)

    @api.depends("club_account_ids.tier_id.pricelist_id")
    def _compute_product_pricelist(self):
        """The pricelist of the member's membership or tier; the member's own one is not touched and comes back when
        those end.
        """
        return super()._compute_product_pricelist()
