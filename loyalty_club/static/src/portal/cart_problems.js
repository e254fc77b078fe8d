/** What the server refuses to put into the cart is told to the visitor: stock shows its words to employees only. */
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import { QuickReorder } from "@website_sale/interactions/quick_reorder";
import { CartService } from "@website_sale/js/cart_service";

const SENTENCES = ["odoo.exceptions.UserError", "odoo.exceptions.ValidationError"];

/** The sentence of a refusal that was written for people; undefined: any other error. */
function getSentence(error) {
    if (error instanceof RPCError && !(error instanceof ConnectionLostError)) {
        return SENTENCES.includes(error.exceptionName) ? error.data.message : undefined;
    }
    return undefined;
}

patch(CartService.prototype, {
    async _makeRequest(...values) {
        try {
            return await super._makeRequest(...values);
        } catch (error) {
            const warning = getSentence(error);
            if (!warning) {
                throw error;
            }
            this._showCartNotification({ warning });
            return 0;
        }
    },
});

patch(QuickReorder.prototype, {
    async reorderProduct(...values) {
        try {
            return await super.reorderProduct(...values);
        } catch (error) {
            const warning = getSentence(error);
            if (!warning) {
                throw error;
            }
            return this.services.cartNotificationService.add("", { warning });
        }
    },
});
