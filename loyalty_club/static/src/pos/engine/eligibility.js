/** Whether a point rule applies to a purchase. Twin of the server's `engine/eligibility.py`. */
import { ZERO, toText } from "./decimal";
import { amountOf } from "./earning_values";
import { plusDays, weekdayOf } from "./periods";

/**
 * @param {Object} rule see `makeRule`
 * @param {Object} purchase see `makePurchase`
 * @returns {[string, Object]|null} the first condition (but for goods) that the purchase does not meet: reason, details
 */
export function whyNot(rule, purchase) {
    if (rule.codeMissing) {
        return ["code", {}];
    }
    if (!rule.channels.has(purchase.channel)) {
        return ["channel", { channel: purchase.channel }];
    }
    return wrongTime(rule, purchase.at) || wrongCustomer(rule, purchase);
}

function wrongCustomer(rule, purchase) {
    if (rule.tiers.size && !rule.tiers.has(purchase.tier)) {
        return ["tier", { tier: purchase.tier }];
    }
    if (rule.firstPurchaseOnly && !purchase.first) {
        return ["first_purchase", {}];
    }
    const paidBy = [...rule.paymentMethods];
    if (paidBy.length && !paidBy.some((method) => purchase.paymentMethods.has(method))) {
        return ["payment_method", {}];
    }
    return null;
}

function wrongTime(rule, at) {
    const minute = Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16));
    const overMidnight = rule.minuteTo < rule.minuteFrom;
    const today = at.slice(0, 10);
    const day = overMidnight && minute < rule.minuteTo ? plusDays(today, -1) : today;
    if (rule.dateFrom && day < rule.dateFrom) {
        return ["too_early", { date: rule.dateFrom }];
    }
    if (rule.dateTo && day > rule.dateTo) {
        return ["too_late", { date: rule.dateTo }];
    }
    if (!rule.weekdays.has(weekdayOf(day))) {
        return ["weekday", { weekday: weekdayOf(day) }];
    }
    const begun = minute >= rule.minuteFrom;
    const goesOn = minute < rule.minuteTo;
    if (!(overMidnight ? begun || goesOn : begun && goesOn)) {
        return ["hour", { from: rule.minuteFrom, to: rule.minuteTo }];
    }
    return null;
}

/** What the rule asks for and its `lines` of the purchase do not have: [reason, details]; else null. */
export function missingGoods(rule, lines) {
    const goods = lines.filter((line) => line.kind === "goods");
    if (!goods.some((line) => line.quantity > ZERO)) {
        return ["products", {}];
    }
    const quantity = goods.reduce((total, line) => total + line.quantity, ZERO);
    if (quantity < rule.minimumQuantity) {
        return ["minimum_quantity", { needed: toText(rule.minimumQuantity), found: toText(quantity) }];
    }
    if (rule.minimumAmount) {
        const counted = lines.filter((line) => line.inMinimum);
        const amount = counted.reduce((total, line) => total + amountOf(line, rule.minimumTaxed), ZERO);
        if (amount < rule.minimumAmount) {
            return ["minimum_amount", { needed: toText(rule.minimumAmount), found: toText(amount) }];
        }
    }
    return null;
}
