import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-dom";
import { Deferred } from "@odoo/hoot-mock";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import {
    CARD,
    CLUB,
    MEMBER,
    addLine,
    makeProgram,
    makeReward,
    makeStatus,
    setupClub,
} from "@loyalty_club/../tests/unit/club_env";

definePosModels();

/** A basket of 30 with a reward that costs 100 of 150 points. */
async function setupSpending() {
    const env = await setupClub({ points: 150, rewards: [{}], program: { hold_days: 3 } });
    await env.add({ price: 30 });
    env.order.uiState.couponPointChanges = { [CARD]: { coupon_id: CARD, program_id: CLUB, points: 0 } };
    expect(env.order.redeem(env.club.reward_ids[0], CARD)).toBe(true);
    env.store.navigate = (name) => {
        expect.step(name);
        env.store.router.state.current = name;
    };
    return env;
}

const accountWith = (spendable, id = CARD) => ({
    "loyalty.card": [{ id, points: 150, partner_id: MEMBER, program_id: CLUB, till_status: makeStatus({ spendable }) }],
});
const YES = { successful: true, message: false, updated: accountWith(50), accounts: { [CARD]: CARD } };

const listen = (answer = () => YES) => {
    onRpc("pos.order", "reserve_club_points", async () => {
        expect.step("hold");
        return answer();
    });
    onRpc("pos.order", "release_club_points", () => {
        expect.step("release");
        return true;
    });
};

describe("pay", () => {
    test("points are held on the way", async () => {
        listen();
        const { store, order } = await setupSpending();
        await store.pay();
        expect.verifySteps(["hold", "PaymentScreen"]);
        expect(order.uiState.clubHeld).toEqual({ [CARD]: 100 });
    });

    test("pressed twice, it asks once and goes once", async () => {
        listen();
        const { store } = await setupSpending();
        await Promise.all([store.pay(), store.pay()]);
        expect.verifySteps(["hold", "PaymentScreen"]);
        await store.pay();
        expect.verifySteps(["hold", "PaymentScreen"]);
    });

    test("the points are gone: why is said, and nobody pays", async () => {
        listen(() => ({ ...YES, successful: false, message: "Only 40 are left." }));
        const { store } = await setupSpending();
        store.dialog.add = (_dialog, { body }) => expect.step(body);
        await store.pay();
        expect.verifySteps(["hold", "Only 40 are left."]);
    });

    test("another order is chosen while the server is asked: it is not the one to be paid", async () => {
        const answer = new Deferred();
        listen(() => answer);
        const { store, order } = await setupSpending();
        const paying = store.pay();
        const other = store.addNewOrder();
        await addLine(store, other);
        store.setOrder(other);
        answer.resolve(YES);
        await paying;
        expect.verifySteps(["hold", "release"]);
        expect(order.uiState.clubHeld).toBe(null);
    });

    test("what does not lead to the payment gives the points up again", async () => {
        listen();
        const { store, order } = await setupSpending();
        order.canPay = () => false;
        await store.pay();
        expect.verifySteps(["hold", "release"]);
    });
});

test("who leaves the payment gives the points up", async () => {
    listen();
    const { store, order } = await setupSpending();
    const screen = await mountWithCleanup(PaymentScreen, { props: { orderUuid: order.uuid } });
    await store.reserveClubPoints(order);
    expect.verifySteps(["hold"]);
    screen.__owl__.app.destroy();
    await animationFrame();
    expect.verifySteps(["release"]);
    expect(order._getRealCouponPoints(CARD)).toBe(50);
});

test("what the till claims is written before the order is sent", async () => {
    listen();
    const { store, order } = await setupSpending();
    store.syncAllOrders = async () => {
        expect.step([order.state, order.club_claim.points[CLUB].spent]);
        return false;
    };
    await new OrderPaymentValidation({ pos: store, orderUuid: order.uuid }).finalizeValidation();
    expect.verifySteps([["paid", 100]]);
});

