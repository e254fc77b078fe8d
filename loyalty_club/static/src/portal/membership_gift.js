/** The receiver of a membership that is a gift goes into the cart with it. */
import { patch } from "@web/core/utils/patch";
import { WebsiteSale } from "@website_sale/interactions/website_sale";

const FIELDS = ["membership_gift_email", "membership_gift_name", "membership_gift_message"];

patch(WebsiteSale.prototype, {
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
