/** Rewards of clubs on an order: conditions, limits, and as many points as the member chose. */
import "@pos_loyalty/app/models/pos_order";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { decimal, least, sum, toNumber, toText } from "@loyalty_club/pos/engine/decimal";
import { exact } from "@loyalty_club/pos/engine/points";
import { choiceProblem, wholeSteps } from "@loyalty_club/pos/engine/rewards";
import { isClub } from "@loyalty_club/pos/models/club_values";

patch(PosOrder.prototype, {
    initState() {
        super.initState();
        this.uiState.clubChoices ||= {};
    },

    restoreState(...args) {
        super.restoreState(...args);
        this.uiState.clubChoices ||= {};
    },

    /**
     * Put a reward of a club on the order. `pos.updateRewards()` is expected afterwards.
     *
     * @param {Object} reward record of loyalty.reward
     * @param {number} cardId the account that pays
     * @param {number|null} points how many points to spend, where the reward lets members choose; else null
     * @param {Object} options `product`: which one, where a reward has several
     * @returns {true|string} true, or a sentence that says why not
     */
    redeem(reward, cardId, points = null, { product } = {}) {
        const card = this.models["loyalty.card"].get(cardId);
        const choice = card && points !== null ? this.getClubChoice(reward, card) : null;
        const problem = this._getRedeemProblem(reward, card, points, choice);
        if (problem) {
            return problem;
        }
        this.followClubAccounts();
        if (choice) {
            return this._redeemChosen(reward, cardId, points);
        }
        delete this.uiState.clubChoices[reward.id];
        return this._applyReward(reward, cardId, { product });
    },

    /** What was chosen before is replaced; it stays where the new choice cannot be had. */
    _redeemChosen(reward, cardId, points) {
        const before = this.uiState.clubChoices[reward.id] || toNumber(this.getClubSpent(cardId, reward));
        this._getClubRewardLines(cardId, reward).forEach((line) => line.delete());
        this.uiState.clubChoices[reward.id] = points;
        const result = this._applyReward(reward, cardId, {});
        if (result !== true) {
            delete this.uiState.clubChoices[reward.id];
            if (before) {
                this.uiState.clubChoices[reward.id] = before;
                this._applyReward(reward, cardId, {});
            }
        }
        return result;
    },

    _getRedeemProblem(reward, card, points, choice) {
        if (!card) {
            return _t("Choose the customer first.");
        }
        if (points === null) {
            return "";
        }
        if (!choice) {
            return _t("“%s” takes all the points that it can.", reward.description);
        }
        const { least: first, most: last, step } = choice;
        if (!last) {
            return _t("“%(reward)s” needs at least %(points)s points, and an order that costs as much.", {
                reward: reward.description,
                points: Math.max(reward.required_points, reward.points_step),
            });
        }
        if (choiceProblem(points, exact(first), exact(last), step)) {
            return _t(
                "%(points)s points cannot be spent on this order. Choose from %(least)s to %(most)s, in steps of %(step)s.",
                {
                    points: toText(exact(points)),
                    least: first,
                    most: last,
                    step,
                }
            );
        }
        return "";
    },

    /** @override conditions of clubs and of promotions for members */
    getClaimableRewards(...args) {
        return super.getClaimableRewards(...args).filter((found) => this._isClubClaimable(found));
    },

    _isClubClaimable({ reward, coupon_id: cardId }) {
        const program = reward.program_id;
        if (!isClub(program)) {
            return this.isProgramForCustomer(program);
        }
        const card = this.models["loyalty.card"].get(cardId);
        if (this.isRefund || this.getClubRefusal(reward, card)) {
            return false;
        }
        return !reward.points_step || this.getClubChoice(reward, card).most > 0;
    },

    /** @override what a member may not have is not given; what would overdraw the account is taken off again */
    _applyReward(reward, couponId, _args, ...rest) {
        if (!isClub(reward.program_id)) {
            return this.getMembersOnlyText(reward.program_id) || super._applyReward(reward, couponId, _args, ...rest);
        }
        const card = this.models["loyalty.card"].get(couponId);
        const problem = this.getClubRefusalText(reward, card);
        if (problem) {
            return problem;
        }
        const known = new Set(this._get_reward_lines().map((line) => line.uuid));
        const result = super._applyReward(reward, couponId, _args, ...rest);
        if (result !== true) {
            return result;
        }
        const added = this._get_reward_lines().filter((line) => !known.has(line.uuid));
        const objection = this._getClubObjection(reward, card, added);
        if (objection) {
            added.forEach((line) => line.delete());
            return objection;
        }
        return true;
    },

    /** What is wrong with a reward once it is on the order: what it makes free earns nothing, and budgets end. */
    _getClubObjection(reward, card, added) {
        if (this._getRealCouponPoints(card.id) < 0) {
            return _t("There are not enough points for this reward.");
        }
        const left = reward.till_budget?.amount;
        const amount = -sum(added.map((line) => decimal(line.priceIncl)));
        if (left !== null && left !== undefined && amount > exact(left)) {
            return _t(
                "What is left of the budget of “%s” does not suffice. Choose another reward.",
                reward.description
            );
        }
        return "";
    },

    /** @override of clubs: no more points than the member chose, no more pieces than limits leave */
    _getRewardLineValues(args, ...rest) {
        const { reward, coupon_id: cardId } = args;
        const card = this.models["loyalty.card"].get(cardId);
        if (!isClub(reward.program_id) || !card) {
            return super._getRewardLineValues(args, ...rest);
        }
        const most = this._getClubPointsAtMost(reward, card, args.cost);
        return this._withClubPointsAtMost(cardId, most, () => super._getRewardLineValues(args));
    },

    /**
     * Points (decimal) that this reward may take on this order; null: all there are. `cost` is what it took so far: an
     * order that another till began does not say how many points were chosen there.
     */
    _getClubPointsAtMost(reward, card, cost = null) {
        if (reward.points_step) {
            const whole = wholeSteps(decimal(this._getRealCouponPoints(card.id)), reward.points_step);
            const chosen = this.uiState.clubChoices[reward.id] || cost;
            return chosen ? least(whole, exact(chosen)) : whole;
        }
        if (reward.reward_type !== "product" || reward.clear_wallet) {
            return null;
        }
        const pieces = this._getClubPiecesLeft(reward, card);
        return pieces === null ? null : BigInt(pieces) * exact(reward.required_points);
    },

    /** @override what is taken off the order is forgotten */
    removeOrderline(line, ...rest) {
        const reward = line.is_reward_line && line.reward_id;
        const result = super.removeOrderline(line, ...rest);
        if (reward) {
            delete this.uiState.clubChoices[reward.id];
        }
        return result;
    },

    _resetPrograms(...args) {
        super._resetPrograms(...args);
        this.uiState.clubChoices = {};
    },

    setPartner(partner, ...rest) {
        const before = this.getPartner()?.id;
        super.setPartner(partner, ...rest);
        if (before !== partner?.id) {
            this.uiState.clubChoices = {};
        }
    },
});
