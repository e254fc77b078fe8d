import { registry } from "@web/core/registry";

// A member spends a chosen number of points, changes it, and reads what was earned. test_shop_tour.py starts it on the
// page of a product of 120; the member has 2,000 points of 0.10 each.
const POINTS = "form.o_club_points";

registry.category("web_tour.tours").add("club_shop_points", {
    steps: () => [
        {
            content: "The page says what buying the lamp earns",
            trigger: ".o_club_earning strong:contains('120 ')",
        },
        {
            content: "Three of them earn more",
            trigger: ".js_main_product input[name=add_qty]",
            run: "edit 3 && press Tab",
        },
        {
            content: "The page follows the quantity",
            trigger: ".o_club_earning strong:contains('360 ')",
        },
        {
            content: "Back to one",
            trigger: ".js_main_product input[name=add_qty]",
            run: "edit 1 && press Tab",
        },
        {
            trigger: ".o_club_earning strong:contains('120 ')",
        },
        {
            content: "Put it in the cart",
            trigger: "#add_to_cart",
            run: "click",
        },
        {
            content: "It is in the cart; go there",
            trigger: ".my_cart_quantity:not(:visible):contains('1'), .my_cart_quantity:contains('1')",
            run() {
                window.location.href = "/shop/cart";
            },
            expectUnloadPage: true,
        },
        {
            content: "The cart says what it earns",
            trigger: ".o_club_cart_earns strong:contains('120 ')",
        },
        {
            content: "Choose 300 points",
            trigger: `${POINTS} input[name=points]`,
            run: "edit 300",
        },
        {
            content: "Fewer",
            trigger: `${POINTS} button[data-club-steps='-1']`,
            run: "click",
        },
        {
            content: "They go in steps of 50",
            trigger: `${POINTS} input[name=points]:value(250)`,
        },
        {
            content: "More",
            trigger: `${POINTS} button[data-club-steps='1']`,
            run: "click",
        },
        {
            content: "Use them",
            trigger: `${POINTS}:has(input[name=points]:value(300)) button[name=use]`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "They are in use",
            trigger: `${POINTS}:contains('In use')`,
        },
        {
            content: "It costs 90 now",
            trigger: "tr[name=o_order_total] .oe_currency_value:contains('90.00')",
        },
        {
            content: "Change the number: all of it",
            trigger: `${POINTS} input[name=points]`,
            run: "edit 1200",
        },
        {
            trigger: `${POINTS} button[name=use]:contains('Change')`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Nothing is left to pay",
            trigger: "tr[name=o_order_total] .oe_currency_value:text('0.00')",
        },
        {
            content: "Check out",
            trigger: "a[name=website_sale_main_button]:visible",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Confirm",
            trigger: "form[name=o_wsale_confirm_order] button[name=o_payment_submit_button]:visible",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What was earned and used",
            trigger: ".o_club_outcome:contains('You earned 120'):contains('You used 1200')",
        },
    ],
});
