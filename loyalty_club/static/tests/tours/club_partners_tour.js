import { registry } from "@web/core/registry";

// A member takes a coupon of a partner for points, copies its code and shows it. test_coalition_tour.py starts it in
// "My club"; the member has 100 points, the coupon costs 40.
const COUPON = ".o_club_coupon";
const OFFER = ".o_club_partner_offer:contains('20 % off shoes')";

registry.category("web_tour.tours").add("club_partners", {
    steps: () => [
        {
            content: "The partners have a page",
            trigger: ".o_club_tabs a:contains('Partners')",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_club_tabs a[aria-current=page]:contains('Partners')" },
        { content: "Whose coupon it is, and what it is worth", trigger: `${OFFER}:contains('Ballet Shoes')` },
        { trigger: `${OFFER}:contains('Worth about 15')` },
        { content: "The conditions", trigger: `${OFFER} summary`, run: "click" },
        { trigger: `${OFFER} details[open]:contains('Not for sandals')` },
        { content: "Nothing to show yet", trigger: `main:not(:has(${COUPON}))` },
        {
            content: "Take it",
            trigger: `${OFFER} button:contains('Take for 40')`,
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert-success:contains('is yours')" },
        { content: "The code", trigger: `${COUPON} [data-club-code]:contains('SHOE-1')` },
        { content: "Once for each member", trigger: `${OFFER}:contains('as often as possible'):not(:has(button))` },
        { content: "Copy it", trigger: `${COUPON} [data-club-copy-code]`, run: "click" },
        {
            trigger: `${COUPON} [data-club-status]:contains('The code is copied.'), ${COUPON} [data-club-status]:not(:visible):contains('The code is copied.')`,
        },
        {
            content: "Nothing hangs out of the page",
            trigger: COUPON,
            run() {
                const page = document.documentElement;
                if (page.scrollWidth > page.clientWidth + 1) {
                    throw new Error(`The page is ${page.scrollWidth} wide in a window of ${page.clientWidth}.`);
                }
            },
        },
        { content: "Show it at the till", trigger: `${COUPON} button:contains('Show')`, run: "click" },
        {
            content: "The picture is there",
            trigger: ".modal.show img.o_club_coupon_qr",
            run() {
                if (this.anchor.naturalWidth < 100) {
                    throw new Error("The QR code is not drawn.");
                }
            },
        },
        { trigger: ".modal.show:contains('SHOE-1')" },
    ],
});
