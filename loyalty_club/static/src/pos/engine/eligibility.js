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
    const isAfterMidnight = rule.minuteTo < rule.minuteFrom && minute < rule.minuteTo;
    const today = at.slice(0, 10);
    return wrongDay(rule, isAfterMidnight ? plusDays(today, -1) : today) || wrongHour(rule, minute);
}

function wrongDay(rule, day) {
    if (rule.dateFrom && day < rule.dateFrom) {
        return ["too_early", { date: rule.dateFrom }];
    }
    if (rule.dateTo && day > rule.dateTo) {
        return ["too_late", { date: rule.dateTo }];
    }
    const weekday = weekdayOf(day);
    return rule.weekdays.has(weekday) ? null : ["weekday", { weekday }];
}

function wrongHour(rule, minute) {
    const hasBegun = minute >= rule.minuteFrom;
    const goesOn = minute < rule.minuteTo;
    const isInside = rule.minuteTo < rule.minuteFrom ? hasBegun || goesOn : hasBegun && goesOn;
    return isInside ? null : ["hour", { from: rule.minuteFrom, to: rule.minuteTo }];
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
