import { patch } from "@web/core/utils/patch";
import { setElementContent } from "@web/core/utils/html";
import { Checkout } from "@website_sale/interactions/checkout";
import { markup } from "@odoo/owl";

/** The delivery can change what an order earns, and how far it is from free delivery. */
patch(Checkout.prototype, {
    _updateCartSummary(result, ...args) {
        super._updateCartSummary(result, ...args);
        if (result.club_cart !== undefined) {
            for (const block of document.querySelectorAll(".o_club_cart_block")) {
                setElementContent(block, markup(result.club_cart));
            }
        }
    },
});
