import { registry } from "@web/core/registry";

import { goTo, MAIN, payOnDelivery, putIntoCart } from "./shop_steps";

// Somebody whom a partner gave a coupon of ours enters its code in the cart. test_coalition_code_tour.py starts it; the
// lamp costs 120, the coupon gives 10 %, and another one was used up.
const TOTAL = "tr[name=o_order_total] .oe_currency_value";

function enterCode(code) {
    return [
        { content: `Enter ${code}`, trigger: "form[name=coupon_code] input[name=promo]", run: `edit ${code}` },
        { trigger: "form[name=coupon_code] button[type=submit]", run: "click", expectUnloadPage: true },
    ];
}

registry.category("web_tour.tours").add("club_partner_code", {
    steps: () => [
        ...putIntoCart("Floor lamp"),
        goTo("/shop/cart"),
        { trigger: `${TOTAL}:contains('120.00')` },
        ...enterCode("BALLET-USED"),
        { content: "It was used: the cart says so", trigger: ".alert-danger:contains('already been used')" },
        { content: "and costs what it did", trigger: `${TOTAL}:contains('120.00')` },
        ...enterCode("BALLET-0007"),
        { content: "10 % less", trigger: `${TOTAL}:contains('108.00')` },
        { content: "It is a line of the cart", trigger: "#cart_products:contains('10% on your order')" },
        { content: "Check out", trigger: MAIN, run: "click", expectUnloadPage: true },
        { content: "By bicycle", trigger: "#o_delivery_methods:contains('By bicycle')" },
        ...payOnDelivery(),
        { content: "Bought", trigger: "#wrap:contains('Thank you')" },
    ],
});
