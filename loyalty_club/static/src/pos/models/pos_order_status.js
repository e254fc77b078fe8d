/** What there is to say about the customer of an order in each club, for screens, receipts and the server. */
import "@pos_loyalty/app/models/pos_order";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";
import { ONE, ZERO, decimal, most, toNumber } from "@loyalty_club/pos/engine/decimal";
import { exact } from "@loyalty_club/pos/engine/points";
import { outlook } from "@loyalty_club/pos/engine/tiers_outlook";

const UNKNOWN = { tier: null, pending: null, expiring: null, keep: null, link: null };

/** Reasons of the engine as the screens know them. */
const STATES = { count: "out", amount: "out" };

patch(PosOrder.prototype, {
    /**
     * What the customer has and what this order changes, in each club of this till.
     *
     * @returns {Array} none without a customer, else for each club {program, card, status (what the server said last), tier, plans (names of paid
     *      memberships),
     *      won, spent, balance (before this order; of a paid order: as known), spendable, pending, expiring, next: {tier,
     *      missing: {points, amount, orders}, any}|null, keep, link, unconfirmed (paid, but the server has not answered
     *      yet), rewards: [{reward, state, missing_points, tier, choice}]}; numbers of points
     */
    getClubStatus() {
        if (!this.getPartner()) {
            return [];
        }
        return this.getClubs().map((program) => this._getClubStatusIn(program));
    },

    _getClubStatusIn(program) {
        const card = this.getClubCard(program);
        const status = card?.till_status || null;
        const known = { ...UNKNOWN, ...status };
        const findRewards = () => this._getClubRewardStates(program, card);
        let rewards = null;
        return {
            program,
            card,
            status,
            tier: this._getClubTier(known.tier),
            plans: this.getClubPlans(program, status).map((plan) => plan.name),
            ...this._getClubTurnover(program, card),
            ...this._getClubPoints(card),
            pending: known.pending,
            expiring: known.expiring,
            next: this._getClubNextTier(program, status),
            keep: known.keep,
            link: known.link,
            unconfirmed: this._isClubUnconfirmed(),
            // Only who shows rewards computes them.
            get rewards() {
                rewards ??= findRewards();
                return rewards;
            },
        };
    },

    _getClubPoints(card) {
        if (!card) {
            return { balance: 0, spendable: 0 };
        }
        const spendable = most(decimal(this._getRealCouponPoints(card.id)), ZERO);
        return { balance: card.points || 0, spendable: toNumber(spendable) };
    },

    _getClubRewardStates(program, card) {
        return this.finalized || this.isRefund || !card
            ? []
            : program.reward_ids.map((reward) => this._getClubRewardState(reward, card));
    },

    /** Points {won, spent} by this order; of a paid one, what was claimed then: rules and tiers may be others now. */
    _getClubTurnover(program, card) {
        if (this.finalized) {
            const { won = 0, spent = 0 } = this.club_claim?.points?.[program.id] || {};
            return { won, spent };
        }
        return {
            won: this.getClubResult(program).points,
            spent: card ? toNumber(this.getClubSpent(card.id)) : 0,
        };
    },

    _isClubUnconfirmed() {
        return this.finalized && Boolean(!this.isSynced || this.uiState.clubUnconfirmed);
    },

    _getClubTier(id) {
        return (id && this.models["loyalty.tier"].get(id)) || null;
    },

    /** The next tier and what is missing for it after this basket; points on hold do not count yet. */
    _getClubNextTier(program, status) {
        const tier = this._getClubTier(status?.next?.tier);
        if (!tier) {
            return null;
        }
        const result = this.getClubResult(program);
        const counts = !this.finalized && !program.hold_days && this._mayEarnIn(program, status);
        const gained = counts
            ? { points: exact(result.qualifying), amount: most(result.spent, ZERO), orders: ONE }
            : { points: ZERO, amount: ZERO, orders: ZERO };
        const minimums = { points: tier.min_points, amount: tier.min_amount, orders: tier.min_orders };
        const found = outlook(status.next, gained, minimums);
        const missing = Object.entries(found.missing).map(([name, value]) => [name, toNumber(value)]);
        const { any } = status.next;
        return { tier, missing: Object.fromEntries(missing), any, reached: found.reached, basis: found.basis };
    },

    /** Why the member cannot have a reward on this order, whatever the points. */
    _getClubObstacle(reward, card) {
        const isOpen = this._programIsApplicable(reward.program_id);
        return this.getClubRefusal(reward, card) || (isOpen ? null : "basket");
    },

    /** Whether the member can have a reward on this order: `available`, or why not. */
    _getClubRewardState(reward, card) {
        const found = { reward, state: "available", missing_points: 0, tier: reward.min_tier_id || null, choice: null };
        const reason = this._getClubObstacle(reward, card);
        if (reason) {
            return { ...found, state: STATES[reason] || reason };
        }
        const choice = this.getClubChoice(reward, card);
        const price = exact(choice ? Math.max(reward.required_points, reward.points_step) : reward.required_points);
        const own = choice ? this.getClubSpent(card.id, reward) : ZERO;
        const missing = price - exact(this._getRealCouponPoints(card.id)) - own;
        if (missing > ZERO) {
            return { ...found, state: "points", missing_points: toNumber(missing) };
        }
        return choice && !choice.most ? { ...found, state: "basket" } : { ...found, choice };
    },

    /**
     * What this till says of the order; the server computes for itself and compares.
     *
     * @returns {Object} {points: {program id: {won, spent, card}}, codes: [ids of rules whose code was entered], offline}
     */
    getClubClaim() {
        const points = {};
        for (const program of this.getPartner() ? this.getClubs() : []) {
            const card = this.getClubCard(program);
            points[program.id] = {
                won: this.getClubResult(program).points,
                spent: card ? toNumber(this.getClubSpent(card.id)) : 0,
                ...(card?.id > 0 ? { card: card.id } : {}),
            };
        }
        return {
            points,
            codes: [...(this.uiState.codeActivatedProgramRules || [])],
            offline: Boolean(this.uiState.clubOffline),
        };
    },
});
