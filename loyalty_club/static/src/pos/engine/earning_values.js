/**
 * What passes into the rules of purchases: rules, lines, a purchase. Money is in the club's currency, times are local to
 * the club. Names are those of the server's `engine/earning_values.py`, in camel case; amounts are decimals.
 */
import { ONE, ZERO } from "./decimal";

export const APPLIED = "applied";

const CHANNELS = new Set(["sale", "pos", "website"]);
const EVERY_DAY = new Set([0, 1, 2, 3, 4, 5, 6]);
const NONE = new Set();

/**
 * @param {Object} values what differs from a rule of one point for each unit of money, for everybody and at any time.
 *      `mode`: money (per unit of money, or per full `amountStep`), unit or order; `maxPerOrder`, `maxPerUnit` and
 *      `limit` (per member and `period`): points at most, null for no cap; `minuteTo` before `minuteFrom`: over midnight
 * @returns {Object} a point rule
 */
export const makeRule = (values) => ({
    mode: "money",
    points: ONE,
    amountStep: ZERO,
    taxed: true,
    delivery: false,
    minimumQuantity: ZERO,
    minimumAmount: ZERO,
    minimumTaxed: true,
    maxPerOrder: null,
    maxPerUnit: null,
    limit: null,
    period: "ever",
    channels: CHANNELS,
    tiers: NONE,
    dateFrom: null,
    dateTo: null,
    weekdays: EVERY_DAY,
    minuteFrom: 0,
    minuteTo: 24 * 60,
    firstPurchaseOnly: false,
    paymentMethods: NONE,
    isBonus: false,
    codeMissing: false,
    ...values,
});

/**
 * @param {Object} values `ref`, `quantity`, `taxed`, `untaxed`, and what differs: `kind` goods, discount or delivery;
 *      `rules` refs of the rules whose products it has (null: of all); `inAmount`, `inMinimum` whether it counts for what
 *      is paid, and for a minimum; `free` units that a reward pays for
 * @returns {Object} a line of a purchase
 */
export const makeLine = (values) => ({
    kind: "goods",
    rules: null,
    inAmount: true,
    inMinimum: true,
    free: ZERO,
    ...values,
});

/**
 * @param {Object} values `lines`, `at` (local, 2026-03-31T17:05:00), and what differs from a sales order of a customer
 *      without tier; `given`: points that rules with a limit gave in their present period, by rule
 * @returns {Object} a purchase by one member
 */
export const makePurchase = (values) => ({
    channel: "sale",
    tier: null,
    multiplier: ONE,
    first: false,
    paymentMethods: NONE,
    given: new Map(),
    ...values,
});

export const amountOf = (line, taxed) => (taxed ? line.taxed : line.untaxed);
