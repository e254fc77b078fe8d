import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("club_join", {
    steps: () => [
        { content: "The page says what the club gives", trigger: "h1:contains('Reading Club')" },
        { content: "and what earns points", trigger: "section[aria-labelledby=club_earning] th:contains('Every')" },
        { content: "Messages by e-mail, please", trigger: "#club_join_email", run: "check" },
        {
            content: "Join",
            trigger: "#join button[value=signup]",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "The sign-up form says what for", trigger: ".alert:contains('With this you join')" },
        { trigger: "input[name=name]", run: "edit Grace" },
        { trigger: "input[name=login]", run: "edit grace@example.com" },
        { trigger: "input[name=password]", run: "edit correct horse" },
        { trigger: "input[name=confirm_password]", run: "edit correct horse" },
        {
            content: "Sign up",
            trigger: ".oe_signup_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "A member", trigger: ".alert-success:contains('You are a member now')" },
        { content: "with the points for joining", trigger: "#join dd:contains('50 stars')" },
    ],
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
