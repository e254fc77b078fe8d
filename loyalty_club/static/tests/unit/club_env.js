/** A till with one club and one member, for unit tests. */
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";

export const MEMBER = 3;
export const CLUB = 900;
export const CARD = 901;

/** Prices without taxes, so that what is spent is what is written. */
export const PRODUCT = 10;

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const RULE = {
    any_product: true,
    reward_point_amount: 1,
    reward_point_mode: "money",
    minimum_qty: 0,
    minimum_amount: 0,
    minimum_amount_tax_mode: "incl",
    mode: "auto",
    channel_pos: true,
    amount_basis: "taxed",
    amount_step: 0,
    hour_from: 0,
    hour_to: 24,
    limit_period: "ever",
    ...Object.fromEntries(DAYS.map((day) => [`weekday_${day}`, true])),
};

const REWARD = {
    description: "A reward",
    reward_type: "discount",
    required_points: 100,
    discount: 10,
    discount_mode: "per_order",
    discount_applicability: "order",
    reward_product_qty: 1,
    reward_product_domain: "null",
    limit_period: "ever",
};

const STATUS = {
    state: "active",
    joined: true,
    earns: true,
    spendable: 0,
    pending: null,
    expiring: null,
    tier: null,
    plans: [],
    next: null,
    keep: null,
    first_purchase: false,
    given: {},
    taken: {},
    link: null,
    as_of: "2026-11-20 12:00:00",
};

/** @returns {Object} what the server says of a member (`till_status`); `values` differ from an active one with nothing */
export const makeStatus = (values = {}) => ({ ...STATUS, ...values });

const PLAIN = { program: {}, rules: [{}], rewards: [], tiers: [], status: {}, points: 0 };

/**
 * @param {Object} values `program`, `rules`, `rewards`, `tiers`, `status` of the member (null: no account yet), `points`:
 *      what differs from a club of a point for each unit of money without rewards
 * @returns {Promise<Object>} {store, order, club, card, partner, add(values of a line)}
 */
export async function setupClub(values = {}) {
    const { program, rules, rewards, tiers, status, points } = { ...PLAIN, ...values };
    const store = await setupPosEnv();
    for (const model of ["loyalty.program", "loyalty.card"]) {
        [...store.models[model].getAll()].forEach((found) => found.delete());
    }
    const club = makeProgram(store, { id: CLUB, ...program });
    tiers.forEach((found, index) =>
        store.models["loyalty.tier"].create({ id: 910 + index, program_id: club, sequence: index, ...found })
    );
    rules.forEach((found, index) => makeRule(store, club, { id: 920 + index, ...found }));
    rewards.forEach((found, index) => makeReward(store, club, { id: 940 + index, ...found }));
    const partner = store.models["res.partner"].get(MEMBER);
    const card = status && makeCard(store, club, partner, points, status);
    partner.clubCardIds = card ? { [CLUB]: CARD } : {};
    const order = store.addNewOrder();
    order.setPartner(partner);
    const add = (line = {}) => addLine(store, order, line);
    return { store, order, club, card, partner, add };
}

export function makeProgram(store, values) {
    return store.models["loyalty.program"].create({
        name: "Club",
        trigger: "auto",
        applies_on: "both",
        program_type: "loyalty",
        is_nominative: true,
        pricelist_ids: [],
        portal_point_name: "Points",
        tz: "UTC",
        points_rounding: 0.01,
        points_rounding_method: "DOWN",
        earn_on: "order",
        hold_days: 0,
        enrollment: "auto",
        is_earning: true,
        ...values,
    });
}

export function makeRule(store, program, values) {
    const rule = store.models["loyalty.rule"].create({ ...RULE, program_id: program, ...values });
    rule.validProductIds = new Set(values.products || []);
    return rule;
}

export function makeReward(store, program, values) {
    return store.models["loyalty.reward"].create({
        ...REWARD,
        discount_line_product_id: store.models["product.product"].get(PRODUCT),
        program_id: program,
        ...values,
    });
}

export function makeCard(store, program, partner, points, status = {}) {
    return store.models["loyalty.card"].create({
        id: CARD,
        code: "044-1",
        points,
        program_id: program,
        partner_id: partner,
        till_status: makeStatus({ spendable: points, ...status }),
    });
}

export async function addLine(store, order, { product = PRODUCT, qty = 1, price = 10, ...values } = {}) {
    const found = store.models["product.product"].get(product);
    return store.addLineToOrder(
        { product_tmpl_id: found.product_tmpl_id, product_id: found, qty, price_unit: price, tax_ids: [], ...values },
        order
    );
}
