import { Component, useState } from "@odoo/owl";
import { SelectionPopup } from "@point_of_sale/app/components/popups/selection_popup/selection_popup";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import {
    explainOffer,
    explainState,
    formatNamedPoints,
    getClubFacts,
    sentences,
} from "@loyalty_club/pos/components/club_words";
import { PointsDialog } from "@loyalty_club/pos/components/points_dialog/points_dialog";
import { TierBadge } from "@loyalty_club/pos/components/tier_badge/tier_badge";

/** The account of the customer in one club: what there is, what it is good for, and what it is not good for yet. */
export class ClubDialog extends Component {
    static template = "loyalty_club.ClubDialog";
    static components = { Dialog, TierBadge };
    static props = { programId: Number, close: Function };

    setup() {
        this.pos = usePos();
        this.dialog = useService("dialog");
        this.state = useState({ problem: "", busy: false });
        this.explainOffer = explainOffer;
        this.explainState = explainState;
        this.formatNamedPoints = formatNamedPoints;
        this.sentences = sentences;
    }

    get order() {
        return this.pos.getOrder();
    }

    get status() {
        return this.order.getClubStatus().find((status) => status.program.id === this.props.programId);
    }

    get facts() {
        return getClubFacts(this.status, (amount) => this.env.utils.formatCurrency(amount));
    }

    /** @returns {Array} what can be had now first, then by how far away it is */
    get offers() {
        const order = ["available", "points", "tier", "early", "limit", "out", "late", "desk"];
        return this.status.rewards.toSorted(
            (one, other) =>
                order.indexOf(one.state) - order.indexOf(other.state) ||
                one.reward.required_points - other.reward.required_points
        );
    }

    /** @returns {number|null} per cent of the points that the next tier asks for; null where it asks for none */
    get progress() {
        const { next } = this.status;
        const goal = next?.tier?.min_points;
        if (!goal) {
            return null;
        }
        const missing = next.missing?.points || 0;
        return Math.max(0, Math.min(100, Math.round(((goal - missing) / goal) * 100)));
    }

    get mayRedeem() {
        return this.pos.cashier?._role !== "minimal" && !this.order.finalized && !this.state.busy;
    }

    /** A friend's code is for those who buy for the first time. */
    get asksReferral() {
        return !this.status.status || this.status.status.first_purchase;
    }

    setReferral(ev) {
        this.order.referral_code = ev.target.value.trim().toUpperCase();
    }

    async redeem(offer) {
        this.state.problem = "";
        this.state.busy = true;
        try {
            await this.giveOffer(offer);
        } finally {
            this.state.busy = false;
        }
    }

    async giveOffer(offer) {
        const { reward, choice } = offer;
        const { card, program } = this.status;
        let points;
        if (choice) {
            points = await makeAwaitable(this.dialog, PointsDialog, { reward, program, choice });
            if (points === undefined) {
                return;
            }
        }
        const product = await this.takeProduct(reward);
        if (product === null) {
            return;
        }
        const result = await this.order.redeem(reward, card.id, points, { product });
        if (result !== true) {
            this.state.problem = result || _t("This reward cannot be given for this basket.");
            return;
        }
        this.pos.updateRewards();
        this.props.close();
    }

    /**
     * The product of a reward, put into the basket when it is not there yet.
     * @returns {Promise<Object|undefined|null>} undefined: the reward is no product; null: nothing was chosen
     */
    async takeProduct(reward) {
        if (reward.reward_type !== "product") {
            return undefined;
        }
        let product = reward.reward_product_ids[0];
        if (reward.multi_product) {
            product = await makeAwaitable(this.dialog, SelectionPopup, {
                title: _t("Which product?"),
                list: reward.reward_product_ids.map((item) => ({ id: item.id, label: item.display_name, item })),
            });
        }
        if (!product) {
            return null;
        }
        const isThere = this.order.lines.some((line) => !line.is_reward_line && line.product_id?.id === product.id);
        if (!isThere) {
            await this.pos.addLineToCurrentOrder({ product_id: product, product_tmpl_id: product.product_tmpl_id }, {});
        }
        return product;
    }
}
