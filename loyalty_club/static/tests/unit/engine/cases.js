/**
 * Runs the cases that the server's engine is tested with against the till's engine. `tests/test_till_hoot.py` hands them
 * over, so that there is only one copy of them.
 */
import { describe, expect, test } from "@odoo/hoot";
import { decimal, toText } from "@loyalty_club/pos/engine/decimal";
import { earn, weightsOf } from "@loyalty_club/pos/engine/earning";
import { makeLine, makePurchase, makeRule } from "@loyalty_club/pos/engine/earning_values";
import { bestMultiplier, runningPlans } from "@loyalty_club/pos/engine/memberships";
import { periodStart } from "@loyalty_club/pos/engine/periods";
import { exact, floorPoints, roundPoints } from "@loyalty_club/pos/engine/points";
import { choiceProblem, choiceRange, makeOffer, makeTaker, piecesOf, refusal } from "@loyalty_club/pos/engine/rewards";

const REWARD_DAY = "2026-03-10";
const PURCHASE_MOMENT = "2026-11-20T12:00:00";
const SETS = new Set(["channels", "tiers", "weekdays", "payment_methods", "rules"]);
const DECIMALS = new Set([
    ...["points", "amount_step", "minimum_quantity", "minimum_amount", "max_per_order", "max_per_unit", "limit"],
    ...["quantity", "taxed", "untaxed", "free", "multiplier"],
]);
const REWARD_DECIMALS = new Set(["price", "points", "amount_left"]);

const camel = (name) => name.replace(/_(\w)/g, (_all, letter) => letter.toUpperCase());

/** Values of a case with the names and types of the engine. A boolean named as an amount (`taxed`) stays one. */
function read(values, decimals = DECIMALS) {
    const result = {};
    for (const [name, value] of Object.entries(values)) {
        if (decimals.has(name) && typeof value !== "boolean") {
            result[camel(name)] = decimal(value);
        } else {
            result[camel(name)] = SETS.has(name) ? new Set(value) : value;
        }
    }
    return result;
}

function readPurchase(values) {
    const given = Object.entries(values.purchase?.given || {}).map(([ref, points]) => [Number(ref), decimal(points)]);
    return makePurchase({
        at: PURCHASE_MOMENT,
        ...read(values.purchase || {}),
        given: new Map(given),
        lines: values.lines.map((line) => makeLine(read(line))),
    });
}

const canonical = (value) => toText(decimal(value));

function checkEarning({ expected, ...values }, options) {
    const rules = values.rules.map((rule) => makeRule(read(rule)));
    const found = earn(rules, readPurchase(values), values.rounding || "0.01", values.method || "DOWN");
    expect(toText(found.points)).toBe(canonical(expected.points), options);
    expect(toText(found.qualifying)).toBe(canonical(expected.qualifying), options);
    if (expected.rules) {
        expect(found.rules.map(({ points, reason }) => [toText(points), reason])).toEqual(
            expected.rules.map(([points, reason]) => [canonical(points), reason]),
            options
        );
    }
    if (expected.caps) {
        expect(found.rules.map((result) => result.caps)).toEqual(expected.caps, options);
    }
    if (expected.weights) {
        const weights = [...weightsOf(found)].map(([ref, points]) => [ref, toText(points)]);
        expect(Object.fromEntries(weights)).toEqual(
            Object.fromEntries(Object.entries(expected.weights).map(([ref, points]) => [ref, canonical(points)])),
            options
        );
    }
}

const REWARDS = {
    refusal: ({ offer, taker, pieces = 1, amount = 0 }) =>
        refusal(
            makeOffer(read(offer, REWARD_DECIMALS)),
            makeTaker(read(taker, REWARD_DECIMALS)),
            REWARD_DAY,
            pieces,
            exact(amount)
        ),
    choice: ({ spendable, worth, price, step }) =>
        choiceRange(exact(spendable), exact(worth), exact(price), step).map((value) => Number(toText(value))),
    choice_problem: ({ points, least, most, step }) => choiceProblem(points, exact(least), exact(most), step),
    period_start: ({ day, period }) => periodStart(day, period),
    pieces_of: ({ points, price }) => piecesOf(decimal(points), decimal(price)),
};

/**
 * @param {Object} cases contents of `tests/cases/{earning,memberships,points_rounding,rewards}.json` by name, and as `random` purchases
 *      like those of `earning` with what the server's engine found
 */
export function defineCases(cases) {
    describe("earning", () => {
        for (const values of cases.earning) {
            test(values.name, () => checkEarning(values));
        }
    });
    test("purchases made up at random", () => {
        for (const values of cases.random) {
            checkEarning(values, { message: JSON.stringify(values) });
        }
    });
    test("rounding", () => {
        for (const { value, rounding, method, expected } of cases.points_rounding) {
            expect(toText(roundPoints(value, rounding, method))).toBe(canonical(expected));
            expect(toText(roundPoints(Number(value), Number(rounding), method))).toBe(canonical(expected));
        }
    });
    for (const [name, values] of Object.entries(cases.rewards)) {
        test(`rewards: ${name}`, () => {
            for (const { expected, ...asked } of values) {
                expect(REWARDS[name](asked)).toEqual(expected, { message: JSON.stringify(asked) });
            }
        });
    }
    for (const { name, tier, plans, day, expected } of cases.memberships) {
        test(`memberships: ${name}`, () => {
            expect(toText(bestMultiplier(decimal(tier), runningPlans(plans, day)))).toBe(canonical(expected));
        });
    }
    test("what may be spent", () => {
        expect(toText(floorPoints(-0.5, 1))).toBe("-1");
        expect(toText(floorPoints(0.3, 0.1))).toBe("0.3");
    });
}
