import { describe, expect, test } from "@odoo/hoot";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { makeServerError, onRpc } from "@web/../tests/web_test_helpers";
import { CARD, CLUB, MEMBER, makeStatus, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const REWARD = { discount_mode: "per_order", discount: 10, required_points: 100 };

/** A basket of 30 with a reward that costs 100 points; the member has `points`. */
async function setupSpending(values = {}) {
    const env = await setupClub({ points: 150, rewards: [REWARD], program: { hold_days: 3 }, ...values });
    await env.add({ price: 30 });
    env.order.uiState.couponPointChanges = { [CARD]: { coupon_id: CARD, program_id: CLUB, points: 0 } };
    expect(env.order.redeem(env.club.reward_ids[0], CARD)).toBe(true);
    return env;
}

const held = (answer) =>
    onRpc("pos.order", "reserve_club_points", ({ args }) => {
        const [, uuid, points, basket] = args;
        expect.step(["reserve", points, basket.rewards.length]);
        expect(uuid).toMatch(/^[0-9a-f-]+$/);
        return answer();
    });

const released = () =>
    onRpc("pos.order", "release_club_points", () => {
        expect.step("release");
        return true;
    });

const cardOf = (spendable) => ({
    id: CARD,
    code: "044-1",
    points: 150,
    partner_id: MEMBER,
    program_id: CLUB,
    till_status: makeStatus({ spendable }),
});

const YES = { successful: true, message: false, updated: { "loyalty.card": [cardOf(50)] }, accounts: { [CARD]: CARD } };

describe("points are held before the payment", () => {
    test("what is held stays the order's own", async () => {
        held(() => YES);
        const { store, order } = await setupSpending();
        expect(await store.reserveClubPoints(order)).toBe("");
        expect(order.uiState.clubHeld).toEqual({ [CARD]: 100 });
        expect(order._getRealCouponPoints(CARD)).toBe(50);
        order._updateRewardLines();
        expect(order._get_reward_lines().length).toBe(1);
        expect.verifySteps([["reserve", { [CARD]: 100 }, 1]]);
    });

    test("what the basket earns itself need not be held", async () => {
        held(() => YES);
        const { store, order } = await setupSpending({ program: {}, points: 90 });
        await store.reserveClubPoints(order);
        // 100 are spent; the basket of 30 less 10 is worth 20 points, and paying with points makes it no less: 30
        expect.verifySteps([["reserve", { [CARD]: 70 }, 1]]);
    });

    test("somebody else was quicker", async () => {
        const message = "Member has only 0 to spend now.";
        const answer = { successful: false, message, updated: { "loyalty.card": [cardOf(0)] }, accounts: {} };
        held(() => answer);
        const { store, order } = await setupSpending();
        expect(await store.reserveClubPoints(order)).toBe(message);
        expect(order.uiState.clubHeld).toBe(null);
        order._updateRewardLines();
        expect(order._get_reward_lines()).toEqual([]);
        expect.verifySteps([["reserve", { [CARD]: 100 }, 1]]);
    });

    test("without a connection the sale goes on, and says so", async () => {
        held(() => YES);
        const { store, order } = await setupSpending();
        store.data.network.offline = true;
        expect(await store.reserveClubPoints(order)).toBe("");
        store.data.network.offline = false;
        expect(order.getClubClaim().offline).toBe(true);
        expect.verifySteps([]);
    });

    test("an order that spends nothing says so, too", async () => {
        const { store, order, add } = await setupClub();
        await add();
        store.data.network.offline = true;
        store.claimClubPoints(order);
        expect(order.club_claim.offline).toBe(true);
    });

    test("nor does an error of the server stop it", async () => {
        held(() => {
            throw makeServerError({ message: "broken" });
        });
        const { store, order } = await setupSpending();
        expect(await store.reserveClubPoints(order)).toBe("");
        expect(order.getClubClaim().offline).toBe(false);
        expect.verifySteps([["reserve", { [CARD]: 100 }, 1]]);
    });

    test("an order that spends nothing asks nothing", async () => {
        held(() => YES);
        const env = await setupClub({ points: 150 });
        await env.add({ price: 30 });
        expect(await env.store.reserveClubPoints(env.order)).toBe("");
        expect.verifySteps([]);
    });

    test("accounts that were merged meanwhile", async () => {
        const survivor = { ...cardOf(50), id: 902 };
        held(() => ({ ...YES, updated: { "loyalty.card": [survivor] }, accounts: { [CARD]: 902 } }));
        const { store, order, club } = await setupSpending();
        await store.reserveClubPoints(order);
        expect(order._get_reward_lines()[0].coupon_id.id).toBe(902);
        expect(order.getClubCard(club).id).toBe(902);
        expect(Object.keys(order.uiState.couponPointChanges)).toEqual(["902"]);
        expect.verifySteps([["reserve", { [CARD]: 100 }, 1]]);
    });
});

describe("points are given up", () => {
    test("once, and not by an order that is paid", async () => {
        released();
        const { store, order } = await setupSpending();
        order.uiState.clubHeld = { [CARD]: 100 };
        await store.releaseClubPoints(order);
        await store.releaseClubPoints(order);
        expect.verifySteps(["release"]);
        order.uiState.clubHeld = { [CARD]: 100 };
        order.state = "paid";
        await store.releaseClubPoints(order);
        expect.verifySteps([]);
    });

    test("with the order", async () => {
        released();
        const { store, order } = await setupSpending();
        order.uiState.clubHeld = { [CARD]: 100 };
        expect(await store._onBeforeDeleteOrder(order)).toBe(true);
        expect.verifySteps(["release"]);
    });
});

describe("validateOrder", () => {
    const validate = (store, order) => {
        const validation = new OrderPaymentValidation({ pos: store, orderUuid: order.uuid });
        validation.isOrderValid = async () => {
            expect.step("asked whether it is valid");
            return false;
        };
        return validation.validateOrder();
    };

    test("stops where the points are gone", async () => {
        held(() => ({ ...YES, successful: false, message: "Too late" }));
        const { store, order } = await setupSpending();
        store.dialog.add = (_dialog, { body }) => expect.step(body);
        expect(await validate(store, order)).toBe(false);
        expect.verifySteps([["reserve", { [CARD]: 100 }, 1], "Too late"]);
    });

    test("gives up what it held when nothing comes of it", async () => {
        held(() => YES);
        released();
        const { store, order } = await setupSpending();
        await validate(store, order);
        expect.verifySteps([["reserve", { [CARD]: 100 }, 1], "asked whether it is valid", "release"]);
    });
});

describe("claims", () => {
    test("what was won and spent, and which codes were entered", async () => {
        const { store, order } = await setupSpending();
        order.uiState.codeActivatedProgramRules = [7];
        store.claimClubPoints(order);
        expect(order.club_claim).toEqual({
            points: { [CLUB]: { won: 30, spent: 100, card: CARD } },
            codes: [7],
            offline: false,
        });
    });

    test("an account that only this till knows is not named", async () => {
        const env = await setupClub({ status: null });
        await env.add();
        expect(env.order.getClubClaim().points).toEqual({ [CLUB]: { won: 10, spent: 0 } });
    });

    test("the first claim of a paid order stays", async () => {
        const { store, order } = await setupSpending();
        order.state = "paid";
        await store.preSyncAllOrders([order]);
        const claim = order.club_claim;
        expect(claim.points[CLUB].spent).toBe(100);
        await store.preSyncAllOrders([order]);
        expect(order.club_claim).toEqual(claim);
    });

    test("an open order claims nothing", async () => {
        const { store, order } = await setupSpending();
        await store.preSyncAllOrders([order]);
        expect(Boolean(order.club_claim)).toBe(false);
    });

    test("a receipt says what was claimed, and that the server has not answered", async () => {
        const { store, order } = await setupSpending();
        store.claimClubPoints(order);
        order.state = "paid";
        order._get_reward_lines()[0].delete();
        const [status] = order.getClubStatus();
        expect([status.won, status.spent, status.balance, status.unconfirmed]).toEqual([30, 100, 150, true]);
    });
});

test("after the order arrived, the account is read again", async () => {
    onRpc("pos.order", "confirm_coupon_programs", () => ({ coupon_updates: [] }));
    onRpc("loyalty.card", "load_till_accounts", () => {
        expect.step("accounts");
        const card = { ...cardOf(80), points: 80 };
        return { "loyalty.card": [card], partner_id: MEMBER, accounts: { [CLUB]: CARD } };
    });
    const { store, order } = await setupSpending();
    store.claimClubPoints(order);
    order.state = "paid";
    order.uiState.clubHeld = { [CARD]: 100 };
    await store.postProcessLoyalty(order);
    expect.verifySteps(["accounts"]);
    expect(order.uiState.clubUnconfirmed).toBe(false);
    expect(order.getClubStatus()[0].balance).toBe(80);
});
