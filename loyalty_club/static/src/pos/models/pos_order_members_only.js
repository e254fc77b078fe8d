/** Products that are for members with a paid membership. */
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";
import { runningPlans } from "@loyalty_club/pos/engine/memberships";

const { DateTime } = luxon;

function isOpenFor(terms, plans, today) {
    if (terms.public && today >= terms.public) {
        return true;
    }
    return plans.some((plan) => {
        const first = terms.plans[plan];
        return first === false || (first && today >= first);
    });
}

patch(PosOrder.prototype, {
    /**
     * What a plan's membership sells itself, with the same order, counts as one.
     *
     * Without a customer nothing is for members. A customer whose memberships are not known (no connection since the
     * till was opened) is served: the server writes a note on the order.
     *
     * @returns {string[]} why products of this order cannot be sold to its customer, each sentence once
     */
    getMembersOnlyProblems() {
        const known = this.getPartner() ? this.getPartner().openingPlans : [];
        if (!known) {
            return [];
        }
        const today = DateTime.now().toISODate();
        const plans = [...runningPlans(known, today).map(({ plan }) => plan), ...this._getPlansInOrder()];
        const problems = this.lines
            .filter((line) => line.qty > 0 && !line.refunded_orderline_id)
            .map((line) => line.product_id.product_tmpl_id?.membership_terms)
            .filter((terms) => terms && !isOpenFor(terms, plans, today))
            .map((terms) => terms.problem);
        return [...new Set(problems)];
    },

    /** Plans that this order sells. */
    _getPlansInOrder() {
        return this.lines
            .filter((line) => line.qty > 0 && !line.refunded_orderline_id)
            .map((line) => line.product_id.product_tmpl_id?.membership_plan_sold)
            .filter(Boolean);
    },
});
