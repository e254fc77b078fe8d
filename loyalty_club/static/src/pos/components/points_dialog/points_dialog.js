import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus } from "@web/core/utils/hooks";
import { parseFloat } from "@web/views/fields/parsers";
import { formatPoints, sentences } from "@loyalty_club/pos/components/club_words";

/** Digits of Persian and Arabic keyboards as the others. */
function toLatin(text) {
    return text.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 0xf)).replace(/٬/g, "");
}

/**
 * How many points to spend on a reward that is given by the point.
 * `choice` holds the bounds {least, most, step} in points; `getPayload` gets the points chosen.
 */
export class PointsDialog extends Component {
    static template = "loyalty_club.PointsDialog";
    static components = { Dialog };
    static props = {
        reward: Object,
        program: Object,
        choice: Object,
        getPayload: Function,
        close: Function,
    };

    setup() {
        this.sentences = sentences;
        this.inputRef = useAutofocus({ refName: "points", selectAll: true });
        this.state = useState({ text: formatPoints(this.props.choice.most) });
    }

    get step() {
        return this.props.choice.step || 1;
    }

    /** @returns {number} what is written; NaN when it is no number */
    get points() {
        try {
            return parseFloat(toLatin(this.state.text));
        } catch {
            return NaN;
        }
    }

    /** @returns {string} what is wrong with the number; empty when it can be spent */
    get problem() {
        const { least, most } = this.props.choice;
        const points = this.points;
        if (!Number.isFinite(points)) {
            return _t("Write a number.");
        }
        if (points < least || points > most) {
            const values = { least: formatPoints(least), most: formatPoints(most) };
            return _t("From %(least)s to %(most)s points.", values);
        }
        // In hundredths, because 0.3 / 0.1 is not 3 for a computer.
        if (Math.round(points * 100) % Math.round(this.step * 100) && points !== most) {
            return _t("In steps of %s points.", formatPoints(this.step));
        }
        return "";
    }

    /** @returns {string} the money that the points are worth; empty while they cannot be spent */
    get worth() {
        const amount = this.points * (this.props.reward.discount || 0);
        return this.problem ? "" : this.env.utils.formatCurrency(amount);
    }

    set(points) {
        const { least, most } = this.props.choice;
        this.state.text = formatPoints(Math.min(most, Math.max(least, points)));
    }

    add(sign) {
        const { least, most } = this.props.choice;
        const points = Number.isFinite(this.points) ? this.points : least;
        // From "all", which need not be a multiple of the step, down to the next multiple.
        const rest = (Math.round(points * 100) % Math.round(this.step * 100)) / 100;
        const change = sign < 0 && rest && points === most ? -rest : sign * this.step;
        this.set(Math.round((points + change) * 100) / 100);
    }

    confirm() {
        if (!this.problem) {
            this.props.getPayload(this.points);
            this.props.close();
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.confirm();
        }
    }
}
