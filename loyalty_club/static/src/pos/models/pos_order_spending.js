/** Points that a member may spend on this order, and who may have which reward. */
import { toRaw } from "@odoo/owl";
import "@pos_loyalty/app/models/pos_order";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { ZERO, decimal, least, sum, toNumber } from "@loyalty_club/pos/engine/decimal";
import { exact } from "@loyalty_club/pos/engine/points";
import { choiceRange, makeOffer, makeTaker, piecesLeft, piecesOf, refusal } from "@loyalty_club/pos/engine/rewards";
import { dayOf, isClub, localMoment } from "@loyalty_club/pos/models/club_values";

/** Rewards that are claimed by themselves: nothing of them can be put on an order. */
export const CLAIMED_TYPES = ["voucher", "service"];

/** By order: {cardId, points}, while the values of a reward are computed: all that it may take. */
const bounds = new WeakMap();

const wordsOf = (reward, day) => ({ reward: reward.description, day: day?.toLocaleString?.() || String(day || "") });

const REFUSALS = {
    inactive: () => _t("The customer is no active member at present and cannot spend points."),
    early: (reward) => _t("“%(reward)s” is given from %(day)s on.", wordsOf(reward, reward.date_from)),
    late: (reward) =>
        _t("“%(reward)s” was given until %(day)s. Choose another reward.", wordsOf(reward, reward.date_to)),
    tier: (reward) =>
        _t("“%(reward)s” is for members from %(tier)s on. Choose another reward.", {
            reward: reward.description,
            tier: reward.min_tier_id?.name || "",
        }),
    limit: (reward) =>
        _t("The customer has had “%s” as often as a member can. Choose another reward.", reward.description),
    count: (reward) => _t("“%s” has run out. Choose another reward.", reward.description),
    amount: (reward) =>
        _t("What is left of the budget of “%s” does not suffice. Choose another reward.", reward.description),
    points: () => _t("There are not enough points for this reward."),
};

const rankOf = (tier) => (tier ? [tier.sequence, tier.id] : null);

