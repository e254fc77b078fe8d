import { registry } from "@web/core/registry";

import { join } from "./join_steps";
import { goTo, MAIN, payOnDelivery, putIntoCart } from "./shop_steps";

// The whole way of a customer: a guest joins, buys a lamp of 120 by cash on delivery, sees the points, claims a voucher of
// 20 for 150 points, and uses it with one click in the next cart. test_join_tour.py starts it on the page of the club.
const TABS = ".o_club_tabs";
const ADDRESS = { street: "Main street 1", city: "Brussels", zip: "1000", phone: "+32470123456" };

/** The lamp from the shop into the cart. */
function fillCart() {
    return putIntoCart("Reading lamp", [
        { content: "Its page says what it earns", trigger: ".o_club_earning strong:contains('120 stars')" },
    ]);
}

function fillAddress() {
    const fields = Object.entries(ADDRESS).map(([name, value]) => ({
        trigger: `form.address_autoformat input[name=${name}]`,
        run: `edit ${value}`,
    }));
    return [
        { content: "Where to", trigger: "#o_country_id", run: "selectByLabel Belgium" },
        ...fields,
        { trigger: MAIN, run: "click", expectUnloadPage: true },
    ];
}

function buy() {
    return [
        goTo("/shop/cart"),
        { content: "The cart says it, too", trigger: ".o_club_cart_earns strong:contains('120 stars')" },
        { content: "Check out", trigger: MAIN, run: "click", expectUnloadPage: true },
        ...fillAddress(),
        ...payOnDelivery(),
        {
            content: "What was earned",
            trigger: ".o_club_outcome:contains('You earned 120 stars')",
            timeout: 30000,
        },
    ];
}

function spend() {
    return [
        goTo("/my/club"),
        {
            content: "50 for joining and 120 for the lamp",
            trigger: "section:has(#club_standing):contains('170 stars')",
        },
        { trigger: "section:has(#club_latest) li:contains('+120')" },
        {
            content: "The rewards",
            trigger: `${TABS} a:contains('Rewards')`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Claim the voucher",
            trigger: "#club_offers ~ .row .card:contains('Voucher of 20') button:contains('Claim')",
            run: "click",
        },
        {
            trigger: ".modal.show form:contains('Voucher of 20') button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "One click",
            trigger: "section:has(#club_coupons) button:contains('Use in the cart')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "and the cart costs 20 less",
            trigger: "tr[name=o_order_total] .oe_currency_value:contains('100.00')",
        },
    ];
}

registry.category("web_tour.tours").add("club_whole_way", {
    steps: () => [...join(), ...fillCart(), ...buy(), ...fillCart(), ...spend()],
});
