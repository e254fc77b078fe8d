import { CustomerDisplayPosAdapter } from "@point_of_sale/app/customer_display/customer_display_adapter";
import { formatCurrency } from "@point_of_sale/app/models/utils/currency";
import { patch } from "@web/core/utils/patch";
import { formatNamedPoints, formatPoints, getClubFacts, isTold } from "@loyalty_club/pos/components/club_words";

patch(CustomerDisplayPosAdapter.prototype, {
    formatOrderData(order) {
        super.formatOrderData(order);
        this.data.clubs = this.getClubData(order);
    },

    /**
     * What the customer's side shows of the clubs. No name and no number: others can see the screen, too.
     *
     * @param {Object} order record of pos.order
     * @returns {Array} {id, club, tier: {name, color} or null, balance, won, spent, facts}, put into words
     */
    getClubData(order) {
        if (!order.getPartner()) {
            return [];
        }
        const format = (amount) => formatCurrency(amount, order.currency);
        return order
            .getClubStatus()
            .filter(isTold)
            .map((status) => ({
                id: status.program.id,
                club: status.program.name,
                tier: status.tier ? { name: status.tier.name, color: status.tier.color || 0 } : null,
                balance: formatNamedPoints(status.balance, status.program),
                ...this.getClubChange(order, status),
                facts: getClubFacts(status, format),
            }));
    },

    /** Points {won, spent} beside the balance; empty once they are in it. */
    getClubChange(order, { won, spent, unconfirmed }) {
        const isBooked = order.finalized && !unconfirmed;
        const format = (points) => (points && !isBooked ? formatPoints(points) : "");
        return { won: format(won), spent: format(spent) };
    },
});
