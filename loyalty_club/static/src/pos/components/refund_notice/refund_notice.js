import { Component, onWillStart, useState } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { sentences } from "@loyalty_club/pos/components/club_words";

/**
 * @param {Object} order a pos.order with lines that refund lines of other orders
 * @returns {Array} [[id of the original order, {id of its line: pieces that come back}]]
 */
export function getReturnedLines(order) {
    const byOrder = new Map();
    for (const line of order.lines) {
        const original = line.refunded_orderline_id;
        const originalOrder = original?.order_id?.id;
        if (typeof originalOrder !== "number" || typeof original.id !== "number") {
            continue;
        }
        const lines = byOrder.get(originalOrder) || {};
        lines[original.id] = (lines[original.id] || 0) + Math.abs(line.qty);
        byOrder.set(originalOrder, lines);
    }
    return [...byOrder];
}

/** What a refund does to the points of the customer, before the money is paid out. */
export class RefundNotice extends Component {
    static template = "loyalty_club.RefundNotice";
    static props = { order: Object };

    setup() {
        this.pos = usePos();
        this.sentences = sentences;
        this.state = useState({ effects: [], offline: false, problem: "" });
        onWillStart(() => {
            // Not awaited: the payment screen does not wait for the network.
            this.load();
        });
    }

    async load() {
        const returned = getReturnedLines(this.props.order);
        if (!this.props.order.getPartner() || !returned.length) {
            return;
        }
        try {
            const answers = await Promise.all(
                returned.map((values) => this.pos.data.call("pos.order", "get_club_refund", values))
            );
            this.state.effects = answers.flat().map((effect) => ({
                ...effect,
                program: this.pos.models["loyalty.program"].get(effect.program_id),
            }));
        } catch (error) {
            this.explain(error);
        }
    }

    /** The refund goes on: the server books what it does to the points when the order arrives. */
    explain(error) {
        if (error instanceof ConnectionLostError) {
            this.state.offline = true;
        } else if (error instanceof RPCError) {
            this.state.problem = error.data?.message || error.message;
        } else {
            throw error;
        }
    }
}
