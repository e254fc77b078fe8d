from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge_loyalty_cards(self, src_partners, dst_partner):
        """Accounts of clubs are merged by the ledger, entry by entry; stock merges the other cards."""
        Card = self.env["loyalty.card"].sudo()
        partners = src_partners | dst_partner
        self.env["loyalty.coalition.partner"]._check_merge(partners)
        accounts = Card._read_group(
            [("partner_id", "in", partners.ids), ("is_club", "=", True)], ["program_id"], ["id:recordset"]
        )
        for _program, cards in accounts:
            cards = cards.sorted(lambda card: (card.partner_id != dst_partner, card.id))
            (cards - cards[0])._merge_into(cards[0])
            if cards[0].partner_id != dst_partner:
                cards[0].with_context(loyalty_no_mail=True).partner_id = dst_partner
        self.env["loyalty.membership"]._merge_customers(src_partners, dst_partner)
        self.env["loyalty.referral"].sudo()._merge_friends(src_partners, dst_partner)
        self.env["loyalty.message"]._merge_customers(src_partners, dst_partner)
        self.env["loyalty.news.recipient"].sudo()._merge_customers(src_partners, dst_partner)
        super()._merge_loyalty_cards(src_partners, dst_partner)
