import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** The link for friends: one click copies it, or hands it to the sharing of the device. */
export class ClubInvite extends Interaction {
    static selector = ".o_club_invite";
    dynamicContent = {
        "[data-club-copy]": { "t-on-click": this.copy },
        "[data-club-share]": {
            "t-on-click": this.share,
            "t-att-class": () => ({ "d-none": !navigator.share }),
        },
    };

    async copy() {
        const field = this.el.querySelector("input");
        field.select();
        try {
            await this.waitFor(navigator.clipboard.writeText(this.el.dataset.url));
        } catch {
            document.execCommand("copy"); // pages without HTTPS have no clipboard of their own
        }
        const status = this.el.querySelector("[data-club-status]");
        status.textContent = status.dataset.done;
        const icon = this.el.querySelector("[data-club-copy] .fa");
        icon.classList.replace("fa-copy", "fa-check");
        this.waitForTimeout(() => icon.classList.replace("fa-check", "fa-copy"), 2000);
    }

    async share() {
        try {
            await navigator.share({ title: this.el.dataset.title, url: this.el.dataset.url });
        } catch {
            // closed without sharing
        }
    }
}

registry.category("public.interactions").add("loyalty_club.invite", ClubInvite);
