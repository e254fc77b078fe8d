/** What the server finds (a telephone number in another spelling, a scanned code) is shown, whatever was typed. */
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { patch } from "@web/core/utils/patch";

patch(PartnerList.prototype, {
    /** @returns {Promise<Array>} what the server found for the text; it is remembered which text that was */
    async getNewPartners(...args) {
        const query = this.state.query?.trim();
        const partners = await super.getNewPartners(...args);
        if (query && partners.length) {
            const known = this.state.clubFound?.query === query ? this.state.clubFound.ids : [];
            this.state.clubFound = { query, ids: [...known, ...partners.map((partner) => partner.id)] };
        }
        return partners;
    },

    /**
     * @param {Array} partners records of res.partner
     * @returns {Array} those whose own text matches, then those whom the server found for this text
     */
    getPartners(partners, ...rest) {
        const matching = super.getPartners(partners, ...rest);
        const { query, ids = [] } = this.state.clubFound || {};
        if (!query || query !== this.state.query?.trim()) {
            return matching;
        }
        const shown = new Set(matching.map((partner) => partner.id));
        return [...matching, ...partners.filter(({ id }) => ids.includes(id) && !shown.has(id))];
    },
});
