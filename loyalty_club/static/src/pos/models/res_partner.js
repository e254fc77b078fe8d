import { ResPartner } from "@point_of_sale/app/models/res_partner";
import { patch } from "@web/core/utils/patch";

patch(ResPartner.prototype, {
    /** The list of customers is searched by this text: member numbers are part of it. */
    get searchString() {
        const cards = this.backLink("<-loyalty.card.partner_id") || [];
        const numbers = cards.map((card) => card.code).filter(Boolean);
        return [super.searchString, ...numbers].join(" ");
    },
});
