import { registry } from "@web/core/registry";

import { join } from "./join_steps";

registry.category("web_tour.tours").add("club_join", {
    steps: join,
});

registry.category("web_tour.tours").add("club_join_rtl", {
    steps: () => [
        { content: "Written from right to left", trigger: "html[dir=rtl], body.o_rtl, #wrapwrap.o_rtl" },
        {
            content: "and nothing hangs out of the page",
            trigger: "#join form",
            run() {
                const page = document.documentElement;
                if (page.scrollWidth > page.clientWidth + 1) {
                    throw new Error(`The page is ${page.scrollWidth} wide in a window of ${page.clientWidth}.`);
                }
                const column = document.querySelector("#join").getBoundingClientRect();
                const title = document.querySelector("h1").getBoundingClientRect();
                const mirrored = window.getComputedStyle(document.body).direction === "rtl"; // where rtlcss is installed
                if (mirrored && window.innerWidth > 991 && column.left > title.left) {
                    throw new Error("The form stands right of the words, as it does from left to right.");
                }
            },
        },
    ],
});

registry.category("web_tour.tours").add("club_block", {
    steps: () => [
        { content: "The block shows the club", trigger: ".s_loyalty_club h2:contains('Reading Club')" },
        { trigger: ".s_loyalty_club .o_club_block:contains('What earns points')" },
        { content: "but not its rewards", trigger: ".s_loyalty_club:not(:contains('What points buy'))" },
        {
            content: "It leads to joining",
            trigger: ".s_loyalty_club a:contains('Join the club')",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "#join button[value=signup]" },
    ],
});
