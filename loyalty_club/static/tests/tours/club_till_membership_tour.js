import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Order from "@point_of_sale/../tests/generic_helpers/order_widget_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";
import { chooseMember, click, open, pay, shows } from "./till_steps";

// Plus (12.95 a month, joining fee 25, three times the points) and a lamp for its members, by test_till_tour.py.
const press = () => click(".pay-order-button");

registry.category("web_tour.tours").add("club_till_membership", {
    steps: () =>
        [
            open(),
            // Nobody is chosen: neither a membership nor what is for members can be sold.
            ProductScreen.clickDisplayedProduct("Plus, 1 month"),
            press(),
            shows(".modal-body", "Choose the customer first"),
            Dialog.confirm(),
            chooseMember("Mary Member"),
            // Pressed twice, the joining fee is there once.
            {
                content: "Press Pay twice",
                trigger: ".pay-order-button",
                run() {
                    this.anchor.click();
                    this.anchor.click();
                },
            },
            PaymentScreen.isShown(),
            PaymentScreen.clickBack(),
            Order.hasLine({ productName: "Joining fee", quantity: "1" }),
            Order.hasTotal("37.95"),
            pay(),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.clickDisplayedProduct("Lamp for members"),
            press(),
            shows(".modal-body", "only for members with Plus"),
            Dialog.confirm(),
            // From the next purchase on she has what the membership gives.
            ProductScreen.clickDisplayedProduct("Tour Book"),
            chooseMember("Mary Member"),
            shows(".club-member-panel .club-plan", "Plus"),
            shows(".club-member-panel .loyalty-points-won", "+390"),
            pay(),
            shows(".pos-receipt .club-receipt-plans", "Plus"),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(),
});
