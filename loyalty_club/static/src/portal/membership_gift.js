/** The receiver of a membership that is a gift goes into the cart with it. */
import { patch } from "@web/core/utils/patch";
import { WebsiteSale } from "@website_sale/interactions/website_sale";
import wSaleUtils from "@website_sale/js/website_sale_utils";

const FIELDS = ["membership_gift_email", "membership_gift_name", "membership_gift_message"];

patch(WebsiteSale.prototype, {
    /** A gift without a usable address would be a membership of the customer: the browser asks for it. */
    async _addToCart(el, ...rest) {
        const gift = wSaleUtils.getClosestProductForm(el)?.querySelector(".o_club_gift");
        if (gift) {
            const email = gift.querySelector("[name=membership_gift_email]");
            email.required = gift.open;
            if (gift.open && !email.reportValidity()) {
                return undefined;
            }
        }
        return super._addToCart(el, ...rest);
    },

    _updateRootProduct(form, ...rest) {
        const result = super._updateRootProduct(form, ...rest);
        const gift = form.querySelector(".o_club_gift[open]");
        const email = gift?.querySelector("[name=membership_gift_email]").value.trim();
        if (email) {
            for (const name of FIELDS) {
                this.rootProduct[name] = gift.querySelector(`[name=${name}]`).value.trim();
            }
        }
        return result;
    },
});
