import { PartnerLine } from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { patch } from "@web/core/utils/patch";
import { EnrollDialog } from "@loyalty_club/pos/components/enroll_dialog/enroll_dialog";
import { TierBadge } from "@loyalty_club/pos/components/tier_badge/tier_badge";

/** What a text of the search says of a person: a part of a form. */
function readPerson(text) {
    if (text.includes("@")) {
        return { email: text };
    }
    return /^[+(\d٠-٩۰-۹][\d٠-٩۰-۹\s()./-]*$/.test(text) ? { phone: text } : { name: text };
}

patch(PartnerLine, { components: { ...PartnerLine.components, TierBadge } });

patch(PartnerLine.prototype, {
    /**
     * @returns {Array} accounts of the customer in the clubs of this till, as far as the till has seen them:
     *     {card, number: the member number, tier: record of loyalty.tier or undefined}
     */
    get clubAccounts() {
        const cards = this.props.partner.backLink("<-loyalty.card.partner_id") || [];
        return cards
            .filter((card) => card.id > 0 && card.program_id?.program_type === "loyalty")
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
    /** Who was looked for in vain need not be written again. */
    enrollMember() {
        const text = this.state.query?.trim();
        this.props.close();
        this.dialog.add(EnrollDialog, text ? { partner: readPerson(text) } : {});
    },
});
