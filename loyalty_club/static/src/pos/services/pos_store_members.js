/** Members come to the till: their accounts in all clubs are asked of the server at once, and remembered. */
import { loyaltyIdsGenerator } from "@pos_loyalty/app/services/pos_store";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import { isClub } from "@loyalty_club/pos/models/club_values";

/** What was asked of the server so recently is not asked again (milliseconds). */
const FRESH = 3000;

const isModel = (name) => name.includes(".");

patch(PosStore.prototype, {
    async setup(...args) {
        this.clubRequests = new Map();
        this.clubPayments = new Set();
        await super.setup(...args);
    },

    get hasClubs() {
        return this.models["loyalty.program"].some(isClub);
    },

    /**
     * Ask the server for the accounts of a customer. Without a connection, what was known last stays.
     *
     * @param {Object} partner record of res.partner
     * @returns {Promise<boolean>} whether the server answered
     */
    async refreshMember(partner) {
        if (!partner || typeof partner.id !== "number" || !this.hasClubs) {
            return false;
        }
        const asked = this.clubRequests.get(partner.id);
        if (asked && Date.now() - asked.at < FRESH) {
            return asked.answer;
        }
        const answer = this._loadClubAccounts(partner);
        this.clubRequests.set(partner.id, { at: Date.now(), answer });
        return answer;
    },

    /** Something has just changed on the server: the next question is asked in any case. */
    forgetMemberRequest(partner) {
        this.clubRequests.delete(partner?.id);
    },

    async _loadClubAccounts(partner) {
        const before = partner.property_product_pricelist?.id;
        try {
            const data = await this.data.call("loyalty.card", "load_till_accounts", [this.config.id, partner.id]);
            this.connectClubData(data);
            partner.clubCardIds = data.accounts || {};
            partner.clubPlans = data.plans || {};
        } catch (error) {
            return this._goOnWithKnownAccounts(error);
        }
        if (partner.property_product_pricelist?.id !== before) {
            this._followMemberPricelist(partner);
        }
        return true;
    },

    /** Selling goes on with what was known last; why the server refused is said. */
    _goOnWithKnownAccounts(error) {
        if (error instanceof RPCError) {
            this.notification.add(error.data?.message || error.message, { type: "danger" });
        } else if (!(error instanceof ConnectionLostError)) {
            throw error;
        }
        return false;
    },

    /** A tier or a paid membership can have a price list of its own. */
    _followMemberPricelist(partner) {
        const orders = this.models["pos.order"].filter(
            (order) => !order.finalized && order.partner_id?.id === partner.id
        );
        for (const order of orders) {
            order.updatePricelistAndFiscalPosition(partner);
        }
    },

    /**
     * Store records that a method for the till answered.
     *
     * @param {Object} data keys with a dot are names of models, with records as the till loads them
     */
    connectClubData(data) {
        const records = Object.entries(data || {}).filter(([name]) => isModel(name));
        return this.models.connectNewData(Object.fromEntries(records));
    },

    /**
     * @override accounts of clubs come together; who has none yet gets one that only this till knows, until the order is
     *      on the server
     */
    async fetchLoyaltyCard(programId, partnerId, ...rest) {
        const program = this.models["loyalty.program"].get(programId);
        if (!isClub(program)) {
            return super.fetchLoyaltyCard(programId, partnerId, ...rest);
        }
        const partner = this.models["res.partner"].get(partnerId);
        await this.refreshMember(partner);
        const cards = this.models["loyalty.card"];
        return (
            cards.get(partner?.clubCardIds?.[programId]) ||
            cards.find((card) => card.partner_id?.id === partnerId && card.program_id?.id === programId) ||
            cards.create({
                id: loyaltyIdsGenerator(),
                code: null,
                program_id: program,
                partner_id: partner,
                points: 0,
                expiration_date: null,
            })
        );
    },

    /** @override who is a member decides about promotions, so accounts are there first */
    async _updatePrograms(...args) {
        const partner = this.getOrder()?.getPartner();
        if (partner && this.hasClubs) {
            await (partner.clubCardIds ? this.clubRequests.get(partner.id)?.answer : this.refreshMember(partner));
        }
        this.getOrder()?.followClubAccounts();
        return super._updatePrograms(...args);
    },

    /** @override who is chosen again is asked about again: the account may have been merged meanwhile */
    setPartnerToCurrentOrder(partner) {
        super.setPartnerToCurrentOrder(partner);
        this.refreshMember(partner);
    },

    /** @override accounts that are gone leave nothing behind */
    getLoyaltyCards(...args) {
        return super.getLoyaltyCards(...args).filter(Boolean);
    },

    /** @override codes for members are refused to others; without a connection, members are found that are known here */
    async activateCode(code, ...rest) {
        const rule = this.models["loyalty.rule"].find(
            (found) => found.mode === "with_code" && (found.promo_barcode === code || found.code === code)
        );
        const problem = rule && this.getOrder().getMembersOnlyText(rule.program_id);
        if (problem) {
            return problem;
        }
        try {
            return await super.activateCode(code, ...rest);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            return this._activateKnownCode(code);
        }
    },

    /** @returns {Promise<true|string>} true, or what the cashier can do */
    async _activateKnownCode(code) {
        const isMeant = (card) => isClub(card.program_id) && [card.code, card.till_status?.link].includes(code);
        const card = this.models["loyalty.card"].find(isMeant);
        if (!card?.partner_id) {
            return _t(
                "No connection: this code cannot be looked up now. Choose the customer from the list, or scan later."
            );
        }
        this.getOrder().setPartner(card.partner_id);
        await this.updateRewards();
        return true;
    },

    getPotentialFreeProductRewards(...args) {
        const order = this.getOrder();
        return super.getPotentialFreeProductRewards(...args).filter((found) => order._isClubClaimable(found));
    },
});
