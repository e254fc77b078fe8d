/** From the records of the till to the values of the engine. The server does the same in `models/till`. */
import { ZERO, decimal, least, sum } from "@loyalty_club/pos/engine/decimal";
import { makeLine, makeRule } from "@loyalty_club/pos/engine/earning_values";
import { exact } from "@loyalty_club/pos/engine/points";

const { DateTime } = luxon;

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const PAYMENT_PROGRAMS = ["gift_card", "ewallet"];
const PAID_BY_POINTS = ["ewallet", "gift_card", "loyalty"];
/** Stands for a condition that nobody meets, such as an archived tier. */
const NOBODY = new Set([-1]);

export const isClub = (program) => program?.program_type === "loyalty";

/** @returns {Object} luxon: the moment on the clocks of the club (its time zone; UTC where it is not known) */
export function localMoment(program, moment = DateTime.now()) {
    const local = moment.setZone(program.tz || "utc");
    return local.isValid ? local : moment.toUTC();
}

/** @returns {string|null} a date of a record (luxon or text) as text */
export const dayOf = (date) => (date ? date.toISODate?.() || String(date) : null);

/**
 * @param {Object} rule record of loyalty.rule
 * @param {Array} codes ids of the rules whose code was entered
 * @returns {Object} the rule as a value of the engine; `ref` is its id
 */
export function ruleValue(rule, codes = []) {
    const basis = rule.amount_basis || "taxed";
    return makeRule({
        ref: rule.id,
        mode: rule.reward_point_mode,
        points: decimal(rule.reward_point_amount),
        amountStep: decimal(rule.amount_step),
        taxed: basis.startsWith("taxed"),
        delivery: basis.endsWith("delivery"),
        minimumQuantity: decimal(rule.minimum_qty),
        minimumAmount: decimal(rule.minimum_amount),
        minimumTaxed: rule.minimum_amount_tax_mode === "incl",
        ...capsOf(rule),
        ...timesOf(rule),
        channels: new Set(rule.channel_pos === false ? [] : ["pos"]),
        tiers: chosenIds(rule.tier_ids, rule.is_for_tiers),
        paymentMethods: paymentMethodsOf(rule),
        firstPurchaseOnly: Boolean(rule.first_purchase_only),
        isBonus: Boolean(rule.is_bonus),
        codeMissing: rule.mode === "with_code" && !codes.includes(rule.id),
    });
}

function capsOf(rule) {
    const cap = (name) => (rule[`use_${name}`] ? exact(rule[name]) : null);
    return {
        maxPerOrder: cap("max_points_per_order"),
        maxPerUnit: cap("max_points_per_unit"),
        limit: cap("limit_points"),
        period: rule.limit_period || "ever",
    };
}

function timesOf(rule) {
    const days = [0, 1, 2, 3, 4, 5, 6];
    const chosen = days.filter((day) => rule[`weekday_${WEEKDAYS[day]}`] !== false);
    return {
        dateFrom: dayOf(rule.date_from),
        dateTo: dayOf(rule.date_to),
        weekdays: new Set(chosen.length ? chosen : days),
        minuteFrom: Math.round((rule.hour_from || 0) * 60),
        minuteTo: Math.round((rule.hour_to || 24) * 60),
    };
}

/** Ids of what a rule asks for; what is asked for and not known here (archived tiers, the shop's methods) is nobody's. */
function chosenIds(records, isAsked = false) {
    const ids = (records || []).map((record) => record.id ?? record);
    return isAsked && !ids.length ? NOBODY : new Set(ids);
}

function paymentMethodsOf(rule) {
    const isAsked = rule.is_for_payments ?? Boolean(rule.payment_method_ids?.length);
    const ids = [...chosenIds(rule.pos_payment_method_ids, isAsked)];
    return new Set(ids.map((id) => `pos,${id}`));
}

// --- lines ---

const isSettled = (line) => line.sale_order_origin_id || line.settled_invoice_id || line.settled_order_id;

