/** What paid memberships of a customer give at a till. */
import { decimal } from "./decimal";

/**
 * The memberships that run on a day; the server may have been asked days ago.
 *
 * @param {Array} plans what the server says of the customer's memberships: {multiplier, until (last day, as text)}
 * @param {string} day in the club's time zone, as text
 * @returns {Array}
 */
export function runningPlans(plans, day) {
    return plans.filter((plan) => plan.until >= day);
}

/**
 * @param {bigint} earned the factor that the tier gives, a decimal
 * @param {Array} plans memberships that run
 * @returns {bigint} the factor that holds: the higher one, not both
 */
export function bestMultiplier(earned, plans) {
    return plans.map((plan) => decimal(plan.multiplier)).reduce((best, found) => (found > best ? found : best), earned);
}
