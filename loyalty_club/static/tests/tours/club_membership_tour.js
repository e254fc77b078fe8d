import { registry } from "@web/core/registry";

import { goTo, MAIN, payOnDelivery, putIntoCart } from "./shop_steps";

// A customer with a lamp in the cart buys Plus for a month, has free delivery with the next lamp, cancels Plus in the
// customer account and takes that back. test_membership_tour.py starts it on the plan's page.
function buy() {
    return [
        {
            content: "The plan says what it gives",
            trigger: ".o_club_plan_page li:contains('Free delivery from'):contains('35.00')",
        },
        {
            content: "Buy a month",
            trigger: ".o_club_plan_page li:contains('12.95') button:contains('Buy')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is in the cart, beside the lamp",
            trigger: "#cart_products:contains('Plus, 1 month'):contains('Floor lamp')",
        },
        { content: "Check out", trigger: MAIN, run: "click", expectUnloadPage: true },
        {
            content: "Delivery costs 5 without a membership",
            trigger: "#o_delivery_methods:contains('By bicycle'):contains('5.00')",
        },
        ...payOnDelivery(),
        { content: "Bought", trigger: "#wrap:contains('Thank you')", timeout: 30000 },
    ];
}

function useIt() {
    return [
        ...putIntoCart("Floor lamp"),
        goTo("/shop/cart"),
        {
            content: "Delivery is free now",
            trigger: "#wrap:contains('Delivery is free for you with Plus')",
        },
    ];
}

function leaveAndReturn() {
    return [
        goTo("/my/club"),
        {
            content: "The membership has a page",
            trigger: ".o_club_tabs a:contains('Membership')",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It is paid", trigger: ".o_club_membership_standing:contains('Paid up to')" },
        {
            content: "Cancel it",
            trigger: "button:contains('Cancel the membership')[data-bs-toggle=modal]",
            run: "click",
        },
        {
            content: "It says what is lost, and when",
            trigger: ".modal.show form:contains('Nothing changes up to'):contains('Free delivery')",
        },
        { trigger: ".modal.show input[name=reason]", run: "edit I moved" },
        {
            trigger: ".modal.show button[type=submit]:contains('Cancel the membership')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It runs to the end",
            trigger: ".o_club_membership_standing:contains('Everything goes on up to')",
        },
        {
            content: "Take it back",
            trigger: "button:contains('Take the cancellation back')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "As if nothing had happened",
            trigger: ".o_club_membership_renewal:contains('It renews after that day')",
        },
    ];
}

registry.category("web_tour.tours").add("club_membership", {
    steps: () => [...buy(), ...useIt(), ...leaveAndReturn()],
});