/** Lines that belong to this purchase: no refunds, no parts of combos, nothing that a sales order earns, no tips. */
export function purchaseLines(order) {
    const tip = order.config?.tip_product_id?.id;
    return order.lines.filter(
        (line) =>
            line.product_id &&
            !line.refunded_orderline_id &&
            !line.combo_parent_id &&
            !isSettled(line) &&
            (!tip || line.product_id.id !== tip)
    );
}

/** @returns {Object} decimals {taxed, untaxed} that a line costs, together with the parts of a combo */
export function paidAmounts(line) {
    const lines = line.combo_line_ids?.length ? line.getAllLinesInCombo() : [line];
    return {
        taxed: sum(lines.map((part) => decimal(part.priceIncl))),
        untaxed: sum(lines.map((part) => decimal(part.priceExcl))),
    };
}

/**
 * What the rules of all clubs need to know about a basket; made once, whatever the number of clubs.
 *
 * @param {Object} order record of pos.order
 * @returns {Array} {line, reward, product (whose rules count), taxed, untaxed, quantity, isGoods, free}
 */
export function basketOf(order) {
    const basket = purchaseLines(order).map((line) => {
        const amounts = paidAmounts(line);
        const reward = line.reward_id;
        return {
            line,
            reward,
            product: line.product_id,
            quantity: decimal(line.qty),
            isGoods: !reward && amounts.taxed >= ZERO && amounts.untaxed >= ZERO,
            free: ZERO,
            ...amounts,
        };
    });
    if (basket.some((item) => item.reward)) {
        markFree(basket);
    }
    return basket;
}

/**
 * @param {Array} basket see `basketOf`
 * @param {Object} program the club
 * @returns {Array} lines of the engine
 */
export const linesOf = (basket, program) => {
    const rules = program.rule_ids.map((rule) => [rule.id, rule.any_product ? null : rule.validProductIds]);
    return basket.map(({ line, reward, product, taxed, untaxed, quantity, isGoods, free }) =>
        makeLine({
            ref: line.uuid,
            quantity,
            taxed,
            untaxed,
            free,
            kind: isGoods ? "goods" : "discount",
            rules: new Set(rules.filter(([, products]) => !products || products.has(product.id)).map(([id]) => id)),
            inAmount: reward?.reward_type === "product" || !PAID_BY_POINTS.includes(reward?.program_id?.program_type),
            inMinimum: countsForMinimum(reward, program),
        })
    );
};

function countsForMinimum(reward, program) {
    return (
        !reward ||
        reward.reward_type !== "discount" ||
        (reward.program_id.trigger !== "auto" && reward.program_id.id !== program.id)
    );
}

// --- products that a reward makes free: no points per unit for them ---

function markFree(basket) {
    const goods = basket.filter((item) => item.isGoods);
    for (const item of basket.filter(({ reward }) => reward?.reward_type === "product")) {
        freeProduct(item, goods);
    }
}

/** The units that the line of a free product takes off again; lines of the very price come first. */
function freeProduct(item, goods) {
    const ids = new Set(item.reward.reward_product_ids.map((product) => product.id));
    const candidates = goods.filter(({ line }) => ids.has(line.product_id.id));
    const hasPrice = ({ line }) => line.price_unit === -item.line.price_unit;
    const ordered = [...candidates.filter(hasPrice), ...candidates.filter((found) => !hasPrice(found))];
    item.product = item.reward.reward_product_ids[0] || item.product;
    let left = item.quantity;
    let first = true;
    for (const found of ordered) {
        const part = least(found.quantity - found.free, left);
        if (part > ZERO) {
            item.product = first ? found.product : item.product;
            first = false;
            found.free += part;
            left -= part;
        }
    }
}

/** @returns {bigint} what the customer spends on goods, after discounts; paying with a gift card makes it no less */
export const spentOn = (basket) =>
    sum(
        basket
            .filter(({ reward }) => !PAYMENT_PROGRAMS.includes(reward?.program_id?.program_type))
            .map((item) => item.taxed)
    );
