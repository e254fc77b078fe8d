/** Before an order is paid: memberships need a customer, and who is new to a plan pays its joining fee. */
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
// What is extended here comes first: patches hold in the order of their files.
import "@loyalty_club/pos/services/pos_store_members";

function refuse(pos, order) {
    const problem = order?.getMembershipProblem();
    if (problem) {
        pos.dialog.add(AlertDialog, { title: _t("Membership"), body: problem });
    }
    return Boolean(problem);
}

function asksForFees(order) {
    return Boolean(order?.getMembershipSales().some((sale) => sale.fee) || order?.getMembershipFees().length);
}

patch(PosStore.prototype, {
    async setup(...args) {
        this.membershipFeesUnderWay = new Map();
        await super.setup(...args);
    },

    /** Which plans the customer had comes with the accounts. */
    connectClubData(data) {
        const result = super.connectClubData(data);
        const partner = data?.membership_had && this.models["res.partner"].get(data.partner_id);
        if (partner) {
            partner.membershipHad = data.membership_had;
        }
        return result;
    },

    async pay(...args) {
        const order = this.getOrder();
        if (refuse(this, order)) {
            return undefined;
        }
        if (!asksForFees(order)) {
            return super.pay(...args);
        }
        await this.followMembershipFees(order);
        // Another order may have been chosen while the server was asked: that one was not looked at.
        return this.getOrder()?.uuid === order?.uuid ? super.pay(...args) : undefined;
    },

    async validateOrderFast(...args) {
        const order = this.getOrder();
        if (refuse(this, order)) {
            return undefined;
        }
        if (!asksForFees(order)) {
            return super.validateOrderFast(...args);
        }
        await this.followMembershipFees(order);
        return this.getOrder()?.uuid === order?.uuid ? super.validateOrderFast(...args) : undefined;
    },

    /** Add the joining fees that the order lacks, remove those that are not its customer's. Pressed twice, once. */
    async followMembershipFees(order) {
        const underWay = this.membershipFeesUnderWay;
        if (order && !underWay.has(order.uuid)) {
            underWay.set(
                order.uuid,
                this._followMembershipFees(order).finally(() => underWay.delete(order.uuid))
            );
        }
        return underWay.get(order?.uuid);
    },

    async _followMembershipFees(order) {
        if (!asksForFees(order)) {
            return;
        }
        if (order.getPartner() && !order.getPartner().membershipHad) {
            await this.refreshMember(order.getPartner());
        }
        const { missing, wrong } = order.compareMembershipFees();
        wrong.forEach((line) => order.removeOrderline(line));
        for (const id of missing) {
            const product = this.models["product.product"].get(id);
            if (product) {
                const values = { product_id: product, product_tmpl_id: product.product_tmpl_id };
                await this.addLineToOrder(values, order, {}, false);
                this.notification.add(_t("%s was added: the customer is new to the plan.", product.display_name));
            }
        }
    },
});

patch(OrderPaymentValidation.prototype, {
    async validateOrder(...args) {
        return refuse(this.pos, this.order) ? false : super.validateOrder(...args);
    },
});
