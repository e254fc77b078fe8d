/** What the server is told about points when an order is paid, and what it answers. */
import "@pos_loyalty/app/services/pos_store";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import { toNumber, ZERO } from "@loyalty_club/pos/engine/decimal";
import { exact } from "@loyalty_club/pos/engine/points";
import { isClub } from "@loyalty_club/pos/models/club_values";

patch(PosStore.prototype, {
    // --- before the payment: nobody else spends these points ---

    /**
     * Have the server hold the points that an order spends. Without a connection the sale goes on.
     *
     * @param {Object} order
     * @returns {Promise<string>} why the rewards cannot be had, for the cashier; empty: go on
     */
    async reserveClubPoints(order) {
        const points = this._getPointsToHold(order);
        const basket = this._getClubBasket(order);
        if (!Object.keys(points).length && !basket.programs.length && !order.uiState.clubHeld) {
            return "";
        }
        let answer;
        try {
            answer = await this.data.call("pos.order", "reserve_club_points", [
                this.config.id,
                order.uuid,
                points,
                basket,
            ]);
        } catch (error) {
            return this._goOnWithoutHolding(order, error);
        }
        order.uiState.clubOffline = false;
        order.uiState.clubHeld = null;
        this.connectClubData(answer.updated);
        if (answer.successful) {
            this._followSurvivors(order, answer.accounts);
            order.uiState.clubHeld = this._renameAccounts(points, answer.accounts);
            return "";
        }
        order.updateClubPoints();
        return answer.message;
    },

    /** The server looks at the points again when the order arrives; the customer is not kept waiting. */
    _goOnWithoutHolding(order, error) {
        if (!(error instanceof ConnectionLostError || error instanceof RPCError)) {
            throw error;
        }
        order.uiState.clubOffline = error instanceof ConnectionLostError;
        return "";
    },

    /** {card id: points} that the order takes from accounts, less what it earns itself and may spend at once. */
    _getPointsToHold(order) {
        const points = {};
        for (const card of this._getSpendingCards(order)) {
            const needed = order.getClubSpent(card.id) - order.getClubOwnPoints(card.program_id, card);
            points[card.id] = needed > ZERO ? toNumber(needed) : 0;
        }
        return points;
    },

    _getSpendingCards(order) {
        const cards = order._get_reward_lines().map((line) => line.coupon_id);
        return [...new Set(cards)].filter((card) => card?.id > 0 && isClub(card.program_id));
    },

    /** What else the server looks at before the payment: limits, budgets, and who a promotion is for. */
    _getClubBasket(order) {
        const rewards = [];
        for (const { reward_id: reward, coupon_id: card } of order._get_reward_lines()) {
            const isKnown = rewards.some((found) => found.reward_id === reward?.id && found.card_id === card?.id);
            if (card?.id > 0 && isClub(reward?.program_id) && !isKnown) {
                const lines = order._getClubRewardLines(card.id, reward);
                rewards.push({
                    card_id: card.id,
                    reward_id: reward.id,
                    pieces: order._countClubPieces(reward, lines),
                    amount: order.currency.round(-lines.reduce((total, found) => total + found.priceIncl, 0)),
                });
            }
        }
        return {
            partner_id: order.getPartner()?.id || false,
            rewards,
            programs: this._getMemberPromotions(order),
        };
    },

    /** Ids of promotions for members that give something: a reward on this order, or a coupon for the next one. */
    _getMemberPromotions(order) {
        const given = order._get_reward_lines().map((line) => line.reward_id?.program_id);
        const changes = Object.values(order.uiState.couponPointChanges || {});
        const coming = changes
            .map((change) => this.models["loyalty.program"].get(change.program_id))
            .filter((program) => program?.applies_on === "future");
        const promotions = [...given, ...coming].filter((program) => program?.member_program_id);
        return [...new Set(promotions.map((program) => program.id))];
    },

    /** Accounts were merged meanwhile: the order goes on with the one that stands for both. */
    _followSurvivors(order, accounts = {}) {
        for (const [asked, now] of Object.entries(accounts).filter(([before, after]) => Number(before) !== after)) {
            const card = this.models["loyalty.card"].get(now);
            order.moveClubPoints(Number(asked), card);
            const partner = order.getPartner();
            partner.clubCardIds = { ...partner.clubCardIds, [card.program_id.id]: now };
        }
    },

    /** {account: points} under the ids that accounts have now; points of accounts that became one are added up. */
    _renameAccounts(points, accounts = {}) {
        const renamed = {};
        for (const [asked, value] of Object.entries(points)) {
            const now = accounts[asked] || asked;
            renamed[now] = (renamed[now] || 0) + value;
        }
        return renamed;
    },

    /** The order does not spend after all, or not yet: others may. */
    async releaseClubPoints(order) {
        const held = order?.uiState?.clubHeld;
        if (!held || order.finalized) {
            return;
        }
        order.uiState.clubHeld = null;
        for (const [id, points] of Object.entries(held)) {
            this._addSpendable(this.models["loyalty.card"].get(Number(id)), points);
        }
        await this.data.silentCall("pos.order", "release_club_points", [order.uuid]);
    },

    /** What the server said last of an account is no longer so. */
    _addSpendable(card, points) {
        if (card?.till_status && points) {
            const spendable = toNumber(exact(card.till_status.spendable) + exact(points));
            card.till_status = { ...card.till_status, spendable };
        }
    },

    async _onBeforeDeleteOrder(order, ...rest) {
        const result = await super._onBeforeDeleteOrder(order, ...rest);
        if (result) {
            this._forgetUnsentPoints(order, true);
            await this.releaseClubPoints(order);
        }
        return result;
    },

    // --- the order goes to the server ---

    /** Keep what this till claims of a paid order; what was claimed first stays, whenever the order is sent. */
    claimClubPoints(order) {
        order.updateClubPoints();
        order.uiState.clubOffline ||= this.data.network.offline;
        order.club_claim = order.getClubClaim();
        order.uiState.clubUnconfirmed = true;
        this._noteUnsentPoints(order);
    },

    /** Until the server knows of the order, other orders of this till do not spend the same points again. */
    _noteUnsentPoints(order) {
        const held = order.uiState.clubHeld || {};
        const points = this._getPointsToHold(order);
        for (const card of this._getSpendingCards(order)) {
            const unsent = Math.max(points[card.id] - (held[card.id] || 0), 0);
            card.clubUnsent = { ...card.clubUnsent, [order.uuid]: unsent };
        }
    },

    /** @param {boolean} isFresh the accounts were read from the server after the order had arrived there */
    _forgetUnsentPoints(order, isFresh) {
        for (const card of this._getSpendingCards(order)) {
            const { [order.uuid]: points = 0, ...others } = card.clubUnsent || {};
            card.clubUnsent = others;
            if (!isFresh) {
                this._addSpendable(card, -points);
            }
        }
    },

    async preSyncAllOrders(orders, ...rest) {
        for (const order of orders) {
            if (this.hasClubs && order.state === "paid" && !order.club_claim) {
                this.claimClubPoints(order);
            }
        }
        return super.preSyncAllOrders(orders, ...rest);
    },

    /** @override the member's account is read again: the receipt says what the server has booked */
    async postProcessLoyalty(order, ...rest) {
        await super.postProcessLoyalty(order, ...rest);
        order.uiState.clubHeld = null;
        const partner = order.getPartner();
        if (!partner || !this.hasClubs) {
            return;
        }
        this.forgetMemberRequest(partner);
        const isFresh = await this.refreshMember(partner);
        order.uiState.clubUnconfirmed = !isFresh;
        this._forgetUnsentPoints(order, isFresh);
    },
});
