/** Periods in which caps count. Days are texts (2026-03-31). Twin of the server's `engine/periods.py`. */
const DAY = 24 * 60 * 60 * 1000;

const toText = (moment) => new Date(moment).toISOString().slice(0, 10);

/** @returns {number} 0 for Monday … 6 for Sunday */
export const weekdayOf = (day) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

/** @returns {string} the day that comes `count` days after `day` */
export const plusDays = (day, count) => toText(Date.parse(`${day}T00:00:00Z`) + count * DAY);

const PERIODS = {
    day: (day) => [day, plusDays(day, 1)],
    week: (day) => {
        const first = plusDays(day, -weekdayOf(day));
        return [first, plusDays(first, 7)];
    },
    month: (day) => {
        const [year, month] = day.split("-").map(Number);
        return [toText(Date.UTC(year, month - 1, 1)), toText(Date.UTC(year, month, 1))];
    },
    year: (day) => {
        const year = Number(day.slice(0, 4));
        return [toText(Date.UTC(year, 0, 1)), toText(Date.UTC(year + 1, 0, 1))];
    },
    ever: () => [null, null],
};

/**
 * @param {string} period day, week (from Monday), month, year or ever
 * @param {string} day
 * @returns {[string|null, string|null]} the first day of the period that the day lies in, and the day after its last one
 */
export const periodOf = (period, day) => (PERIODS[period] || PERIODS.ever)(day);

/** @returns {string|null} the first day of the period that the day lies in */
export const periodStart = (day, period) => periodOf(period, day)[0];
