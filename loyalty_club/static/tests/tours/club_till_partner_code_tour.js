import * as Order from "@point_of_sale/../tests/generic_helpers/order_widget_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { enterCode } from "@pos_loyalty/../tests/tours/utils/pos_loyalty_util";
import { registry } from "@web/core/registry";

import { chooseMember, open, pay } from "./till_steps";

// Somebody whom a partner gave a coupon of ours shows it at the till. test_coalition_code_tour.py starts it; the book
// costs 50, the coupon gives 10 %.
registry.category("web_tour.tours").add("club_till_partner_code", {
    steps: () =>
        [
            open(),
            chooseMember("Eve"),
            ProductScreen.clickDisplayedProduct("Tour Book"),
            Order.hasTotal("50.00"),
            enterCode("BALLET-0007"),
            Order.hasTotal("45.00"),
            pay(),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(),
});
