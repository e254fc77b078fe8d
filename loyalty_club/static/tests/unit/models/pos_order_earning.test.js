import { describe, expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { CARD, CLUB, makeProgram, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const pointsOf = ({ order, club }) => order.getClubResult(club).points;
const reasonsOf = ({ order, club }) => order.getClubResult(club).rules.map((found) => found.reason);

describe("getClubResult", () => {
    test("a point for each unit of money", async () => {
        const env = await setupClub();
        await env.add({ qty: 2, price: 10.5 });
        expect(pointsOf(env)).toBe(21);
        expect(env.order.pointsForPrograms([env.club])).toEqual({ [CLUB]: [{ points: 21 }] });
        expect(env.order._getPointsCorrection(env.club)).toBe(0);
    });

    test("an empty basket earns nothing", async () => {
        const env = await setupClub();
        expect(pointsOf(env)).toBe(0);
        expect(env.order.pointsForPrograms([env.club])).toEqual({ [CLUB]: [] });
    });

    test("the tier multiplies, but no bonus", async () => {
        const env = await setupClub({
            rules: [{}, { reward_point_mode: "order", reward_point_amount: 50, is_bonus: true }],
            tiers: [{ id: 910, name: "Gold", point_multiplier: 1.5 }],
            status: { tier: 910 },
        });
        await env.add({ price: 200 });
        expect(pointsOf(env)).toBe(350);
        expect(env.order.getClubResult(env.club).qualifying).toBe(300);
    });

    test("a paid membership multiplies instead, up to its last day", async () => {
        mockDate("2026-11-20 12:00:00", 0);
        const plans = [{ name: "Plus", multiplier: "2", until: "2026-11-20" }];
        const env = await setupClub({
            tiers: [{ id: 910, name: "Gold", point_multiplier: 1.5 }],
            status: { tier: 910, plans },
        });
        await env.add({ price: 200 });
        expect(pointsOf(env)).toBe(400);
        mockDate("2026-11-21 12:00:00", 0);
        expect(pointsOf(env)).toBe(300);
    });

    test("memberships of a contact that shares the account", async () => {
        mockDate("2026-11-20 12:00:00", 0);
        const env = await setupClub();
        await env.add({ price: 200 });
        expect(pointsOf(env)).toBe(200);
        env.partner.clubPlans = { [CLUB]: [{ name: "Plus", multiplier: "2", until: "2026-12-31" }] };
        expect(pointsOf(env)).toBe(400);
        expect(env.order.getClubStatus()[0].plans).toEqual(["Plus"]);
    });

    test("a rule for a tier", async () => {
        const tiers = [{ id: 910, name: "Gold", point_multiplier: 1 }];
        const env = await setupClub({ tiers, rules: [{ tier_ids: [910], is_for_tiers: true }] });
        await env.add();
        expect(reasonsOf(env)).toEqual(["tier"]);
        env.card.till_status = { ...env.card.till_status, tier: 910 };
        expect(pointsOf(env)).toBe(10);
    });

    test("the clocks of the club decide", async () => {
        mockDate("2026-11-20 22:30:00", 0);
        const env = await setupClub({ program: { tz: "Asia/Tehran" }, rules: [{ weekday_sat: false }] });
        await env.add();
        // 22:30 in UTC on Friday is Saturday, 02:00 in Tehran
        expect(reasonsOf(env)).toEqual(["weekday"]);
        env.club.tz = "UTC";
        mockDate("2026-11-20 22:31:00", 0);
        expect(reasonsOf(env)).toEqual(["applied"]);
    });

    test("the hour passes while the basket waits", async () => {
        mockDate("2026-11-20 16:59:30", 0);
        const env = await setupClub({ rules: [{ hour_from: 17, hour_to: 19 }] });
        await env.add();
        expect(reasonsOf(env)).toEqual(["hour"]);
        mockDate("2026-11-20 17:00:10", 0);
        expect(reasonsOf(env)).toEqual(["applied"]);
    });

    test("caps: of the purchase, and what the member's period leaves", async () => {
        const env = await setupClub({
            rules: [
                { use_max_points_per_order: true, max_points_per_order: 30 },
                { use_limit_points: true, limit_points: 100 },
            ],
            status: { given: { 921: 95.5 } },
        });
        await env.add({ price: 50 });
        expect(env.order.getClubResult(env.club).rules.map((found) => found.points)).toEqual([30, 4.5]);
    });

    test("the first purchase, also of who has no account yet", async () => {
        const rules = [{ first_purchase_only: true }];
        const known = await setupClub({ rules });
        await known.add();
        expect(reasonsOf(known)).toEqual(["first_purchase"]);
        known.card.till_status = { ...known.card.till_status, first_purchase: true };
        expect(pointsOf(known)).toBe(10);
    });

    test("nobody knows the customer yet", async () => {
        const env = await setupClub({ rules: [{ first_purchase_only: true }], status: null });
        await env.add();
        expect(pointsOf(env)).toBe(10);
        env.club.enrollment = "opt_in";
        expect(pointsOf(env)).toBe(0);
    });

    test("who is suspended, who has not joined, and a club that closes earn nothing", async () => {
        const env = await setupClub({ status: { state: "suspended", earns: false } });
        await env.add();
        expect(pointsOf(env)).toBe(0);
        env.card.till_status = { ...env.card.till_status, state: "active", earns: true };
        expect(pointsOf(env)).toBe(10);
        env.club.is_earning = false;
        expect(pointsOf(env)).toBe(0);
    });

    test("without a customer there is nothing to earn", async () => {
        const env = await setupClub();
        await env.add();
        env.order.partner_id = undefined;
        expect(pointsOf(env)).toBe(0);
        expect(env.order.getClubStatus()).toEqual([]);
    });

    test("a loyalty program for this order only is for everybody, as with stock", async () => {
        const env = await setupClub({ program: { is_nominative: false, applies_on: "current" }, status: null });
        await env.add();
        env.order.partner_id = undefined;
        expect(pointsOf(env)).toBe(10);
    });

    test("the method of payment, as soon as it is chosen and until it is taken back", async () => {
        const env = await setupClub({ rules: [{ pos_payment_method_ids: [2], is_for_payments: true }] });
        await env.add();
        env.order.uiState.couponPointChanges = { [CARD]: { coupon_id: CARD, program_id: CLUB, points: 0 } };
        expect(reasonsOf(env)).toEqual(["payment_method"]);
        env.order.addPaymentline(env.store.models["pos.payment.method"].get(2));
        expect(env.order.uiState.couponPointChanges[CARD].points).toBe(10);
        env.order.payment_ids[0].amount = -5;
        expect(reasonsOf(env)).toEqual(["payment_method"]);
        env.order.removePaymentline(env.order.payment_ids[0]);
        expect(env.order.uiState.couponPointChanges[CARD].points).toBe(0);
    });

    test("a code that was entered", async () => {
        const env = await setupClub({ rules: [{ mode: "with_code", code: "TWICE" }] });
        await env.add();
        expect(reasonsOf(env)).toEqual(["code"]);
        env.order.uiState.codeActivatedProgramRules.push(920);
        expect(reasonsOf(env)).toEqual(["applied"]);
    });

    test("lines that are no part of this purchase", async () => {
        const env = await setupClub();
        const line = await env.add();
        await env.add({ price: 7 });
        expect(pointsOf(env)).toBe(17);
        line.delete();
        expect(pointsOf(env)).toBe(7);
        expect(env.order.lines.length).toBe(1);
    });

    test("only the products of a rule", async () => {
        const env = await setupClub({ rules: [{ any_product: false, products: [5], reward_point_mode: "unit" }] });
        await env.add({ qty: 4 });
        await env.add({ product: 5, qty: 3 });
        expect(pointsOf(env)).toBe(3);
    });

    test("coarse rounding at the end", async () => {
        const program = { points_rounding: 1, points_rounding_method: "HALF-UP" };
        const env = await setupClub({ program, rules: [{ reward_point_amount: 0.1 }, { reward_point_amount: 0.1 }] });
        await env.add({ price: 13 });
        expect(pointsOf(env)).toBe(3);
    });

    test("stock counts for all other programs", async () => {
        const env = await setupClub();
        const promotion = makeProgram(env.store, {
            id: 999,
            program_type: "promotion",
            applies_on: "current",
            is_nominative: false,
        });
        env.store.models["loyalty.rule"].create({
            id: 998,
            program_id: promotion,
            any_product: true,
            mode: "auto",
            reward_point_mode: "unit",
            reward_point_amount: 2,
            minimum_qty: 1,
        });
        env.store.models["loyalty.rule"].get(998).validProductIds = new Set();
        await env.add({ qty: 3 });
        expect(env.order.pointsForPrograms([env.club, promotion])).toEqual({
            [CLUB]: [{ points: 30 }],
            999: [{ points: 6 }],
        });
    });
});

test("a result is remembered until something changes", async () => {
    const env = await setupClub();
    await env.add();
    const first = env.order.getClubResult(env.club);
    expect(env.order.getClubResult(env.club)).toBe(first);
    env.order.lines[0].setQuantity(2);
    expect(env.order.getClubResult(env.club).points).toBe(20);
});
