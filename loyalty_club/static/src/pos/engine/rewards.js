/** What a reward asks for, and how many points of a choice fit. Twin of the server's `engine/rewards.py`. */
import { ZERO, decimal, least, over, quantize, toNumber } from "./decimal";
import { exact } from "./points";

/**
 * @param {Object} values conditions of a reward; null: not asked for. `price` in points, `dateFrom`, `dateTo` (texts),
 *      `minRank` of a tier ([sequence, id]), `limit` pieces per member and period, `countLeft` pieces and `amountLeft`
 *      money (club currency) of the budget
 */
export const makeOffer = (values) => ({
    price: ZERO,
    dateFrom: null,
    dateTo: null,
    minRank: null,
    limit: null,
    countLeft: null,
    amountLeft: null,
    ...values,
});

/** @param {Object} values the member: `active`, `points` that may be spent, `rank` of the tier, pieces `taken` */
export const makeTaker = (values) => ({ active: true, points: ZERO, rank: null, taken: 0, ...values });

const isBelow = (rank, other) => rank[0] < other[0] || (rank[0] === other[0] && rank[1] < other[1]);

const REASONS = [
    ["inactive", (offer, taker) => !taker.active],
    ["early", (offer, taker, { day }) => offer.dateFrom !== null && day < offer.dateFrom],
    ["late", (offer, taker, { day }) => offer.dateTo !== null && day > offer.dateTo],
    ["tier", (offer, taker) => offer.minRank !== null && (!taker.rank || isBelow(taker.rank, offer.minRank))],
    ["limit", (offer, taker, { pieces }) => offer.limit !== null && taker.taken + pieces > offer.limit],
    ["count", (offer, taker, { pieces }) => offer.countLeft !== null && pieces > offer.countLeft],
    [
        "amount",
        (offer, taker, { amount }) =>
            offer.amountLeft !== null && (offer.amountLeft <= ZERO || amount > offer.amountLeft),
    ],
    ["points", (offer, taker, { pieces }) => taker.points < offer.price * BigInt(pieces)],
];

/**
 * Why the member cannot have some pieces of the reward on a day; null: it is theirs.
 *
 * @returns {string|null} inactive, early, late, tier, limit, count, amount or points; the first that applies
 */
export function refusal(offer, taker, day, pieces = 1, amount = ZERO) {
    const found = REASONS.find(([, applies]) => applies(offer, taker, { day, pieces, amount }));
    return found ? found[0] : null;
}

/** @returns {number|null} how many pieces limit and budget leave to the member; null: as many as there are points for */
export function piecesLeft(offer, taker) {
    const left = offer.limit === null ? [] : [offer.limit - taker.taken];
    if (offer.countLeft !== null) {
        left.push(offer.countLeft);
    }
    return left.length ? Math.max(Math.min(...left), 0) : null;
}

/** @returns {number} pieces that points stand for: a piece undone in part counts */
export function piecesOf(points, price) {
    if (points <= ZERO) {
        return 0;
    }
    return price > ZERO ? toNumber(quantize(over(points, price), decimal(1), "CEILING")) : 1;
}

const inSteps = (points, step, method) => exact(quantize(exact(points), step, method));

/**
 * The least and the most points that may be chosen for a reward that gives money for each point.
 *
 * @param {bigint} spendable points of the member
 * @param {bigint} worth points that the whole order would take
 * @param {bigint} price points from which on the reward is given
 * @param {bigint|number|string} step
 * @returns {[bigint, bigint]} two zeros when not even the least choice is possible
 */
export function choiceRange(spendable, worth, price, step) {
    const size = exact(step);
    const first = inSteps(price, size, "CEILING");
    const last = least(inSteps(spendable, size, "FLOOR"), inSteps(worth, size, "CEILING"));
    return first <= last ? [first, last] : [ZERO, ZERO];
}

/** @returns {string|null} why `points` cannot be chosen within a range: least, most, step; null: they can */
export function choiceProblem(points, first, last, step) {
    const chosen = exact(points);
    if (chosen < first || !last) {
        return "least";
    }
    if (chosen > last) {
        return "most";
    }
    return chosen % exact(step) ? "step" : null;
}

/** @returns {bigint} points rounded down to steps */
export const wholeSteps = (points, step) => inSteps(points, exact(step), "FLOOR");
