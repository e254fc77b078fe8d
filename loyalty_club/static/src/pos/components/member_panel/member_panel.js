import { Component, onWillRender } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { useService } from "@web/core/utils/hooks";
import { ClubDialog } from "@loyalty_club/pos/components/club_dialog/club_dialog";
import { EnrollDialog } from "@loyalty_club/pos/components/enroll_dialog/enroll_dialog";
import { TierBadge } from "@loyalty_club/pos/components/tier_badge/tier_badge";
import {
    explainState,
    formatNamedPoints,
    formatPoints,
    getClubFacts,
    isMember,
    sentences,
} from "@loyalty_club/pos/components/club_words";

/** Who the customer of the order is in the clubs of the till: a line or two a club, between the order and the keys. */
export class MemberPanel extends Component {
    static template = "loyalty_club.MemberPanel";
    static components = { TierBadge };
    static props = {};

    setup() {
        this.pos = usePos();
        this.dialog = useService("dialog");
        this.formatPoints = formatPoints;
        this.formatNamedPoints = formatNamedPoints;
        this.sentences = sentences;
        this.explainState = explainState;
        this.isMember = isMember;
        // Once for all that is drawn of it.
        onWillRender(() => {
            this.statuses = this.order?.getClubStatus() || [];
        });
    }

    get order() {
        return this.pos.getOrder();
    }

    get partner() {
        return this.order?.getPartner();
    }

    get clubs() {
        return this.pos.models["loyalty.program"].filter((program) => program.program_type === "loyalty");
    }

    /** Some people at the till may only sell; they see the panel and cannot give anything away. */
    get mayChange() {
        return this.pos.cashier?._role !== "minimal";
    }

    getFacts(status) {
        return getClubFacts(status, (amount) => this.env.utils.formatCurrency(amount)).join(" · ");
    }

    countAvailable(status) {
        return status.rewards.filter((offer) => offer.state === "available").length;
    }

    findMember() {
        return this.pos.selectPartner();
    }

    openClub(status) {
        this.dialog.add(ClubDialog, { programId: status.program.id });
    }

    enroll() {
        this.dialog.add(EnrollDialog, { partner: this.partner });
    }
}
