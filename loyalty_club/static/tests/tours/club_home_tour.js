import { registry } from "@web/core/registry";

// A member looks at "My club", claims a voucher, uses it in the cart with one click, and gives another claim back.
// test_home_tour.py starts it in the cart, which costs 120; the member has 400 points.
const TABS = ".o_club_tabs";
const OFFER = (name) => `#club_offers ~ .row .card:contains('${name}')`;

registry.category("web_tour.tours").add("club_home", {
    steps: () => [
        {
            content: "The cart costs 120; go to the club",
            trigger: "tr[name=o_order_total] .oe_currency_value:contains('120.00')",
            run() {
                window.location.href = "/my/club";
            },
            expectUnloadPage: true,
        },
        {
            content: "The points of the last purchase are there",
            trigger: "section:has(#club_standing):contains('400 ')",
        },
        {
            content: "So is the entry",
            trigger: "section:has(#club_latest) li:contains('+400')",
        },
        {
            content: "The cart is one click away",
            trigger: "section:has(#club_purchases) a[href='/shop/cart']:contains('1')",
        },
        {
            content: "The tab says where one is",
            trigger: `${TABS} a[aria-current=page]:contains('Overview')`,
        },
        {
            content: "Go to the entries",
            trigger: `${TABS} a:contains('Points')`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Why is it so many?",
            trigger: "details summary",
            run: "click",
        },
        {
            trigger: "details[open] table td:contains('for every')",
        },
        {
            content: "Only what was spent: nothing yet",
            trigger: "nav[aria-label=Filter] a:contains('Spent')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "p:contains('There is nothing of this kind')",
        },
        {
            content: "Go to the rewards",
            trigger: `${TABS} a:contains('Rewards')`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Claim an evening",
            trigger: `${OFFER("An evening")} button:contains('Claim')`,
            run: "click",
        },
        {
            trigger: ".modal.show form:contains('An evening') button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Give it back",
            trigger: "section:has(#club_claims) li:contains('An evening') button:contains('Give back')",
            run: "click",
        },
        {
            trigger: ".modal.show form:contains('An evening') button:contains('Give it back')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The points are back",
            trigger: "[role=status]:contains('your points are back')",
        },
        {
            content: "Claim a voucher",
            trigger: `${OFFER("Voucher of 20")} button:contains('Claim')`,
            run: "click",
        },
        {
            trigger: ".modal.show form:contains('Voucher of 20') button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Use it in the cart",
            trigger: "section:has(#club_coupons) button:contains('Use in the cart')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The cart costs 20 less",
            trigger: "tr[name=o_order_total] .oe_currency_value:contains('100.00')",
        },
    ],
});
