import { patch } from "@web/core/utils/patch";
import { setElementContent } from "@web/core/utils/html";
import { WebsiteSale } from "@website_sale/interactions/website_sale";
import { markup } from "@odoo/owl";

const SELECTOR = ".o_club_earning";

/** What the chosen variant and quantity earn, where the page says it. */
patch(WebsiteSale.prototype, {
    _getOptionalCombinationInfoParam(product) {
        return {
            ...super._getOptionalCombinationInfoParam(product),
            club_earning: Boolean(product.querySelector(SELECTOR)),
        };
    },

    _onChangeCombination(ev, parent, combination) {
        super._onChangeCombination(ev, parent, combination);
        const element = parent.querySelector(SELECTOR);
        if (element && combination.club_earning !== undefined) {
            setElementContent(element, markup(combination.club_earning));
        }
    },
});
