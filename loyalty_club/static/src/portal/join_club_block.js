import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/**
 * The building block that shows a club: what stands in the page is a frame, the server says what is in it. So a page
 * that was made once always tells the rules of now.
 */
export class ClubBlock extends Interaction {
    static selector = ".s_loyalty_club";

    setup() {
        this.contentEl = this.el.querySelector(".s_loyalty_club_content");
    }

    async willStart() {
        this.content = this.contentEl ? await this.waitFor(this.fetchContent()) : "";
    }

    start() {
        if (!this.content) {
            return;
        }
        const frame = this.contentEl.innerHTML;
        const fetched = new window.DOMParser().parseFromString(this.content, "text/html");
        this.contentEl.replaceChildren(...fetched.body.childNodes);
        this.registerCleanup(() => (this.contentEl.innerHTML = frame));
    }

    /** @returns {string} address of the content, for the club and the parts that the block shows */
    get address() {
        const { club, hideJoin, hidePlans, hideEarning, hideTiers, hideRewards } = this.el.dataset;
        const hidden = {
            join: hideJoin,
            plans: hidePlans,
            earning: hideEarning,
            tiers: hideTiers,
            rewards: hideRewards,
        };
        const params = new URLSearchParams({ lang: this.language });
        if (club) {
            params.set("club", club);
        }
        const parts = Object.keys(hidden).filter((part) => hidden[part]);
        if (parts.length) {
            params.set("hide", parts.join(","));
        }
        return `/club/block?${params}`;
    }

    /** @returns {string} language of the page around the block, as the server writes it */
    get language() {
        return (this.el.ownerDocument.documentElement.lang || "").replace("-", "_");
    }

    /** @returns {Promise<string>} HTML; empty where the server cannot be reached: the frame stays */
    async fetchContent() {
        try {
            const response = await fetch(this.address);
            return response.ok ? await response.text() : "";
        } catch {
            return "";
        }
    }
}

for (const mode of ["public.interactions", "public.interactions.edit", "public.interactions.preview"]) {
    const entry = mode === "public.interactions" ? ClubBlock : { Interaction: ClubBlock };
    registry.category(mode).add("loyalty_club.club_block", entry);
}
