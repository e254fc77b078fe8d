import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** The code of a coupon: one click copies it. */
export class ClubCoupon extends Interaction {
    static selector = ".o_club_coupon";
    dynamicContent = {
        "[data-club-copy-code]": { "t-on-click": this.copy },
    };

    async copy() {
        const code = this.el.querySelector("[data-club-code]");
        try {
            await this.waitFor(navigator.clipboard.writeText(code.textContent.trim()));
        } catch {
            // pages without HTTPS have no clipboard of their own
            const selection = window.getSelection();
            selection.selectAllChildren(code);
            document.execCommand("copy");
        }
        const status = this.el.querySelector("[data-club-status]");
        status.textContent = status.dataset.done;
        const icon = this.el.querySelector("[data-club-copy-code] .fa");
        icon.classList.replace("fa-copy", "fa-check");
        this.waitForTimeout(() => icon.classList.replace("fa-check", "fa-copy"), 2000);
    }
}

registry.category("public.interactions").add("loyalty_club.coupon", ClubCoupon);
