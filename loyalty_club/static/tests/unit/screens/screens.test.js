/** What stock's screens hold of the club. */
import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-dom";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { ControlButtons } from "@point_of_sale/app/screens/product_screen/control_buttons/control_buttons";
import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { ClubDialog } from "@loyalty_club/pos/components/club_dialog/club_dialog";
import { CARD, CLUB, PRODUCT, addLine, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const STEPS = { discount_mode: "per_point", discount: 0.1, required_points: 1, points_step: 20 };

describe("stock's list of rewards", () => {
    async function apply(rewards) {
        const env = await setupClub({ points: 150, rewards });
        await env.add({ price: 50 });
        env.order.uiState.couponPointChanges = { [CARD]: { coupon_id: CARD, program_id: CLUB, points: 0 } };
        const buttons = await mountWithCleanup(ControlButtons, {});
        buttons.dialog.add = (dialog, props) => expect.step([dialog === ClubDialog, props.programId]);
        const result = await buttons._applyReward(env.club.reward_ids[0], CARD);
        return { ...env, result };
    }

    test("a reward by the point asks how many", async () => {
        const { result, order } = await apply([STEPS]);
        expect(result).toBe(false);
        expect.verifySteps([[true, CLUB]]);
        expect(order._get_reward_lines().length).toBe(0);
    });

    test("any other one is given at once", async () => {
        const { result, order } = await apply([{}]);
        expect(result).toBe(true);
        expect.verifySteps([]);
        expect(order._get_reward_lines().length).toBe(1);
    });
});

test("the panel is on the screen of products, and stock's line of points is not", async () => {
    const env = await setupClub({ points: 120 });
    await env.add({ price: 25 });
    await env.store.updatePrograms();
    await mountWithCleanup(ProductScreen, { props: { orderUuid: env.order.uuid } });
    expect(".club-member-panel .club-balance").toHaveText("120 Points");
    expect(".loyalty-points-won").toHaveCount(1);
});

test("the receipt has the club's lines; one without prices has none", async () => {
    const env = await setupClub({ points: 120, program: { portal_visible: true } });
    await env.add({ price: 25 });
    await env.store.updatePrograms();
    await mountWithCleanup(OrderReceipt, { props: { order: env.order } });
    expect(".club-receipt").toHaveCount(1);
    expect(".loyalty").toHaveCount(1);
});

test("a receipt without prices says nothing of points, from which prices could be guessed", async () => {
    const env = await setupClub({ points: 120, program: { portal_visible: true } });
    await env.add({ price: 25 });
    await mountWithCleanup(OrderReceipt, { props: { order: env.order, basic_receipt: true } });
    expect(".club-receipt").toHaveCount(0);
});

test("the payment screen shows what a refund does to the points", async () => {
    onRpc("pos.order", "get_club_refund", () => [
        { program_id: CLUB, taken_back: 30, given_back: 0, uncovered: 0, policy: "arrears" },
    ]);
    const { store, partner } = await setupClub({ points: 120 });
    const product = store.models["product.product"].get(PRODUCT);
    const paid = store.models["pos.order"].create({ id: 7000, state: "paid", config_id: store.config });
    const sold = store.models["pos.order.line"].create({ id: 7001, order_id: paid, product_id: product, qty: 1 });
    const refund = store.addNewOrder();
    refund.setPartner(partner);
    refund.is_refund = true;
    const line = await addLine(store, refund, { qty: -1, price: 30 });
    line.refunded_orderline_id = sold;
    await mountWithCleanup(PaymentScreen, { props: { orderUuid: refund.uuid } });
    await animationFrame();
    await animationFrame();
    expect(".club-refund .club-taken-back").toHaveText("30 Points are taken back from the member.");
});
