/** The till refuses what is for members before anything is paid. */
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
// What is extended here comes first: patches hold in the order of their files.
import "@loyalty_club/pos/services/pos_store_members";

function refuse(pos, order) {
    const problems = order.getMembersOnlyProblems();
    if (problems.length) {
        const advice = order.getPartner()
            ? _t("Remove it, or sell the membership with it.")
            : _t("Choose the customer, or remove it.");
        pos.dialog.add(AlertDialog, { title: _t("For members"), body: `${problems.join("\n")}\n${advice}` });
    }
    return Boolean(problems.length);
}

patch(PosStore.prototype, {
    /** Memberships of the customer come with the accounts. */
    connectClubData(data) {
        const result = super.connectClubData(data);
        const partner = data?.membership_plans && this.models["res.partner"].get(data.partner_id);
        if (partner) {
            partner.openingPlans = data.membership_plans;
        }
        return result;
    },

    async pay(...args) {
        return refuse(this, this.getOrder()) ? undefined : super.pay(...args);
    },
});

patch(OrderPaymentValidation.prototype, {
    /** Fast payments do not go by the payment screen. */
    async validateOrder(...args) {
        return refuse(this.pos, this.order) ? false : super.validateOrder(...args);
    },
});
