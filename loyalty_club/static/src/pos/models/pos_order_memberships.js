/** Memberships that an order sells, and their joining fees. */
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(PosOrder.prototype, {
    /** @returns {Object[]} what the products of this order say of the plans that they sell, once for each line */
    getMembershipSales() {
        return this.lines
            .filter((line) => line.qty > 0 && !line.refunded_orderline_id)
            .map((line) => line.product_id.product_tmpl_id?.membership_sale)
            .filter(Boolean);
    },

    /** @returns {string} why the memberships of this order cannot be sold as it is; empty: they can */
    getMembershipProblem() {
        const sales = this.getMembershipSales();
        const over = sales.find((sale) => !sale.sold);
        if (over) {
            return _t("“%s” is not sold any more. Remove it from the order.", over.name);
        }
        if (sales.length && !this.getPartner()) {
            return _t("“%s” belongs to a customer. Choose the customer first.", sales[0].name);
        }
        const broken = this.lines.find(
            (line) => line.product_id.product_tmpl_id?.membership_sale && line.qty !== Math.round(line.qty)
        );
        if (broken) {
            return _t(
                "“%s” is sold in whole periods. Change the quantity.",
                broken.product_id.product_tmpl_id.membership_sale.name
            );
        }
        return "";
    },

    /**
     * Compare the joining fees on the order with those that it should have. A customer whose past is not known (no
     * connection since the till was opened) pays none.
     *
     * @returns {{missing: number[], wrong: Object[]}} ids of products to add, lines to remove
     */
    compareMembershipFees() {
        const had = this.getPartner()?.membershipHad;
        const sales = this.getMembershipSales().filter((sale) => sale.fee);
        const wanted = new Set(sales.filter((sale) => had && !had.includes(sale.plan)).map((sale) => sale.fee));
        const fees = this.getMembershipFees();
        const there = fees.map((line) => line.product_id.id);
        return {
            missing: [...wanted].filter((fee) => !there.includes(fee)),
            wrong: fees.filter((line) => !wanted.has(line.product_id.id)),
        };
    },

    /** @returns {Object[]} the lines of joining fees: their products are not offered to choose */
    getMembershipFees() {
        const sales = this.models["product.template"].map((template) => template.membership_sale);
        const products = new Set(sales.filter((sale) => sale?.fee).map((sale) => sale.fee));
        return this.lines.filter(
            (line) => line.qty > 0 && !line.refunded_orderline_id && products.has(line.product_id.id)
        );
    },
});
