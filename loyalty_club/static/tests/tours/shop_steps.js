/** Steps that tours of the shop share. */

export const MAIN = "a[name=website_sale_main_button]:visible";

/** Load another page of the website. */
export function goTo(address) {
    return {
        content: `Go to ${address}`,
        trigger: "#wrapwrap",
        run() {
            window.location.href = address;
        },
        expectUnloadPage: true,
    };
}

/**
 * A product of the shop into the empty cart.
 *
 * @param {string} name of the product
 * @param {object[]} onItsPage steps before it goes into the cart
 */
export function putIntoCart(name, onItsPage = []) {
    return [
        goTo(`/shop?search=${name.replaceAll(" ", "+")}`),
        {
            content: `Look at the ${name}`,
            trigger: `.oe_product a:contains('${name}')`,
            run: "click",
            expectUnloadPage: true,
        },
        ...onItsPage,
        { trigger: "#add_to_cart", run: "click" },
        {
            content: "It is in the cart",
            trigger: ".my_cart_quantity:not(:visible):contains('1'), .my_cart_quantity:contains('1')",
        },
    ];
}

/** From the page of the delivery methods to the end of the order; what comes next waits for the page that follows. */
export function payOnDelivery() {
    return [
        { content: "On to the payment", trigger: MAIN, run: "click", expectUnloadPage: true },
        {
            content: "Pay when it comes",
            trigger: "input[name=o_payment_radio][data-payment-method-code=cash_on_delivery]",
            run: "click",
        },
        {
            trigger: "button[name=o_payment_submit_button]:visible:enabled",
            run: "click",
            expectUnloadPage: true,
        },
    ];
}