describe("what is held", () => {
    test("belongs to its order: another one of the same member cannot spend it", async () => {
        listen();
        const { store, order, partner } = await setupSpending();
        await store.reserveClubPoints(order);
        const other = store.addNewOrder();
        other.setPartner(partner);
        expect(order._getRealCouponPoints(CARD)).toBe(50);
        expect(other._getRealCouponPoints(CARD)).toBe(50);
        await store.releaseClubPoints(order);
        expect(other._getRealCouponPoints(CARD)).toBe(150);
        expect.verifySteps(["hold", "release"]);
    });

    test("goes over to the account that was merged from two", async () => {
        listen(() => ({ ...YES, updated: accountWith(50, 902), accounts: { [CARD]: 902 } }));
        const { store, order } = await setupSpending();
        await store.reserveClubPoints(order);
        expect(order.uiState.clubHeld).toEqual({ 902: 100 });
        expect(order._getRealCouponPoints(902)).toBe(50);
        expect.verifySteps(["hold"]);
    });
});

describe("points that were spent without a connection", () => {
    /** An order that is paid, and that the server does not know of. */
    async function setupUnsent() {
        const env = await setupSpending();
        env.store.data.network.offline = true;
        env.store.claimClubPoints(env.order);
        env.order.state = "paid";
        const other = env.store.addNewOrder();
        other.setPartner(env.partner);
        return { ...env, other };
    }

    test("are not spent again by the next order of this till", async () => {
        const { other } = await setupUnsent();
        expect(other._getRealCouponPoints(CARD)).toBe(50);
    });

    test("are no longer counted once the server says what is left", async () => {
        const { store, order, other } = await setupUnsent();
        store.data.network.offline = false;
        onRpc("pos.order", "confirm_coupon_programs", () => ({ coupon_updates: [] }));
        onRpc("loyalty.card", "load_till_accounts", () => ({ ...accountWith(50), accounts: { [CLUB]: CARD } }));
        await store.postProcessLoyalty(order);
        expect(other._getRealCouponPoints(CARD)).toBe(50);
    });

    test("stay spent where the server took the order and did not answer about the account", async () => {
        const { store, order, other, card } = await setupUnsent();
        store.data.network.offline = false;
        onRpc("pos.order", "confirm_coupon_programs", () => ({ coupon_updates: [] }));
        store.refreshMember = async () => false;
        await store.postProcessLoyalty(order);
        expect(card.till_status.spendable).toBe(50);
        expect(other._getRealCouponPoints(CARD)).toBe(50);
    });

    test("can be spent again by the order itself, when it was refused, and by others when it is deleted", async () => {
        const { store, order, other } = await setupUnsent();
        order.state = "draft";
        order._updateRewardLines();
        expect(order._get_reward_lines().length).toBe(1);
        await store._onBeforeDeleteOrder(order);
        expect(other._getRealCouponPoints(CARD)).toBe(150);
    });
});

describe("promotions for members are looked at before the payment", () => {
    const promote = ({ store, club }, id, values) =>
        makeProgram(store, { id, program_type: "promotion", is_nominative: false, member_program_id: club, ...values });
    const asked = ({ store, order }) => store._getClubBasket(order).programs;

    test("those whose reward is on the order, and those that give a coupon for the next one", async () => {
        const env = await setupClub({ points: 150 });
        const line = await env.add({ price: 30 });
        const now = promote(env, 980, { applies_on: "current" });
        const next = promote(env, 981, { applies_on: "future" });
        const unused = promote(env, 982, { applies_on: "current" });
        const anybody = makeProgram(env.store, { id: 983, is_nominative: false, applies_on: "future" });
        line.update({ is_reward_line: true, reward_id: makeReward(env.store, now, { id: 979 }) });
        env.order.uiState.couponPointChanges = Object.fromEntries(
            [now, next, unused, anybody].map(({ id }) => [-id, { coupon_id: -id, program_id: id, points: 1 }])
        );
        expect(asked(env)).toEqual([980, 981]);
    });

    test("the server is asked although no points are spent", async () => {
        listen(() => ({ ...YES, successful: false, message: "Only for members.", updated: {} }));
        const env = await setupClub({ points: 150 });
        await env.add({ price: 30 });
        promote(env, 981, { applies_on: "future" });
        env.order.uiState.couponPointChanges = { "-1": { coupon_id: -1, program_id: 981, points: 1 } };
        expect(await env.store.reserveClubPoints(env.order)).toBe("Only for members.");
        expect.verifySteps(["hold"]);
    });
});
