/** Points that a basket earns in clubs: by the engine that the server has, too. Other programs stay stock's. */
import { toRaw } from "@odoo/owl";
import "@pos_loyalty/app/models/pos_order";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";
import { ONE, ZERO, decimal, toNumber } from "@loyalty_club/pos/engine/decimal";
import { bestMultiplier, runningPlans } from "@loyalty_club/pos/engine/memberships";
import { earn } from "@loyalty_club/pos/engine/earning";
import { makePurchase } from "@loyalty_club/pos/engine/earning_values";
import { basketOf, isClub, linesOf, localMoment, ruleValue, spentOn } from "@loyalty_club/pos/models/club_values";

const { DateTime } = luxon;

const NOTHING = { points: 0, qualifying: 0, spent: ZERO, rules: [] };

/** By order: what was computed last, and what it depended on. */
const remembered = new WeakMap();

const isSame = (one, other) => one.length === other.length && one.every((value, index) => value === other[index]);

patch(PosOrder.prototype, {
    /**
     * What this basket earns in a club. Computed again only when something it depends on has changed.
     *
     * @param {Object} program a club
     * @returns {Object} {points, qualifying (points that count for tiers), spent (decimal: money that counts for them),
     *      rules: [{rule, points, reason, details, caps}]}; `reason` is `applied` or why the rule gives nothing
     */
    getClubResult(program) {
        const card = this.getClubCard(program);
        const status = card?.till_status || null;
        if (!this._mayEarnIn(program, status)) {
            return NOTHING;
        }
        const key = this._getClubRevision(program, card);
        const results = remembered.get(toRaw(this)) || {};
        if (!results[program.id] || !isSame(results[program.id].key, key)) {
            results[program.id] = { key, value: this._computeClubResult(program, status) };
            remembered.set(toRaw(this), results);
        }
        return results[program.id].value;
    },

    /** Everything that the result depends on, beside the settings of the club. Reading it subscribes to changes. */
    _getClubRevision(program, card) {
        return [
            toRaw(this._prices.original),
            this.lines.length,
            card?.id,
            toRaw(card?.till_status),
            toRaw(this.getPartner()?.clubPlans),
            this.uiState.codeActivatedProgramRules.join(),
            this._getClubPaymentMethods().join(),
            this._getClubMoment(program).slice(0, 16),
            program.rule_ids.length,
        ];
    },

    _mayEarnIn(program, status) {
        // stock's loyalty programs of the kind "for this order only" are for everybody
        const isKnown = this.getPartner() || program.is_nominative === false;
        if (!isKnown || this.isRefund || this.delivery_provider_id || program.is_earning === false) {
            return false;
        }
        if (!this.isClubOpen(program)) {
            return false;
        }
        if (!status) {
            return program.enrollment !== "opt_in";
        }
        return status.earns ?? status.state === "active";
    },

    /** The moment by which rules look at this order, on the clocks of the club: 2026-03-31T17:05:00. */
    _getClubMoment(program) {
        const sold = this.finalized && this.date_order;
        const moment = sold && sold.isValid ? sold : DateTime.now();
        return localMoment(program, moment).toFormat("yyyy-MM-dd'T'HH:mm:ss");
    },

    _getClubPaymentMethods() {
        const paid = this.payment_ids.filter((payment) => payment.amount > 0);
        return paid.map((payment) => `pos,${payment.payment_method_id?.id}`);
    },

    _computeClubResult(program, status) {
        const codes = this.uiState.codeActivatedProgramRules;
        const basket = basketOf(this);
        const earned = earn(
            program.rule_ids.map((rule) => ruleValue(rule, codes)),
            makePurchase({
                ...this._getClubMember(program, status),
                channel: "pos",
                lines: linesOf(basket, program),
                at: this._getClubMoment(program),
                paymentMethods: new Set(this._getClubPaymentMethods()),
            }),
            program.points_rounding || "0.01",
            program.points_rounding_method || "DOWN"
        );
        return {
            points: toNumber(earned.points),
            qualifying: toNumber(earned.qualifying),
            spent: spentOn(basket),
            rules: earned.rules.map(({ rule, points, reason, details, caps }) => ({
                rule: this.models["loyalty.rule"].get(rule.ref),
                points: toNumber(points),
                reason,
                details,
                caps,
            })),
        };
    },

    /** What rules ask of the member, as values of the engine. Who has no account yet buys for the first time. */
    _getClubMember(program, status) {
        if (!status) {
            return { first: true };
        }
        const tier = status.tier && this.models["loyalty.tier"].get(status.tier);
        const given = Object.entries(status.given || {}).map(([rule, points]) => [Number(rule), decimal(points)]);
        return {
            tier: status.tier || null,
            multiplier: bestMultiplier(tier ? decimal(tier.point_multiplier) : ONE, this.getClubPlans(program, status)),
            first: Boolean(status.first_purchase),
            given: new Map(given),
        };
    },

    /**
     * @param {Object} program a club
     * @param {Object} status what the server said last of the account
     * @returns {Array} paid memberships of the customer that run now: {name, multiplier, until}. Of contacts that share the
     *      account of their company: those that they and the company have
     */
    getClubPlans(program, status) {
        const plans = this.getPartner()?.clubPlans?.[program.id] || status?.plans || [];
        return runningPlans(plans, this._getClubMoment(program).slice(0, 10));
    },

    /** @override clubs by our engine, everything else by stock's */
    pointsForPrograms(programs) {
        const result = super.pointsForPrograms(programs.filter((program) => !isClub(program)));
        for (const program of programs.filter(isClub)) {
            const { points } = this.getClubResult(program);
            result[program.id] = points ? [{ points }] : [];
        }
        return result;
    },

    /** @override what is free does not earn in the first place */
    _getPointsCorrection(program, ...rest) {
        return isClub(program) ? 0 : super._getPointsCorrection(program, ...rest);
    },

    /**
     * Rules can ask how the order is paid: points follow the payments.
     *
     * @returns {Object} {program id: points} that the basket earns now
     */
    updateClubPoints() {
        const found = {};
        for (const change of Object.values(this.uiState.couponPointChanges || {})) {
            const program = this.models["loyalty.program"].get(change.program_id);
            if (isClub(program)) {
                change.points = found[program.id] = this.getClubResult(program).points;
            }
        }
        return found;
    },

    addPaymentline(...args) {
        const result = super.addPaymentline(...args);
        this.updateClubPoints();
        return result;
    },

    removePaymentline(...args) {
        const result = super.removePaymentline(...args);
        this.updateClubPoints();
        return result;
    },
});
