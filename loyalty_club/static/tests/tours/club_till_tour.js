import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as OfflineUtil from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as Order from "@point_of_sale/../tests/generic_helpers/order_widget_util";
import { scan_barcode as scan } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import { registry } from "@web/core/registry";
import { chooseMember, click, open, pay, payBack, shows, synchronize, write } from "./till_steps";

// Members, products and the club of 1 point per unit of money are made by test_till_tour.py.
const tours = registry.category("web_tour.tours");

tours.add("club_till_enroll", {
    steps: () =>
        [
            open(),
            ProductScreen.clickDisplayedProduct("Tour Book"),
            click(".club-no-member .club-enroll"),
            // Nothing is sent without a name and a way to find the member again.
            click(".modal .club-confirm"),
            shows(".modal .club-problem", "Write the name."),
            write("#club_name", "Nora New"),
            click(".modal .club-confirm"),
            shows(".modal .club-problem", "phone number or an email"),
            // Somebody else has this number already.
            write("#club_phone", "+1 555 555 0142"),
            click("#club_by_sms"),
            click(".modal .club-confirm"),
            shows(".modal .club-duplicate", "Mary Member"),
            click(".modal .club-force"),
            shows(".modal .club-enrolled", "Nora New"),
            shows(".modal .club-number"),
            click(".modal .club-done"),
            shows(".club-member-panel .club-member", "Nora New"),
            shows(".club-member-panel .loyalty-points-won", "+50"),
            pay(),
            shows(".pos-receipt .club-receipt-number"),
            shows(".pos-receipt .club-receipt-won", "50"),
            shows(".pos-receipt .club-receipt-balance", "50 stars"),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_redeem", {
    steps: () =>
        [
            open(),
            // The first purchase lifts the member to Silver.
            chooseMember("Mary Member"),
            shows(".club-member-panel .club-tier", "Bronze"),
            shows(".club-member-panel .club-balance", "60 stars"),
            shows(".club-member-panel .club-more", "to Silver"),
            ProductScreen.clickDisplayedProduct("Tour Book"),
            shows(".club-member-panel .loyalty-points-won", "+50"),
            shows(".club-member-panel .loyalty-points-totaltext-end", "110"),
            click(".club-member-panel .club-rewards"),
            shows(".modal .club-offer-tier .club-reason", "Needs Silver"),
            shows(".modal .club-offer-points .club-reason", "stars more"),
            click(".modal footer .btn-secondary"),
            pay(),
            shows(".pos-receipt .club-receipt-balance", "110 stars"),
            shows(".pos-receipt .club-receipt-tier", "Silver"),
            shows(".pos-receipt .club-receipt-link img"),
            ReceiptScreen.clickNextOrder(),
            // The second one is paid with 40 of the points.
            chooseMember("Mary Member"),
            shows(".club-member-panel .club-tier", "Silver"),
            ProductScreen.clickDisplayedProduct("Tour Book"),
            click(".club-member-panel .club-rewards"),
            click('.modal .club-offer-available:contains("per star")'),
            write(".modal .club-points", "30"),
            shows(".modal .club-points-dialog .club-problem", "In steps of 20"),
            write(".modal .club-points", "60"),
            click(".modal .club-less"),
            shows(".modal .club-worth", "4.00"),
            click(".modal .club-points-dialog ~ footer .club-confirm"),
            Order.hasTotal("46.00"),
            shows(".club-member-panel .loyalty-points-spent", "40"),
            pay(),
            shows(".pos-receipt .club-receipt-spent", "40"),
            shows(".pos-receipt .club-receipt-balance", "120 stars"),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(),
});

const refundOne = (points) =>
    [
        ProductScreen.clickRefund(),
        TicketScreen.selectOrder("001"),
        ProductScreen.clickNumpad("1"),
        TicketScreen.toRefundTextContains("To Refund: 1.00"),
        TicketScreen.confirmRefund(),
        PaymentScreen.isShown(),
        shows(".club-refund .club-taken-back", points),
    ].flat();

tours.add("club_till_refund", {
    steps: () =>
        [
            open(),
            chooseMember("Mary Member"),
            ProductScreen.addOrderline("Tour Book", "2"),
            shows(".club-member-panel .loyalty-points-won", "+100"),
            pay(),
            shows(".pos-receipt .club-receipt-balance", "160 stars"),
            ReceiptScreen.clickNextOrder(),
            refundOne("50 stars"),
            payBack(),
            shows(".pos-receipt .club-receipt-balance", "110 stars"),
            ReceiptScreen.clickNextOrder(),
            refundOne("50 stars"),
            payBack(),
            shows(".pos-receipt .club-receipt-balance", "60 stars"),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_offline", {
    steps: () =>
        [
            open(),
            chooseMember("Mary Member"),
            shows(".club-member-panel .club-balance", "60 stars"),
            OfflineUtil.setOfflineMode(),
            ProductScreen.clickDisplayedProduct("Tour Book"),
            shows(".club-member-panel .loyalty-points-won", "+50"),
            // Points are spent by the balance known last.
            click(".club-member-panel .club-rewards"),
            click('.modal .club-offer-available:contains("per star")'),
            write(".modal .club-points", "40"),
            click(".modal .club-points-dialog ~ footer .club-confirm"),
            Order.hasTotal("46.00"),
            ProductScreen.clickPayButton(),
            PaymentScreen.clickPaymentMethod("Bank"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
            Dialog.confirm("Continue with limited functionality"),
            shows(".pos-receipt .club-receipt", "Balance before this purchase"),
            shows(".pos-receipt .club-receipt-balance", "60 stars"),
            OfflineUtil.setOnlineMode(),
            synchronize(),
            shows(".pos-receipt .club-receipt", "New balance"),
            shows(".pos-receipt .club-receipt-balance", "70 stars"),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(),
});

tours.add("club_till_scan", {
    steps: () =>
        [
            open(),
            ProductScreen.clickDisplayedProduct("Tour Book"),
            scan("0445550001"),
            shows(".club-member-panel .club-member", "Mary Member"),
            shows(".club-member-panel .club-balance", "60 stars"),
            shows(".club-member-panel .loyalty-points-won", "+50"),
            Chrome.endTour(),
        ].flat(),
});

// In Persian: every step goes by what a thing is, none by a word of stock's.
tours.add("club_till_right_to_left", {
    steps: () =>
        [
            Chrome.startPoS(),
            {
                content: "The screen runs from right to left",
                trigger: ".product-screen",
                run: () => {
                    const pane = document.querySelector(".leftpane").getBoundingClientRect();
                    if (window.getComputedStyle(document.querySelector(".product-screen")).direction !== "rtl") {
                        throw new Error("The till is not right to left");
                    }
                    if (pane.left < window.innerWidth / 2) {
                        throw new Error("The order is on the wrong side");
                    }
                },
            },
            ProductScreen.clickDisplayedProduct("Tour Book"),
            scan("0445550001"),
            shows(".club-member-panel .club-member", "Mary Member"),
            shows(".club-member-panel .loyalty-points-won", "+50"),
            click(".club-member-panel .club-rewards"),
            shows(".modal .club-dialog .club-number", "0445550001"),
            {
                content: "The panel, its dialog and everything in them stay within the screen",
                trigger: ".modal .club-dialog .club-offer",
                run: () => {
                    const parts = [...document.querySelectorAll(".club-member-panel *, .club-dialog *")];
                    const outside = parts.filter((part) => {
                        const box = part.getBoundingClientRect();
                        return box.width && (box.left < -1 || box.right > window.innerWidth + 1);
                    });
                    if (outside.length) {
                        throw new Error(`Outside of the screen: ${outside.map((part) => part.className)}`);
                    }
                },
            },
            click(".modal footer .btn-secondary"),
            ProductScreen.clickPayButton(false),
            click(".paymentmethod:contains('Bank')"),
            click(".validation-button.next.highlight"),
            shows(".pos-receipt .club-receipt-balance", "110"),
        ].flat(),
});
