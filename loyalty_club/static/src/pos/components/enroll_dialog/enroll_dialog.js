import { Component, useState } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { uuidv4 } from "@point_of_sale/utils";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { useAutofocus } from "@web/core/utils/hooks";

/**
 * A new member in one form; `partner` is the customer of the order who becomes one.
 * The form has a key of its own, so that pressing twice or repeating a lost request enrols once.
 */
export class EnrollDialog extends Component {
    static template = "loyalty_club.EnrollDialog";
    static components = { Dialog };
    static props = { partner: { optional: true }, close: Function };

    setup() {
        this.pos = usePos();
        useAutofocus({ refName: "name" });
        this.key = uuidv4();
        const { name = "", phone = "", email = "" } = this.props.partner || {};
        this.state = useState({
            name: name || "",
            phone: phone || "",
            email: email || "",
            byEmail: false,
            bySms: false,
            busy: false,
            problem: "",
            duplicates: [],
            member: null,
        });
    }

    /** What the customer agrees to, in the words that are kept with the consent. */
    get consentText() {
        const { club_consent_email, club_consent_sms } = this.pos.config;
        return { email: club_consent_email, sms: club_consent_sms };
    }

    get values() {
        const { name, phone, email, byEmail, bySms } = this.state;
        return {
            partner_id: this.props.partner?.id || false,
            name: name.trim(),
            phone: phone.trim(),
            email: email.trim(),
            consent: { email: byEmail, sms: bySms },
            key: this.key,
        };
    }

    /** @returns {string} what is missing in the form; empty when it can be sent */
    get problem() {
        const { name, phone, email, byEmail, bySms } = this.state;
        if (!name.trim()) {
            return _t("Write the name.");
        }
        if (!phone.trim() && !email.trim()) {
            return _t("Write a phone number or an email address, so that the member can be found again.");
        }
        if (byEmail && !email.trim()) {
            return _t("Write the email address for the messages by email.");
        }
        return bySms && !phone.trim() ? _t("Write the phone number for the messages by SMS.") : "";
    }

    /** @param {boolean} force true: also when there seems to be the same person already */
    async enroll(force = false) {
        this.state.problem = this.problem;
        if (this.state.problem || this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            const { partner, number, duplicates } = await this.pos.enrollMember({ ...this.values, force });
            this.state.duplicates = duplicates || [];
            if (partner) {
                await this.take(partner);
                this.state.member = { name: partner.name, number: number || "" };
            }
        } catch (error) {
            this.state.problem = this.explain(error);
        } finally {
            this.state.busy = false;
        }
    }

    explain(error) {
        if (error instanceof ConnectionLostError) {
            return _t("Enrolling needs the connection. Sell now; the customer can be enrolled when it is back.");
        }
        if (error instanceof RPCError) {
            return error.data?.message || _t("The server refused it. Try again.");
        }
        throw error;
    }

    async take(partner) {
        this.pos.setPartnerToCurrentOrder(partner);
        await this.pos.refreshMember(partner);
        this.pos.updateRewards();
    }

    async takeDuplicate(duplicate) {
        this.state.busy = true;
        try {
            const known = this.pos.models["res.partner"].get(duplicate.id);
            const partner = known || (await this.pos.data.read("res.partner", [duplicate.id]))[0];
            await this.take(partner);
            this.props.close();
        } catch (error) {
            this.state.problem = this.explain(error);
        } finally {
            this.state.busy = false;
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && ev.target.tagName === "INPUT") {
            ev.preventDefault();
            this.enroll();
        }
    }
}
