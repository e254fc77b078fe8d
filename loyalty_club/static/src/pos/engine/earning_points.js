/** How many points a rule that applies gives, line by line, within its caps. Twin of `engine/earning_points.py`. */
import { ONE, ZERO, decimal, least, most, over, quantize, share, sum, times, toText } from "./decimal";
import { APPLIED, amountOf } from "./earning_values";
import { CENT, floorPoints } from "./points";

const SMALL = decimal("1e-10");
const SHARES = { money: byMoney, unit: byUnit, order: byOrder };

/**
 * @param {Object} rule a rule that applies
 * @param {Object} purchase
 * @param {Array} lines lines of the purchase that have products of the rule
 * @param {bigint|number|string} step caps are rounded down to a multiple of so many points
 * @returns {Object} {rule, points, reason, details, caps, lines: Map(ref, points)}. A base rule is multiplied by the tier
 *      before its caps
 */
export function give(rule, purchase, lines, step = CENT) {
    const goods = lines.filter((line) => line.kind === "goods" && line.quantity > ZERO);
    const factor = rule.isBonus ? ONE : purchase.multiplier;
    const [found, lineCaps] = SHARES[rule.mode](rule, lines, goods, factor);
    const [wanted, allCaps] = capUnits(rule, found, goods, step);
    const unitCaps = allCaps.length ? allCaps : lineCaps;
    const details = factor === ONE ? {} : { multiplier: toText(factor) };
    if (rule.limit !== null) {
        details.given = toText(givenBy(rule, purchase));
    }
    const [shares, more] = capTotal(rule, wanted, purchase, step);
    const points = sum(shares.values());
    const caps = [...unitCaps, ...more];
    if (points) {
        return { rule, points, reason: APPLIED, details, caps, lines: shares };
    }
    return { rule, points: ZERO, reason: reasonOfNothing(rule, caps), details, caps: [], lines: new Map() };
}

function reasonOfNothing(rule, caps) {
    if (caps.includes("limit")) {
        return "limit";
    }
    return rule.mode === "money" && rule.amountStep ? "step" : "nothing";
}

function givenBy(rule, purchase) {
    return purchase.given.get(rule.ref) || ZERO;
}

/** Points by line, made less where rounding the purchase could give more than its units may have together. */
function capUnits(rule, shares, goods, step) {
    if (rule.maxPerUnit === null || decimal(step) <= CENT) {
        return [shares, []];
    }
    const atMost = floorPoints(times(rule.maxPerUnit, sum(goods.map((line) => line.quantity))), step);
    return sum(shares.values()) > atMost ? [split(atMost, shares), ["unit"]] : [shares, []];
}

/** Points by line, made less in proportion where the order or the member's period gives no more. */
function capTotal(rule, shares, purchase, step) {
    const total = sum(shares.values());
    const caps = [];
    let wanted = total;
    if (rule.maxPerOrder !== null && wanted > floorPoints(rule.maxPerOrder, step)) {
        wanted = floorPoints(rule.maxPerOrder, step);
        caps.push("order");
    }
    if (rule.limit !== null) {
        const left = floorPoints(most(rule.limit - givenBy(rule, purchase), ZERO), step);
        if (wanted > left) {
            wanted = left;
            caps.push("limit");
        }
    }
    return [wanted === total ? shares : split(wanted, shares), caps];
}

// --- modes: [points by line, with the cap per unit; what was capped] ---

/** Discounts, delivery and negative lines change what each line of goods cost, in proportion. */
function byMoney(rule, lines, goods, factor) {
    const amounts = paidAmounts(rule, lines, goods);
    const rate = over(times(rule.points, factor), rule.amountStep || ONE);
    const capped = new Map();
    if (rule.maxPerUnit !== null) {
        for (const line of goods) {
            const atMost = times(rule.maxPerUnit, line.quantity);
            if (times(amounts.get(line.ref), rate) > atMost) {
                capped.set(line.ref, atMost);
            }
        }
    }
    const free = new Map([...amounts].filter(([ref]) => !capped.has(ref)));
    if (!rule.amountStep) {
        const shares = [...free].map(([ref, amount]) => [ref, times(amount, rate)]);
        return [new Map([...shares, ...capped]), capped.size ? ["unit"] : []];
    }
    const each = times(rule.points, factor);
    const [whole, rest] = [amounts, free].map((found) => times(steps(rule, found), each));
    if (whole <= rest + sum(capped.values())) {
        return [split(whole, amounts), []];
    }
    return [new Map([...split(rest, free), ...capped]), ["unit"]];
}

function steps(rule, amounts) {
    return quantize(over(sum(amounts.values()), rule.amountStep), ONE, "FLOOR");
}

/** What was paid for each line, never less than 0, by ref. */
function paidAmounts(rule, lines, goods) {
    const paid = (line) => (line.inAmount ? most(amountOf(line, rule.taxed), ZERO) : ZERO);
    const amounts = new Map(goods.map((line) => [line.ref, paid(line)]));
    const others = lines.filter(
        (line) => line.inAmount && !amounts.has(line.ref) && (line.kind !== "delivery" || rule.delivery)
    );
    const extra = sum(others.map((line) => amountOf(line, rule.taxed)));
    if (!extra) {
        return amounts;
    }
    const total = sum(amounts.values());
    if (total + extra <= ZERO) {
        return new Map([...amounts.keys()].map((ref) => [ref, ZERO]));
    }
    return split(total + extra, total ? amounts : quantities(goods));
}

function byUnit(rule, lines, goods, factor) {
    const each = times(rule.points, factor);
    const isCapped = rule.maxPerUnit !== null && each > rule.maxPerUnit;
    const shares = new Map(goods.map((line) => [line.ref, most(line.quantity - line.free, ZERO)]));
    const counted = lines.filter((line) => line.kind === "goods");
    const quantity = most(sum(counted.map((line) => line.quantity - line.free)), ZERO);
    return [split(times(quantity, isCapped ? rule.maxPerUnit : each), shares), isCapped ? ["unit"] : []];
}

function byOrder(rule, _lines, goods, factor) {
    const wanted = times(rule.points, factor);
    const atMost = rule.maxPerUnit === null ? wanted : times(rule.maxPerUnit, sum(goods.map((line) => line.quantity)));
    const amounts = new Map(goods.map((line) => [line.ref, most(line.taxed, ZERO)]));
    const shares = sum(amounts.values()) ? amounts : quantities(goods);
    return [split(least(wanted, atMost), shares), wanted > atMost ? ["unit"] : []];
}

function quantities(goods) {
    return new Map(goods.map((line) => [line.ref, line.quantity]));
}

/**
 * `points` in proportion to `shares`, each to ten digits; the largest (of equal ones the last) takes what is left, so that
 * the sum is exact.
 */
function split(points, shares) {
    const total = sum(shares.values());
    const result = new Map();
    let [largest, size] = [null, null];
    for (const [ref, part] of shares) {
        result.set(ref, total ? quantize(share(points, part, total), SMALL, "HALF-EVEN") : ZERO);
        if (size === null || part >= size) {
            [largest, size] = [ref, part];
        }
    }
    if (total) {
        result.set(largest, result.get(largest) + points - sum(result.values()));
    }
    return result;
}
