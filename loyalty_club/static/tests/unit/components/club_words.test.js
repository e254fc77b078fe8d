import { expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import {
    explainOffer,
    explainState,
    formatDay,
    formatMissing,
    formatNamedPoints,
    formatPoints,
    getClubFacts,
} from "@loyalty_club/pos/components/club_words";

definePosModels();

const STARS = { portal_point_name: "stars" };
const money = (amount) => `$ ${amount.toFixed(2)}`;

test("numbers have the decimals that they need", async () => {
    await setupPosEnv();
    expect([formatPoints(120), formatPoints(12.5), formatPoints(1234.25), formatPoints(undefined)]).toEqual([
        "120",
        "12.5",
        "1,234.25",
        "0",
    ]);
    expect(formatNamedPoints(3, STARS)).toBe("3 stars");
    expect(formatNamedPoints(3, {})).toBe("3 points");
});

test("days of this year go without the year", async () => {
    mockDate("2026-11-22 12:00:00");
    await setupPosEnv();
    expect(formatDay("2026-12-31")).not.toMatch(/2026/);
    expect(formatDay("2027-01-31")).toMatch(/2027/);
    expect([formatDay(null), formatDay("nonsense")]).toEqual(["", ""]);
});

test("what is missing is one sentence", async () => {
    await setupPosEnv();
    expect(formatMissing({ points: 30, amount: 0, orders: 2 }, true, STARS, money)).toBe("30 stars or 2 purchases");
    expect(formatMissing({ points: 0, amount: 15.5, orders: 1 }, false, STARS, money)).toBe("$ 15.50 and 1 purchase");
    expect(formatMissing({}, true, STARS, money)).toBe("");
    expect(formatMissing(null, true, STARS, money)).toBe("");
});

test("facts about a member, the next tier first", async () => {
    mockDate("2026-11-22 12:00:00");
    await setupPosEnv();
    const status = {
        program: STARS,
        next: { tier: { name: "Gold" }, missing: { points: 30 }, any: true, reached: false },
        expiring: { points: 20, on: "2026-12-31" },
        pending: { points: 10, on: "2026-12-01" },
    };
    const facts = getClubFacts(status, money);
    expect(facts).toHaveLength(3);
    expect(facts[0]).toBe("30 stars to Gold");
    expect(facts[1]).toMatch(/^20 expire after/);
    expect(facts[2]).toMatch(/^10 usable from/);
    const reached = { program: STARS, next: { tier: { name: "Gold" }, missing: {}, any: true, reached: true } };
    expect(getClubFacts(reached, money)).toEqual(["Gold with this basket"]);
    const keep = { until: "2026-12-31", missing: { points: 5 }, any: true };
    expect(getClubFacts({ program: STARS, tier: { name: "Silver" }, keep }, money)[0]).toMatch(/^5 stars keep Silver/);
    expect(getClubFacts({ program: STARS }, money)).toEqual([]);
});

test("why a reward cannot be had", async () => {
    await setupPosEnv();
    const status = { program: STARS, status: { state: "suspended" } };
    const explain = (state, values = {}) =>
        explainOffer(
            { state, missing_points: 40, tier: { name: "Gold" }, reward: { limit_period: "month" }, ...values },
            status
        );
    expect(explain("available")).toBe("");
    expect(explain("points")).toBe("40 stars more");
    expect(explain("tier")).toBe("Needs Gold");
    expect(explain("limit")).toBe("Used up this month");
    expect(explain("limit", { reward: { limit_period: "ever" } })).toBe("Used up");
    expect(explain("out")).toBe("It has run out");
    expect(explain("desk")).toBe("Ask at the desk, or in the portal");
    expect(explain("inactive")).toBe("The membership is suspended");
    expect(explain("something new")).toBe("Not for this basket");
    expect(explainState({ status: { state: "active" } })).toBe("");
    expect(explainState({ status: null })).toBe("");
});
