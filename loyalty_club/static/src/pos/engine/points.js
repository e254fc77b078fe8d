import { decimal, quantize } from "./decimal";

/** Amounts of points: decimals with two digits. Twin of the server's `engine/points.py`. */
export const CENT = decimal("0.01");

/** @returns {bigint} a number of points, or money, with two digits; halves go away from zero */
export const exact = (value) => quantize(decimal(value), CENT, "HALF-UP");

/**
 * @param {bigint|number|string} value number of points
 * @param {bigint|number|string} rounding the smallest step in points, greater than 0
 * @param {string} method DOWN (towards zero), UP (away from zero) or HALF-UP
 * @returns {bigint} a multiple of the step
 */
export const roundPoints = (value, rounding = CENT, method = "DOWN") =>
    exact(quantize(decimal(value), decimal(rounding), method));

/** Round down to a multiple of `rounding`, towards minus infinity: what may be spent. */
export const floorPoints = (value, rounding = CENT) => exact(quantize(exact(value), decimal(rounding), "FLOOR"));
