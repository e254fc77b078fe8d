/** What a purchase earns. Twin of the server's `engine/earning.py`; both run `tests/cases/earning.json`. */
import { ZERO, decimal, sum } from "./decimal";
import { missingGoods, whyNot } from "./eligibility";
import { give } from "./earning_points";
import { CENT, roundPoints } from "./points";

/**
 * Rounding to 0.01 DOWN is done for each rule, as stock does; any other rounding once, on the sum of all rules. Where
 * rounding can give more, a cap per order or member is taken as the last full step within it.
 *
 * @param {Array} rules see `makeRule`
 * @param {Object} purchase see `makePurchase`
 * @param {bigint|number|string} rounding the smallest step in points
 * @param {string} method DOWN, UP or HALF-UP
 * @returns {Object} {points, qualifying (of rules that are no bonus), rules: [result of each rule, see `give`]}
 */
export function earn(rules, purchase, rounding = CENT, method = "DOWN") {
    const byRule = decimal(rounding) <= CENT && method === "DOWN";
    const step = method === "DOWN" ? CENT : decimal(rounding);
    const results = rules.map((rule) => apply(rule, purchase, step));
    const total = (found) => {
        const points = found.map((result) => result.points);
        return byRule ? sum(points.map((value) => roundPoints(value))) : roundPoints(sum(points), rounding, method);
    };
    return {
        points: total(results),
        qualifying: total(results.filter((result) => !result.rule.isBonus)),
        rules: results,
    };
}

/** Points that each line contributed: Map(ref, points). */
export function weightsOf(earned) {
    const weights = new Map();
    for (const result of earned.rules) {
        for (const [ref, points] of result.lines) {
            weights.set(ref, (weights.get(ref) || ZERO) + points);
        }
    }
    return weights;
}

function apply(rule, purchase, step) {
    const lines = purchase.lines.filter((line) => line.rules === null || line.rules.has(rule.ref));
    const found = whyNot(rule, purchase) || missingGoods(rule, lines);
    if (found) {
        const [reason, details] = found;
        return { rule, points: ZERO, reason, details, caps: [], lines: new Map() };
    }
    return give(rule, purchase, lines, step);
}
