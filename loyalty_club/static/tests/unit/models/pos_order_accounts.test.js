import { describe, expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { CARD, CLUB, makeCard, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const changesOf = ({ order }) => Object.keys(order.uiState.couponPointChanges).map(Number);

describe("an account that is opened after the order had begun", () => {
    test("earns and spends for the order", async () => {
        const env = await setupClub({ status: null, rewards: [{}] });
        await env.add({ price: 50 });
        await env.store.updatePrograms();
        const [local] = changesOf(env);
        expect(local).toBeLessThan(0);
        const card = makeCard(env.store, env.club, env.partner, 150);
        env.partner.clubCardIds = { [CLUB]: CARD };
        await env.store.updatePrograms();
        expect(changesOf(env)).toEqual([CARD]);
        expect(env.order.uiState.couponPointChanges[CARD]).toMatchObject({ coupon_id: CARD, points: 50 });
        expect(env.order.redeem(env.club.reward_ids[0], card.id)).toBe(true);
        env.order._updateRewardLines();
        expect(env.order._get_reward_lines().length).toBe(1);
    });

    test("also before stock looked at the order again", async () => {
        const env = await setupClub({ status: null, rewards: [{}] });
        await env.add({ price: 50 });
        await env.store.updatePrograms();
        makeCard(env.store, env.club, env.partner, 150);
        env.partner.clubCardIds = { [CLUB]: CARD };
        expect(env.order.redeem(env.club.reward_ids[0], CARD)).toBe(true);
        expect(changesOf(env)).toEqual([CARD]);
    });

    test("rewards go along", async () => {
        const env = await setupClub({ points: 150, rewards: [{}] });
        await env.add({ price: 50 });
        await env.store.updatePrograms();
        env.order.redeem(env.club.reward_ids[0], CARD);
        const other = env.store.models["loyalty.card"].create({
            id: 902,
            points: 150,
            program_id: env.club,
            partner_id: env.partner,
        });
        env.order.moveClubPoints(CARD, other);
        expect(env.order._get_reward_lines()[0].coupon_id.id).toBe(902);
        expect(changesOf(env)).toEqual([902]);
    });
});

describe("whether a club is open", () => {
    test("by its days, on its own clocks", async () => {
        mockDate("2026-11-20 22:30:00", 0);
        const dates = { date_from: "2026-11-21", date_to: "2026-11-21" };
        const env = await setupClub({ points: 150, rewards: [{}], program: { ...dates, tz: "Asia/Tehran" } });
        await env.add({ price: 30 });
        expect(env.order.isClubOpen(env.club)).toBe(true);
        expect(env.order.getClubStatus()[0].won).toBe(30);
        env.club.tz = "UTC";
        expect(env.order.isClubOpen(env.club)).toBe(false);
        expect(env.order.getClubStatus()[0].won).toBe(0);
        expect(env.order.getClubStatus()[0].rewards[0].state).toBe("basket");
    });

    test("by the number of orders that may use it", async () => {
        const env = await setupClub({ program: { limit_usage: true, max_usage: 5, total_order_count: 4 } });
        await env.add({ price: 30 });
        expect(env.order.getClubStatus()[0].won).toBe(30);
        env.club.total_order_count = 5;
        expect(env.order.getClubStatus()[0].won).toBe(0);
    });

    test("by its price lists", async () => {
        const env = await setupClub({ program: { pricelist_ids: [1] } });
        await env.add({ price: 30 });
        const lists = env.store.models["product.pricelist"];
        env.order.pricelist_id = lists.get(1);
        expect(env.order.isClubOpen(env.club)).toBe(true);
        env.order.pricelist_id = lists.find((list) => list.id !== 1);
        expect(env.order.isClubOpen(env.club)).toBe(false);
        expect(env.order.getClubStatus()[0].won).toBe(0);
    });
});

test("points can be spent in a club whose purchases earn none", async () => {
    const env = await setupClub({ points: 150, rules: [], rewards: [{}] });
    await env.add({ price: 30 });
    await env.store.updatePrograms();
    expect(changesOf(env)).toEqual([CARD]);
    expect(env.order.redeem(env.club.reward_ids[0], CARD)).toBe(true);
    env.order._updateRewardLines();
    expect(env.order._get_reward_lines().length).toBe(1);
    env.order.setPartner(false);
    expect(env.order._programIsApplicable(env.club)).toBe(false);
});

test("nothing is redeemed on an order that takes goods back", async () => {
    const env = await setupClub({ points: 150, rewards: [{}] });
    await env.add({ price: 30 });
    await env.store.updatePrograms();
    expect(env.order.getClaimableRewards().length).toBe(1);
    env.order.is_refund = true;
    expect(env.order.getClubStatus()[0].rewards).toEqual([]);
    expect(env.order.getClaimableRewards()).toEqual([]);
});
