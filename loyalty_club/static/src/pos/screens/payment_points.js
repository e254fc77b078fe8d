import { onWillUnmount } from "@odoo/owl";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import "@pos_loyalty/app/services/pos_store";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

/** Who goes to pay holds the points to be spent; who goes back gives them up. */
patch(PosStore.prototype, {
    async pay(...args) {
        const order = this.getOrder();
        if (!order || order.finalized) {
            return super.pay(...args);
        }
        if (this.clubPayments.has(order.uuid)) {
            return undefined;
        }
        this.clubPayments.add(order.uuid);
        try {
            return await this._payWithHeldPoints(order, () => super.pay(...args));
        } finally {
            this.clubPayments.delete(order.uuid);
        }
    },

    async _payWithHeldPoints(order, pay) {
        const problem = await this.reserveClubPoints(order);
        if (problem) {
            this.dialog.add(AlertDialog, { title: _t("Error validating rewards"), body: problem });
            return undefined;
        }
        // Another order may have been chosen while the server was asked: that one is not to be paid.
        const result = this.getOrder()?.uuid === order.uuid ? await pay() : undefined;
        if (this.router.state.current !== "PaymentScreen") {
            await this.releaseClubPoints(order);
        }
        return result;
    },
});

patch(PaymentScreen.prototype, {
    setup(...args) {
        super.setup(...args);
        const order = this.currentOrder;
        onWillUnmount(() => {
            this.pos.releaseClubPoints(order);
        });
    },
});
