import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** On a phone the tabs of "My club" are wider than the page: the present one comes into view. */
export class ClubTabs extends Interaction {
    static selector = ".o_club_tabs";

    start() {
        const tab = this.el.querySelector("[aria-current=page]");
        tab?.scrollIntoView({ block: "nearest", inline: "center" });
    }
}

registry.category("public.interactions").add("loyalty_club.tabs", ClubTabs);
