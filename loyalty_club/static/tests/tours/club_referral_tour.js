import { registry } from "@web/core/registry";

// test_referral_tour.py starts them: a friend opens the link of a member and joins; the friend buys; the member looks.
registry.category("web_tour.tours").add("club_referral_friend", {
    steps: () => [
        { content: "The link leads to the club's page", trigger: ".alert:contains('A friend invites you.')" },
        { content: "which says what is in it", trigger: ".alert:contains('You get 3 Points for joining.')" },
        { content: "and knows the code", trigger: "#club_join_code:value(/-/)" },
        { trigger: "#join button[value=signup]", run: "click", expectUnloadPage: true },
        { content: "So does the sign-up", trigger: "#referral_code:value(/-/)" },
        { trigger: "input[name=name]", run: "edit Noor Secretsurname" },
        { trigger: "input[name=login]", run: "edit noor@example.com" },
        { trigger: "input[name=password]", run: "edit correct horse" },
        { trigger: "input[name=confirm_password]", run: "edit correct horse" },
        { trigger: ".oe_signup_form button[type=submit]", run: "click", expectUnloadPage: true },
        { content: "A member", trigger: ".alert-success:contains('You are a member now')" },
    ],
});

registry.category("web_tour.tours").add("club_referral_member", {
    steps: () => [
        { content: "The tab is the chosen one", trigger: ".o_club_tabs a[aria-current=page]:contains('Friends')" },
        { content: "The first name", trigger: ".list-group-item:contains('Noor'):not(:contains('Secretsurname'))" },
        { content: "and the state", trigger: ".list-group-item:contains('Noor') .badge:contains('Rewarded')" },
        { content: "What it brought", trigger: "dd:contains('55')" },
        { content: "Copy the link", trigger: "[data-club-copy]", run: "click" },
        {
            content: "It says so",
            trigger:
                "[data-club-status]:not(:visible):contains('The link is copied.'), [data-club-status]:contains('The link is copied.')",
        },
        {
            content: "Nothing hangs out of the page",
            trigger: ".o_club_invite",
            run() {
                const page = document.documentElement;
                if (page.scrollWidth > page.clientWidth + 1) {
                    throw new Error(`The page is ${page.scrollWidth} wide in a window of ${page.clientWidth}.`);
                }
            },
        },
    ],
});
