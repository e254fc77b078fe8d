/* global posmodel */

import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";

/** @returns {Object} step: there is such an element, with this text in it */
export function shows(selector, text = "") {
    return {
        content: `${selector} shows ${text}`,
        trigger: text ? `${selector}:contains("${text}")` : selector,
    };
}

/** @returns {Object} step: click it */
export function click(selector) {
    return { content: `Click ${selector}`, trigger: selector, run: "click" };
}

/** @returns {Object} step: write into it */
export function write(selector, text) {
    return { content: `Write ${text}`, trigger: selector, run: `edit ${text}` };
}

/** @returns {Object[]} steps: the till is open, with an empty order */
export function open() {
    return [...Chrome.startPoS(), Dialog.confirm("Open Register")].flat();
}

/** @returns {Object[]} steps: the customer of this name is on the order */
export function chooseMember(name) {
    return [...ProductScreen.clickPartnerButton(), ...ProductScreen.clickCustomer(name)].flat();
}

/** @returns {Object[]} steps: all of it is paid by card, the receipt is on the screen */
export function pay() {
    return [
        ...ProductScreen.clickPayButton(),
        ...PaymentScreen.clickPaymentMethod("Bank"),
        ...PaymentScreen.clickValidate(),
        ReceiptScreen.isShown(),
    ].flat();
}

/** @returns {Object[]} steps: the same with a refund that goes back in cash or by card */
export function payBack() {
    return [
        ...PaymentScreen.clickPaymentMethod("Bank"),
        ...PaymentScreen.clickValidate(),
        ReceiptScreen.isShown(),
    ].flat();
}

/** @returns {Object} step: everything is on the server; it fails when the till cannot send it */
export function synchronize() {
    return {
        content: "The connection is back: send what is waiting",
        trigger: "body",
        run: async () => {
            posmodel.data.network.offline = false;
            await posmodel.syncAllOrders({ throw: true });
        },
    };
}
