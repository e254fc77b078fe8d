import { Component } from "@odoo/owl";
import { generateQRCodeDataUrl } from "@point_of_sale/utils";
import { formatNamedPoints, formatPoints, isTold, sentences } from "@loyalty_club/pos/components/club_words";

/** What the receipt says of the clubs of the customer. Drawn without the network, on paper and in mails alike. */
export class ClubReceipt extends Component {
    static template = "loyalty_club.ClubReceipt";
    static props = { order: Object };

    setup() {
        this.formatPoints = formatPoints;
        this.formatNamedPoints = formatNamedPoints;
        this.sentences = sentences;
    }

    /** @returns {Array} clubs of which members are told, and of which there is something to tell */
    get statuses() {
        const { order } = this.props;
        if (!order.getPartner() || !order.getClubStatus) {
            return [];
        }
        return order.getClubStatus().filter(isTold);
    }

    /** The balance holds this purchase only when the server has booked it. */
    isBooked(status) {
        return Boolean(this.props.order.isSynced && !status.unconfirmed);
    }

    getQrCode(status) {
        return generateQRCodeDataUrl(status.status.link);
    }

    /**
     * Asked how it was: after a purchase, of members whom a survey plan asks on receipts. Contacts who share the account
     * of their company are asked one by one.
     */
    isAsked(status) {
        const { order } = this.props;
        const { survey, survey_people: people } = status.status ?? {};
        const isMeant = !people || people.includes(order.getPartner()?.id);
        return Boolean(survey && isMeant && order.uuid && !order.isRefund);
    }

    /** The address is made of the order, so it needs no network; the page waits until the till was in touch. */
    getSurveyQrCode(status) {
        return generateQRCodeDataUrl(status.status.survey + this.props.order.uuid);
    }
}
