/**
 * Exact decimals, for points and money: a decimal is a BigInt that counts units of 1e-30. Sums and comparisons are those
 * of BigInt; what multiplies, divides and rounds is here.
 */
const DIGITS = 30;
const UNIT = 10n ** BigInt(DIGITS);

export const ZERO = 0n;
export const ONE = UNIT;

const absolute = (value) => (value < 0n ? -value : value);

/** How much is added to a quotient of whole numbers that was cut off (towards zero), by method of rounding. */
const CORRECTIONS = {
    DOWN: () => 0n,
    UP: (sign, rest) => (rest ? sign : 0n),
    FLOOR: (sign, rest) => (rest && sign < 0n ? sign : 0n),
    CEILING: (sign, rest) => (rest && sign > 0n ? sign : 0n),
    "HALF-UP": (sign, rest, half) => (rest >= half ? sign : 0n),
    "HALF-EVEN": (sign, rest, half, even) => (rest > half || (rest === half && !even) ? sign : 0n),
};

/** A quotient of two whole numbers as a whole number. */
function divide(numerator, denominator, method = "HALF-EVEN") {
    const quotient = numerator / denominator;
    const rest = 2n * absolute(numerator % denominator);
    const sign = numerator < 0n === denominator < 0n ? 1n : -1n;
    return quotient + CORRECTIONS[method](sign, rest, absolute(denominator), quotient % 2n === 0n);
}

/**
 * @param {string|number|bigint|boolean|null|undefined} value text or number of a value; a BigInt is a decimal already. A
 *      number means what it prints as, so that 0.1 is a tenth; nothing (null, false) is 0
 * @returns {bigint} the decimal
 */
export function decimal(value) {
    if (typeof value === "bigint") {
        return value;
    }
    const [mantissa, exponent = "0"] = String(value || 0)
        .toLowerCase()
        .split("e");
    const [whole, fraction = ""] = mantissa.replace("-", "").split(".");
    const shift = DIGITS - fraction.length + Number(exponent);
    const digits = BigInt(`${whole}${fraction}` || 0);
    const size = shift >= 0 ? digits * 10n ** BigInt(shift) : divide(digits, 10n ** BigInt(-shift));
    return mantissa.startsWith("-") ? -size : size;
}

export const times = (one, other) => divide(one * other, UNIT);
export const over = (one, other) => divide(one * UNIT, other);

/**
 * @param {bigint} value a decimal
 * @param {bigint} part a decimal
 * @param {bigint} whole a decimal, not 0
 * @returns {bigint} value × part / whole, with one rounding
 */
export const share = (value, part, whole) => divide(value * part, whole);

/**
 * @param {bigint} value a decimal
 * @param {bigint} step a decimal greater than 0
 * @param {string} method DOWN (towards zero), UP, HALF-UP, HALF-EVEN, FLOOR or CEILING
 * @returns {bigint} a multiple of the step
 */
export const quantize = (value, step, method) => divide(value, step, method) * step;

export const least = (...values) => values.reduce((found, value) => (value < found ? value : found));
export const most = (...values) => values.reduce((found, value) => (value > found ? value : found));
export const sum = (values) => [...values].reduce((total, value) => total + value, ZERO);

/** @returns {string} the decimal in figures, without needless zeros */
export function toText(value) {
    const digits = absolute(value)
        .toString()
        .padStart(DIGITS + 1, "0");
    const fraction = digits.slice(-DIGITS).replace(/0+$/, "");
    return `${value < 0n ? "-" : ""}${digits.slice(0, -DIGITS)}${fraction && "."}${fraction}`;
}

export const toNumber = (value) => Number(toText(value));
