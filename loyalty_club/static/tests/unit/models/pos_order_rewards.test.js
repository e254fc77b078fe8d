import { describe, expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { CARD, CLUB, PRODUCT, makeProgram, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const PER_POINT = { id: 940, discount_mode: "per_point", discount: 0.1, required_points: 1 };
const STEPS = { ...PER_POINT, points_step: 100 };

/** What stock does when the customer of an order is set. */
const joinOrder = ({ order }) => {
    order.uiState.couponPointChanges[CARD] = { coupon_id: CARD, program_id: CLUB, points: 0 };
};

const statesOf = ({ order }) => order.getClubStatus()[0].rewards.map((found) => found.state);

describe("_getRealCouponPoints", () => {
    test("what may be spent, not the balance", async () => {
        const env = await setupClub({ points: 100, status: { spendable: 40 } });
        expect(env.order._getRealCouponPoints(CARD)).toBe(40);
    });

    test("what the basket earns can be spent at once, unless it is on hold", async () => {
        const env = await setupClub({ points: 100 });
        await env.add({ price: 30 });
        expect(env.order._getRealCouponPoints(CARD)).toBe(130);
        env.club.hold_days = 14;
        expect(env.order._getRealCouponPoints(CARD)).toBe(100);
        env.club.hold_days = 0;
        env.club.earn_on = "invoice_paid";
        expect(env.order._getRealCouponPoints(CARD)).toBe(100);
    });

    test("who is suspended spends nothing", async () => {
        const env = await setupClub({ points: 100, status: { state: "suspended", earns: false } });
        await env.add({ price: 30 });
        expect(env.order._getRealCouponPoints(CARD)).toBe(0);
    });

    test("an account of another program is stock's", async () => {
        const env = await setupClub();
        const wallet = makeProgram(env.store, { id: 999, program_type: "ewallet", applies_on: "future" });
        env.store.models["loyalty.card"].create({ id: 998, points: 12, program_id: wallet });
        expect(env.order._getRealCouponPoints(998)).toBe(12);
    });
});

describe("conditions", () => {
    test("tiers: from a rank on", async () => {
        const tiers = [
            { id: 910, name: "Silver" },
            { id: 911, name: "Gold" },
        ];
        const rewards = [{ min_tier_id: 911 }];
        const env = await setupClub({ points: 500, tiers, rewards, status: { tier: 910 } });
        await env.add({ price: 50 });
        joinOrder(env);
        expect(statesOf(env)).toEqual(["tier"]);
        expect(env.order.getClubStatus()[0].rewards[0].tier.name).toBe("Gold");
        expect(env.order.getClaimableRewards()).toEqual([]);
        expect(env.order.redeem(env.club.reward_ids[0], CARD)).toBe(
            "“A reward” is for members from Gold on. Choose another reward."
        );
        env.card.till_status = { ...env.card.till_status, tier: 911 };
        expect(env.order.getClaimableRewards().length).toBe(1);
        expect(env.order.redeem(env.club.reward_ids[0], CARD)).toBe(true);
    });

    test("days, on the clocks of the club", async () => {
        mockDate("2026-11-20 22:30:00", 0);
        const env = await setupClub({
            points: 500,
            program: { tz: "Asia/Tehran" },
            rewards: [{ date_from: "2026-11-21" }, { date_to: "2026-11-20" }, { date_from: "2026-11-22" }],
        });
        await env.add({ price: 50 });
        expect(statesOf(env)).toEqual(["available", "late", "early"]);
    });

    test("how often a member can have it, this order counted in", async () => {
        const limited = { has_member_limit: true, limit_per_member: 2, limit_period: "month" };
        const env = await setupClub({ points: 500, rewards: [limited], status: { taken: { 940: 1 } } });
        await env.add({ price: 50 });
        joinOrder(env);
        expect(env.order.redeem(env.club.reward_ids[0], CARD)).toBe(true);
        expect(statesOf(env)).toEqual(["limit"]);
        expect(env.order.redeem(env.club.reward_ids[0], CARD)).toBe(
            "The customer has had “A reward” as often as a member can. Choose another reward."
        );
        env.order._updateRewardLines();
        expect(env.order._get_reward_lines().length).toBe(1);
    });

    test("vouchers and services are shown, and not given at the till", async () => {
        const env = await setupClub({ points: 500, rewards: [{ reward_type: "voucher" }] });
        await env.add({ price: 50 });
        joinOrder(env);
        expect(statesOf(env)).toEqual(["desk"]);
        expect(env.order.getClaimableRewards()).toEqual([]);
        expect(env.order.redeem(env.club.reward_ids[0], CARD)).toBe(
            "“A reward” is claimed in the portal or at the desk."
        );
    });

    test("how many points are missing", async () => {
        const env = await setupClub({ points: 60.5, rewards: [{}] });
        await env.add({ price: 10 });
        const [found] = env.order.getClubStatus()[0].rewards;
        expect([found.state, found.missing_points]).toEqual(["points", 29.5]);
        expect(env.order.redeem(found.reward, CARD)).not.toBe(true);
    });
});

describe("a chosen number of points", () => {
    test("the choice fits what there is, what the basket costs, and the steps", async () => {
        const env = await setupClub({ points: 1050, rewards: [STEPS], program: { hold_days: 3 } });
        await env.add({ price: 32 });
        const [reward] = env.club.reward_ids;
        expect(env.order.getClubChoice(reward, env.card)).toEqual({ least: 100, most: 400, step: 100 });
        expect(env.order.redeem(reward, CARD, 150)).toBe(
            "150 points cannot be spent on this order. Choose from 100 to 400, in steps of 100."
        );
        expect(env.order.redeem(reward, CARD, 200)).toBe(true);
        expect(env.order.priceIncl).toBe(12);
        expect(env.order.getClubChoice(reward, env.card)).toEqual({ least: 100, most: 400, step: 100 });
    });

    test("recalculating keeps it; choosing again replaces it", async () => {
        const env = await setupClub({ points: 1000, rewards: [STEPS], program: { hold_days: 3 } });
        await env.add({ price: 50 });
        joinOrder(env);
        const [reward] = env.club.reward_ids;
        env.order.redeem(reward, CARD, 200);
        env.order._updateRewardLines();
        expect(env.order.priceIncl).toBe(30);
        await env.add({ price: 20 });
        env.order._updateRewardLines();
        expect(env.order.priceIncl).toBe(50);
        expect(env.order.redeem(reward, CARD, 300)).toBe(true);
        expect(env.order.priceIncl).toBe(40);
        expect(env.order._get_reward_lines().length).toBe(1);
    });

    test("a choice that cannot be had leaves the one before", async () => {
        const env = await setupClub({ points: 1000, rewards: [STEPS], program: { hold_days: 3 } });
        await env.add({ price: 50 });
        joinOrder(env);
        const [reward] = env.club.reward_ids;
        env.order.redeem(reward, CARD, 200);
        const apply = env.order._applyReward;
        env.order._applyReward = function (...args) {
            return this.uiState.clubChoices[940] === 300 ? "Not now" : apply.apply(this, args);
        };
        expect(env.order.redeem(reward, CARD, 300)).toBe("Not now");
        expect(env.order.priceIncl).toBe(30);
        expect(env.order.uiState.clubChoices).toEqual({ 940: 200 });
    });

    test("of an order that another till began, its cost says how many were chosen there", async () => {
        const env = await setupClub({ points: 1000, rewards: [STEPS], program: { hold_days: 3 } });
        await env.add({ price: 50 });
        joinOrder(env);
        env.order.redeem(env.club.reward_ids[0], CARD, 200);
        env.order.uiState.clubChoices = {};
        env.order._updateRewardLines();
        expect(env.order.priceIncl).toBe(30);
        expect(env.order.getClubStatus()[0].spent).toBe(200);
    });

    test("less is taken when less is there", async () => {
        const env = await setupClub({ points: 1000, rewards: [STEPS], program: { hold_days: 3 } });
        await env.add({ price: 90 });
        joinOrder(env);
        env.order.redeem(env.club.reward_ids[0], CARD, 800);
        env.card.till_status = { ...env.card.till_status, spendable: 350 };
        env.order._updateRewardLines();
        expect(env.order.priceIncl).toBe(60);
        env.card.till_status = { ...env.card.till_status, spendable: 99 };
        env.order._updateRewardLines();
        expect(env.order.priceIncl).toBe(90);
    });

    test("it survives a reload and is forgotten with its line, or with the customer", async () => {
        const env = await setupClub({ points: 1000, rewards: [STEPS] });
        await env.add({ price: 90 });
        const [reward] = env.club.reward_ids;
        env.order.redeem(reward, CARD, 200);
        const kept = JSON.parse(JSON.stringify(env.order.serializeState()));
        env.order.uiState.clubChoices = {};
        env.order.restoreState(kept);
        expect(env.order.uiState.clubChoices).toEqual({ 940: 200 });
        env.order.removeOrderline(env.order._get_reward_lines()[0]);
        expect(env.order.uiState.clubChoices).toEqual({});
        env.order.redeem(reward, CARD, 200);
        env.order.setPartner(env.store.models["res.partner"].get(4));
        expect(env.order.uiState.clubChoices).toEqual({});
    });

    test("without steps a reward takes all it can, as with stock", async () => {
        const env = await setupClub({ points: 155, rewards: [PER_POINT], program: { hold_days: 3 } });
        await env.add({ price: 90 });
        const [reward] = env.club.reward_ids;
        expect(env.order.redeem(reward, CARD, 50)).toBe("“A reward” takes all the points that it can.");
        expect(env.order.redeem(reward, CARD)).toBe(true);
        expect(env.order.priceIncl).toBe(74.5);
    });

    test("a basket that costs too little for the least choice", async () => {
        const env = await setupClub({ points: 1000, rewards: [{ ...STEPS, required_points: 200, points_step: 200 }] });
        const [reward] = env.club.reward_ids;
        expect(env.order.getClubChoice(reward, env.card).most).toBe(0);
        expect(env.order.redeem(reward, CARD, 200)).toBe(
            "“A reward” needs at least 200 points, and an order that costs as much."
        );
    });
});

describe("free products", () => {
    const FREE = {
        reward_type: "product",
        required_points: 50,
        reward_product_id: PRODUCT,
        reward_product_ids: [PRODUCT],
    };

    test("a free product earns nothing", async () => {
        const env = await setupClub({ points: 100, rewards: [FREE], rules: [{}, { reward_point_mode: "unit" }] });
        await env.add({ qty: 3, price: 10 });
        joinOrder(env);
        expect(env.order.getClubResult(env.club).points).toBe(33);
        const found = env.store.models["product.product"].get(PRODUCT);
        env.order.applyRewardLine({
            product_id: found,
            price_unit: -10,
            qty: 1,
            reward_id: env.club.reward_ids[0],
            is_reward_line: true,
            coupon_id: CARD,
            points_cost: 50,
            reward_identifier_code: "x",
            tax_ids: [],
        });
        expect(env.order.getClubResult(env.club).points).toBe(22);
        expect(env.order.getClubSpent(CARD)).toBe(50n * 10n ** 30n);
    });

    test("what is free cannot help to pay for itself", async () => {
        const env = await setupClub({
            tiers: [{ id: 910, name: "Gold", point_multiplier: 2 }],
            status: { tier: 910 },
            rewards: [FREE],
            rules: [{ reward_point_mode: "unit", reward_point_amount: 10 }],
        });
        await env.add({ qty: 3, price: 10 });
        joinOrder(env);
        // 60 points for 3 units, of which the one that costs 50 would earn none
        expect(env.order._getRealCouponPoints(CARD)).toBe(60);
        expect(env.order.redeem(env.club.reward_ids[0], CARD)).toBe("There are not enough points for this reward.");
        expect(env.order._get_reward_lines()).toEqual([]);
    });

    test("a discount makes no unit free", async () => {
        const rewards = [{ discount_mode: "percent", discount: 100, required_points: 30 }];
        const env = await setupClub({ rewards, rules: [{ reward_point_mode: "unit", reward_point_amount: 10 }] });
        await env.add({ qty: 3, price: 10 });
        joinOrder(env);
        expect(env.order.redeem(env.club.reward_ids[0], CARD)).toBe(true);
        expect(env.order.getClubResult(env.club).points).toBe(30);
    });
});
