/** Which clubs an order takes part in, and on which account of each it books. */
import "@pos_loyalty/app/models/pos_order";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";
import { dayOf, isClub } from "@loyalty_club/pos/models/club_values";

/** By program: ids of its price lists, also of those that this till does not load. */
const pricelists = new WeakMap();

function pricelistsOf(program) {
    if (!pricelists.has(program.model)) {
        pricelists.set(program.model, new Map());
    }
    const known = pricelists.get(program.model);
    if (!known.has(program.id)) {
        known.set(program.id, [...(program.raw.pricelist_ids || [])]);
    }
    return known.get(program.id);
}

patch(PosOrder.prototype, {
    /** @returns {Array} clubs of this till */
    getClubs() {
        return this.models["loyalty.program"].filter(isClub);
    },

    /**
     * @param {Object} program a club
     * @returns {Object|undefined} the account (loyalty.card) that this order books on: the customer's, or the one that is
     *      shared with a company. An id below 0 is one that only this till knows yet
     */
    getClubCard(program) {
        const partner = this.getPartner();
        if (!partner) {
            return undefined;
        }
        const cards = this.models["loyalty.card"];
        const known = partner.clubCardIds?.[program.id];
        return (
            (known && cards.get(known)) ||
            cards.find((card) => card.partner_id?.id === partner.id && card.program_id?.id === program.id)
        );
    },

    /** Whether a club is open to this order: by its days (on its clocks), its price lists and its number of uses. */
    isClubOpen(program) {
        if ((program.date_from || program.date_to) && !this._isClubDay(program)) {
            return false;
        }
        if (program.limit_usage && program.total_order_count >= program.max_usage) {
            return false;
        }
        const allowed = pricelistsOf(program);
        return !allowed.length || allowed.includes(this.pricelist_id?.id);
    },

    _isClubDay(program) {
        const day = this._getClubMoment(program).slice(0, 10);
        const [first, last] = [dayOf(program.date_from), dayOf(program.date_to)];
        return (!first || day >= first) && (!last || day <= last);
    },

    /**
     * The account of a customer was opened or merged after this order had begun: what it earns and spends goes over to the
     * one that is there now. (Stock keeps the account that it found first.)
     */
    followClubAccounts() {
        for (const change of Object.values(this.uiState.couponPointChanges || {})) {
            const program = this.models["loyalty.program"].get(change.program_id);
            const card = isClub(program) && this.getClubCard(program);
            if (card && card.id !== change.coupon_id) {
                this.moveClubPoints(change.coupon_id, card);
            }
        }
    },

    /**
     * @param {number} oldId the account that this order earned and spent on
     * @param {Object} card the account that it does so from now on
     */
    moveClubPoints(oldId, card) {
        for (const line of this._getClubRewardLines(oldId)) {
            line.coupon_id = card;
        }
        const { [oldId]: change, ...others } = this.uiState.couponPointChanges;
        if (change) {
            this.uiState.couponPointChanges = { ...others, [card.id]: { ...change, coupon_id: card.id } };
        }
    },
});
