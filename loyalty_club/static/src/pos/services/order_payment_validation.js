import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import "@pos_loyalty/app/utils/order_payment_validation";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

/** Points are held before the customer pays, and claimed when the order is paid. */
patch(OrderPaymentValidation.prototype, {
    async validateOrder(...args) {
        const { order, pos } = this;
        const problem = await pos.reserveClubPoints(order);
        if (problem) {
            pos.dialog.add(AlertDialog, { title: _t("Error validating rewards"), body: problem });
            return false;
        }
        const result = await super.validateOrder(...args);
        if (!order.finalized && pos.router.state.current !== "PaymentScreen") {
            await pos.releaseClubPoints(order);
        }
        return result;
    },

    async finalizeValidation(...args) {
        this.pos.claimClubPoints(this.order);
        return super.finalizeValidation(...args);
    },
});
