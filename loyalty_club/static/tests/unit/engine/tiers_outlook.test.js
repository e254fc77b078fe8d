import { expect, test } from "@odoo/hoot";
import { decimal, toNumber } from "@loyalty_club/pos/engine/decimal";
import { outlook } from "@loyalty_club/pos/engine/tiers_outlook";

const gained = (points, amount = 0, orders = 0) => ({
    points: decimal(points),
    amount: decimal(amount),
    orders: decimal(orders),
});

test("nothing above, nothing to say", () => {
    expect(outlook(null, gained(5))).toBe(null);
});

test("what the basket leaves to be done", () => {
    const found = outlook({ tier: 2, missing: { points: 30, amount: 0, orders: 0 }, any: true }, gained("12.5"), {
        points: 100,
    });
    expect(found.reached).toBe(false);
    expect(found.basis).toBe("points");
    expect(toNumber(found.missing.points)).toBe(17.5);
});

test("a basket that reaches the tier", () => {
    const next = { tier: 2, missing: { points: 30 }, any: true };
    expect(outlook(next, gained(30), { points: 100 }).reached).toBe(true);
    expect(outlook(next, gained("29.99"), { points: 100 }).reached).toBe(false);
});

test("any of them reaches it, all of them are asked for", () => {
    const missing = { points: 50, amount: 10 };
    const minimums = { points: 100, amount: 100 };
    expect(outlook({ tier: 2, missing, any: true }, gained(0, 10), minimums).reached).toBe(true);
    const all = outlook({ tier: 2, missing, any: false }, gained(0, 10), minimums);
    expect([all.reached, all.basis]).toEqual([false, "points"]);
});

test("the nearest of any, the farthest of all", () => {
    const missing = { points: 50, amount: 10 };
    const minimums = { points: 100, amount: 100 };
    expect(outlook({ tier: 2, missing, any: true }, gained(0), minimums).basis).toBe("amount");
    expect(outlook({ tier: 2, missing, any: false }, gained(0), minimums).basis).toBe("points");
});

test("what is met already counts", () => {
    const found = outlook({ tier: 2, missing: { points: 50, amount: 0 }, any: false }, gained(50), {
        points: 100,
        amount: 100,
    });
    expect(found.reached).toBe(true);
});