patch(PosOrder.prototype, {
    /** Lines of rewards that are paid by an account, of one reward or of all. */
    _getClubRewardLines(cardId, reward = null) {
        return this.lines.filter(
            (line) =>
                line.is_reward_line && line.coupon_id?.id === cardId && (!reward || line.reward_id?.id === reward.id)
        );
    },

    /** @returns {bigint} points that the rewards on this order cost an account */
    getClubSpent(cardId, reward = null) {
        return sum(this._getClubRewardLines(cardId, reward).map((line) => exact(line.points_cost)));
    },

    /** @returns {bigint} points that this order earns and may spend at once */
    getClubOwnPoints(program, card) {
        const status = card?.till_status;
        const isDelayed = (program.earn_on && program.earn_on !== "order") || program.hold_days;
        if (isDelayed || program.applies_on === "future" || (status && status.state !== "active")) {
            return ZERO;
        }
        return exact(this.getClubResult(program).points);
    },

    /** @returns {bigint} points of the account before this order that may be spent, as far as they are known here */
    getClubSpendable(card) {
        const status = card?.till_status;
        if (status && status.state !== "active") {
            return ZERO;
        }
        const known = exact(status ? status.spendable : card?.points);
        return card ? known + this._getClubHeld(card) - this._getClubUnsent(card) : known;
    },

    /** Points that the server holds for this very order; `till_status.spendable` is without them. */
    _getClubHeld(card) {
        return exact(this.uiState.clubHeld?.[card.id]);
    },

    /** Points that other paid orders of this till spend, and the server does not know of yet. */
    _getClubUnsent(card) {
        const others = Object.entries(card.clubUnsent || {}).filter(([uuid]) => uuid !== this.uuid);
        return sum(others.map(([, points]) => exact(points)));
    },

    /** @override of clubs: what may be spent, not what there is; while a reward is computed, no more than it may take */
    _getRealCouponPoints(couponId, ...rest) {
        const card = this.models["loyalty.card"].get(couponId);
        if (!isClub(card?.program_id)) {
            return super._getRealCouponPoints(couponId, ...rest);
        }
        const points =
            this.getClubSpendable(card) + this.getClubOwnPoints(card.program_id, card) - this.getClubSpent(couponId);
        const bound = bounds.get(toRaw(this));
        return toNumber(bound?.cardId === couponId ? least(points, bound.points) : points);
    },

    /**
     * @param {Function} compute called without arguments; meanwhile no more than `points` of the account are there
     * @param {bigint|null} points null: no bound
     */
    _withClubPointsAtMost(cardId, points, compute) {
        if (points === null) {
            return compute();
        }
        bounds.set(toRaw(this), { cardId, points });
        try {
            return compute();
        } finally {
            bounds.delete(toRaw(this));
        }
    },

    // --- conditions of rewards ---

    /** The conditions of a reward as a value of the engine. What is on this order already is given already. */
    _getClubOffer(reward) {
        const budget = reward.till_budget || {};
        const given = this.lines.filter((line) => line.reward_id?.id === reward.id);
        const amount = -sum(given.map((line) => decimal(line.priceIncl)));
        const left = (value) => value !== null && value !== undefined;
        return makeOffer({
            dateFrom: dayOf(reward.date_from),
            dateTo: dayOf(reward.date_to),
            minRank: rankOf(reward.min_tier_id),
            limit: reward.has_member_limit ? reward.limit_per_member : null,
            countLeft: left(budget.count) ? budget.count - this._countClubPieces(reward, given) : null,
            amountLeft: left(budget.amount) ? exact(budget.amount) - amount : null,
        });
    },

    /** The member as a value of the engine; points are not looked at. */
    _getClubTaker(reward, card) {
        const status = card?.till_status;
        const onOrder = card ? this._getClubRewardLines(card.id, reward) : [];
        return makeTaker({
            active: !status || status.state === "active",
            rank: status?.tier ? rankOf(this.models["loyalty.tier"].get(status.tier)) : null,
            taken: (status?.taken?.[reward.id] || 0) + this._countClubPieces(reward, onOrder),
        });
    },

    /** Free products are counted, everything else is one piece, whatever it costs. */
    _countClubPieces(reward, lines) {
        const isCounted = reward.reward_type === "product" && !reward.clear_wallet;
        const points = sum(lines.map((line) => exact(line.points_cost)));
        return piecesOf(points, isCounted ? exact(reward.required_points) : ZERO);
    },

    /**
     * Why a member cannot have a reward (or one more of it) today; points are not looked at.
     *
     * @returns {string|null} engine's reason, `desk` for what is not given at a till, null: it can be had
     */
    getClubRefusal(reward, card, amount = ZERO) {
        if (CLAIMED_TYPES.includes(reward.reward_type)) {
            return "desk";
        }
        const day = localMoment(reward.program_id).toISODate();
        return refusal(this._getClubOffer(reward), this._getClubTaker(reward, card), day, 1, amount);
    },

    /** @returns {string} the same as a sentence for the cashier; empty: the reward can be had */
    getClubRefusalText(reward, card, amount = ZERO) {
        const reason = this.getClubRefusal(reward, card, amount);
        if (reason === "desk") {
            return _t("“%s” is claimed in the portal or at the desk.", reward.description);
        }
        return reason ? REFUSALS[reason](reward) : "";
    },

    /** @returns {number|null} how many more pieces limit and budget leave; null: as many as there are points for */
    _getClubPiecesLeft(reward, card) {
        return piecesLeft(this._getClubOffer(reward), this._getClubTaker(reward, card));
    },

    // --- a chosen number of points ---

    /**
     * How many points can be chosen for a reward; those that it takes on this order already are counted in.
     *
     * @returns {Object|null} numbers {least, most, step}; most 0: none. null: there is no choice, it takes all it can
     */
    getClubChoice(reward, card) {
        if (!reward.points_step) {
            return null;
        }
        const spendable = exact(this._getRealCouponPoints(card.id)) + this.getClubSpent(card.id, reward);
        const worth = this._getClubWorth(reward, card) / (reward.discount || 1);
        const [first, last] = choiceRange(spendable, exact(worth), exact(reward.required_points), reward.points_step);
        return { least: toNumber(first), most: toNumber(last), step: reward.points_step };
    },

    /** The discount that the reward could give at most on this order, without its own lines. */
    _getClubWorth(reward, card) {
        const own = this._getClubRewardLines(card.id, reward);
        const discountable = {
            order: () => this._getDiscountableOnOrder(reward),
            specific: () => this._getDiscountableOnSpecific(reward),
            cheapest: () => this._getDiscountableOnCheapest(reward),
        }[reward.discount_applicability]().discountable;
        const given = -own.reduce((total, line) => total + line.priceIncl, 0);
        const counted = reward.discount_applicability === "cheapest" ? 0 : given;
        const worth = Math.min(this.priceIncl + given, discountable + counted);
        return Math.max(Math.min(worth, reward.discount_max_amount || worth), 0);
    },
});
