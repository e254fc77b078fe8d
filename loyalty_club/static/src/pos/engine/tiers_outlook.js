/** How far it is to the next tier once the basket is paid. */
import { ZERO, decimal, most, over } from "./decimal";

const NAMES = ["points", "amount", "orders"];

/**
 * @param {Object|null} next what the server says before this purchase: {tier, missing: {points, amount, orders}, any};
 *      what is not asked for is 0 or absent
 * @param {Object} gained decimals that the basket adds: {points, amount, orders}
 * @param {Object} minimums what the tier asks for, numbers: {points, amount, orders}; they decide what is nearest
 * @returns {Object|null} {tier, reached, missing: {name: decimal} of what is still missing, basis: the name that decides
 *      (the nearest of any, the farthest of all)}
 */
export function outlook(next, gained, minimums = {}) {
    if (!next) {
        return null;
    }
    const asked = NAMES.filter((name) => decimal(next.missing?.[name]) > ZERO || decimal(minimums[name]) > ZERO);
    const left = asked.map((name) => [name, most(decimal(next.missing?.[name]) - (gained[name] || ZERO), ZERO)]);
    const open = left.filter(([, amount]) => amount > ZERO);
    const reached = next.any ? open.length < left.length || !left.length : !open.length;
    const part = ([name, amount]) => over(amount, decimal(minimums[name]) || amount);
    const nearer = (one, other) => (part(other) < part(one) === Boolean(next.any) ? other : one);
    const missing = reached ? {} : Object.fromEntries(open);
    return { tier: next.tier, reached, missing, basis: reached ? null : open.reduce(nearer)[0] };
}
