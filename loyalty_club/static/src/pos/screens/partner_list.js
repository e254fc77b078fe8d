import { PartnerLine } from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { patch } from "@web/core/utils/patch";
import { EnrollDialog } from "@loyalty_club/pos/components/enroll_dialog/enroll_dialog";
import { TierBadge } from "@loyalty_club/pos/components/tier_badge/tier_badge";

patch(PartnerLine, { components: { ...PartnerLine.components, TierBadge } });

patch(PartnerLine.prototype, {
    /**
     * @returns {Array} accounts of the customer in the clubs of this till, as far as the till has seen them:
     *     {card, number: the member number, tier: record of loyalty.tier or undefined}
     */
    get clubAccounts() {
        const cards = this.pos.models["loyalty.card"].filter(
            (card) => card.partner_id?.id === this.props.partner.id && card.program_id?.program_type === "loyalty"
        );
        return cards
            .filter((card) => card.id > 0)
            .map((card) => ({
                card,
                number: card.code,
                tier: this.pos.models["loyalty.tier"].get(card.till_status?.tier),
            }));
    },
});

patch(PartnerList.prototype, {
    get mayEnroll() {
        const hasClub = this.pos.models["loyalty.program"].some((program) => program.program_type === "loyalty");
        return hasClub && this.pos.cashier?._role !== "minimal";
    },
    enrollMember() {
        this.props.close();
        this.dialog.add(EnrollDialog, {});
    },
});
