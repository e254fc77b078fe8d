import { Component, onWillRender, useState } from "@odoo/owl";
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

/** States of rewards, the nearest first. */
const STATES = ["available", "basket", "points", "tier", "early", "limit", "out", "late", "desk", "inactive"];

const rankOf = (state) => (STATES.includes(state) ? STATES.indexOf(state) : STATES.length);

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
        // Once for all that is drawn of it: a club can have many rewards.
        onWillRender(() => {
            this.status = this.order?.getClubStatus().find((status) => status.program.id === this.props.programId);
        });
    }

    get order() {
        return this.pos.getOrder();
    }

    get facts() {
        return getClubFacts(this.status, (amount) => this.env.utils.formatCurrency(amount));
    }

    /** @returns {Array} what can be had now first, then by how far away it is */
    get offers() {
        return this.status.rewards.toSorted(
            (one, other) =>
                rankOf(one.state) - rankOf(other.state) || one.reward.required_points - other.reward.required_points
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

    /** A friend's code is for those who buy for the first time, where the club pays for friends. */
    get asksReferral() {
        const { program, status } = this.status;
        return program.has_referrals && (!status || status.first_purchase);
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

    async giveOffer({ reward, choice }) {
        const { card, program } = this.status;
        let points = null;
        if (choice) {
            points = await makeAwaitable(this.dialog, PointsDialog, { reward, program, choice });
            if (points === undefined) {
                return;
            }
        }
        const result =
            reward.reward_type === "product"
                ? await this.giveProduct(reward, card)
                : this.order.redeem(reward, card.id, points);
        if (result === null) {
            return;
        }
        if (result !== true) {
            this.state.problem = result || _t("This reward cannot be given for this basket.");
            return;
        }
        this.pos.updateRewards();
        this.props.close();
    }

    /**
     * Give a product, put into the basket when it is not there yet; it leaves the basket again when it cannot be given.
     *
     * @returns {Promise<true|string|null>} as `order.redeem`; null: nothing was chosen
     */
    async giveProduct(reward, card) {
        const { order } = this;
        if (!reward.reward_product_ids.length) {
            return _t("The product of this reward is not sold at this till. Choose another reward.");
        }
        const product = await this.chooseProduct(reward);
        if (!product) {
            return null;
        }
        const spent = order.getClubSpent(card.id, reward);
        const isThere = order.lines.some((line) => !line.is_reward_line && line.product_id?.id === product.id);
        const line = isThere ? null : await this.addProduct(product);
        if (line === undefined) {
            return null;
        }
        // A product that comes with a single reward is given as soon as it is in the basket.
        const result = order.getClubSpent(card.id, reward) > spent || order.redeem(reward, card.id, null, { product });
        if (result !== true && line) {
            order.removeOrderline(line);
        }
        return result;
    }

    /** @returns {Promise<Object|undefined>} the product of a reward; undefined: none was chosen of several */
    async chooseProduct(reward) {
        const products = reward.reward_product_ids;
        if (!reward.multi_product) {
            return products[0];
        }
        return makeAwaitable(this.dialog, SelectionPopup, {
            title: _t("Which product?"),
            list: products.map((item) => ({ id: item.id, label: item.display_name, item })),
        });
    }

    /** @returns {Promise<Object|undefined>} its line; undefined: it was not put into the basket after all */
    addProduct(product) {
        return this.pos.addLineToCurrentOrder({ product_id: product, product_tmpl_id: product.product_tmpl_id }, {});
    }
}
