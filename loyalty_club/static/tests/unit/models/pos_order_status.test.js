import { expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { CARD, CLUB, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const TIERS = [
    { id: 910, name: "Silver", point_multiplier: 1 },
    { id: 911, name: "Gold", point_multiplier: 2, min_points: 100, min_amount: 500, min_orders: 4 },
];
const next = (missing, any = true) => ({ tier: 911, missing, any });

test("what there is to say about a member", async () => {
    const status = {
        tier: 910,
        pending: { points: 30, on: "2026-12-01" },
        expiring: { points: 20, on: "2026-12-31" },
        link: "/club/m/x",
    };
    const env = await setupClub({ points: 100, tiers: TIERS, status: { ...status, spendable: 90 } });
    await env.add({ price: 25 });
    const [found] = env.order.getClubStatus();
    expect(found.program.id).toBe(CLUB);
    expect(found.card.id).toBe(CARD);
    expect(found.tier.name).toBe("Silver");
    expect([found.won, found.spent, found.balance, found.spendable]).toEqual([25, 0, 100, 115]);
    expect([found.pending.points, found.expiring.points, found.link]).toEqual([30, 20, "/club/m/x"]);
    expect(found.unconfirmed).toBe(false);
});

test("a customer without an account", async () => {
    const env = await setupClub({ status: null });
    await env.add({ price: 25 });
    const [found] = env.order.getClubStatus();
    expect([found.card, found.status, found.tier, found.next]).toEqual([undefined, null, null, null]);
    expect([found.won, found.balance, found.spendable]).toEqual([25, 0, 0]);
    expect(found.rewards).toEqual([]);
});

test("how far it is to the next tier after this basket", async () => {
    const missing = { points: 60, amount: 300, orders: 2 };
    const env = await setupClub({ tiers: TIERS, status: { next: next(missing) } });
    await env.add({ price: 25 });
    const found = env.order.getClubStatus()[0].next;
    expect(found.tier.name).toBe("Gold");
    expect(found.missing).toEqual({ points: 35, amount: 275, orders: 1 });
    expect([found.reached, found.any]).toEqual([false, true]);
});

test("a basket that reaches it", async () => {
    const env = await setupClub({ tiers: TIERS, status: { next: next({ points: 25, amount: 300 }) } });
    await env.add({ price: 25 });
    expect(env.order.getClubStatus()[0].next).toMatchObject({ reached: true, missing: {} });
    env.card.till_status = { ...env.card.till_status, next: next({ points: 25, amount: 300 }, false) };
    expect(env.order.getClubStatus()[0].next).toMatchObject({ reached: false, missing: { amount: 275 } });
});

test("points on hold bring nobody closer yet", async () => {
    const missing = { points: 60, amount: 300, orders: 2 };
    const env = await setupClub({ program: { hold_days: 14 }, tiers: TIERS, status: { next: next(missing) } });
    await env.add({ price: 25 });
    expect(env.order.getClubStatus()[0].next.missing).toEqual(missing);
});

test("a basket too cheap for the least choice of points", async () => {
    const reward = { discount_mode: "per_point", discount: 0.1, required_points: 1, points_step: 100 };
    const env = await setupClub({ points: 500, rewards: [reward] });
    const state = () => env.order.getClubStatus()[0].rewards[0];
    expect(state().state).toBe("basket");
    await env.add({ price: 25 });
    expect(state()).toMatchObject({ state: "available", choice: { least: 100, most: 300, step: 100 } });
});
