import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/**
 * How many points to spend: − and + go in the steps of the reward. The forms are sent again by the server whenever the
 * cart changes, so what is around them listens.
 */
export class ClubPoints extends Interaction {
    static selector = ".o_website_sale_checkout_container";
    dynamicContent = {
        _root: {
            "t-on-click": this.onClick,
            "t-on-submit": this.onSubmit,
        },
    };

    onClick(ev) {
        const button = ev.target.closest("[data-club-steps]");
        const input = button?.closest("form").querySelector("input[name=points]");
        if (!input) {
            return;
        }
        const steps = parseInt(button.dataset.clubSteps);
        if (input.checkValidity()) {
            steps > 0 ? input.stepUp() : input.stepDown();
        } else {
            input.value = steps > 0 ? input.max : input.min;
        }
        input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    /** A second click sends nothing. */
    onSubmit(ev) {
        const form = ev.target.closest("form.o_club_points");
        if (!form) {
            return;
        }
        if (form.dataset.sent) {
            ev.preventDefault();
        }
        form.dataset.sent = "1";
        // The way back of the browser shows the form as it was left.
        this.addListener(window, "pageshow", () => delete form.dataset.sent);
    }
}

registry.category("public.interactions").add("loyalty_club.points", ClubPoints);
