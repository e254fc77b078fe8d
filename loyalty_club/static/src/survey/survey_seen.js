import { post } from "@web/core/network/http_service";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/**
 * The first page of a survey counts as opened when somebody moves, touches or types: programs that check the addresses
 * in mails load pages, but do none of that.
 */
export class ClubSurveySeen extends Interaction {
    static selector = ".o_survey-fill-form[data-is-start-screen]";
    dynamicContent = {
        _document: {
            "t-on-pointermove.noUpdate": this.onSeen,
            "t-on-pointerdown.noUpdate": this.onSeen,
            "t-on-keydown.noUpdate": this.onSeen,
            "t-on-wheel.noUpdate": this.onSeen,
        },
    };

    setup() {
        this.isSeen = false;
    }

    onSeen(ev) {
        if (this.isSeen || !ev.isTrusted) {
            return;
        }
        this.isSeen = true;
        const address = `/club/survey/seen/${encodeURIComponent(this.el.dataset.answerToken)}`;
        post(address, { csrf_token: odoo.csrf_token }, "text").catch(() => {});
    }
}

registry.category("public.interactions").add("loyalty_club.survey_seen", ClubSurveySeen);
