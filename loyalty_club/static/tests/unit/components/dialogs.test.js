import { expect, test } from "@odoo/hoot";
import { animationFrame, click, press } from "@odoo/hoot-dom";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { ClubDialog } from "@loyalty_club/pos/components/club_dialog/club_dialog";
import { PointsDialog } from "@loyalty_club/pos/components/points_dialog/points_dialog";
import { CLUB, PRODUCT, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const BY_THE_POINT = { discount_mode: "per_point", discount: 0.1, required_points: 1, points_step: 20 };

async function open(Dialog, props, values = {}) {
    const env = await setupClub({ points: 120, ...values });
    await mountWithCleanup(MainComponentsContainer);
    env.store.dialog.add(Dialog, typeof props === "function" ? props(env) : props);
    await animationFrame();
    return env;
}

// --- how many points ---

const askPoints = (choice) => (env) => ({
    reward: { description: "0.10 a point", discount: 0.1 },
    program: env.club,
    choice,
    getPayload: (points) => expect.step(points),
});

test("points go up and down by the step, within the bounds", async () => {
    await open(PointsDialog, askPoints({ least: 20, most: 110, step: 20 }));
    expect(".club-points").toHaveValue("110");
    expect(".club-worth").toHaveText(/11\.00/);
    await click(".club-plus");
    await animationFrame();
    expect(".club-points").toHaveValue("110");
    await click(".club-less");
    await animationFrame();
    expect(".club-points").toHaveValue("100");
    for (let count = 0; count < 6; count++) {
        await click(".club-less");
    }
    await animationFrame();
    expect(".club-points").toHaveValue("20");
    await click(".club-all");
    await click(".club-confirm");
    await animationFrame();
    expect.verifySteps([110]);
});

test("what cannot be spent is said, and not sent", async () => {
    await open(PointsDialog, askPoints({ least: 20, most: 110, step: 20 }));
    await contains(".club-points").edit("30", { confirm: false });
    expect(".club-problem").toHaveText("In steps of 20 points.");
    expect(".club-confirm").not.toBeEnabled();
    await contains(".club-points").edit("500", { confirm: false });
    expect(".club-problem").toHaveText("From 20 to 110 points.");
    await contains(".club-points").edit("many", { confirm: false });
    expect(".club-problem").toHaveText("Write a number.");
    await press("Enter");
    expect.verifySteps([]);
    await contains(".club-points").edit("40", { confirm: false });
    await press("Enter");
    await animationFrame();
    expect.verifySteps([40]);
});

test("digits of Persian and Arabic keyboards are digits", async () => {
    await open(PointsDialog, askPoints({ least: 20, most: 1100, step: 20 }));
    await contains(".club-points").edit("۱٬۰۴۰", { confirm: false });
    await press("Enter");
    await animationFrame();
    expect.verifySteps([1040]);
});

// --- rewards ---

test("a chosen number of points comes off the order", async () => {
    const env = await open(ClubDialog, { programId: CLUB }, { rewards: [BY_THE_POINT] });
    await env.add({ price: 50 });
    await animationFrame();
    await click(".club-offer-available");
    await animationFrame();
    await contains(".club-points").edit("40", { confirm: false });
    await click(".club-points-dialog ~ footer .club-confirm");
    await animationFrame();
    await animationFrame();
    expect(".club-dialog").toHaveCount(0);
    expect(env.order.getClubStatus()[0].spent).toBe(40);
    expect(env.order.priceIncl).toBe(46);
});

test("why a reward was not given is said in the dialog", async () => {
    const env = await open(ClubDialog, { programId: CLUB }, { rewards: [{}] });
    await env.add({ price: 50 });
    await animationFrame();
    env.order.redeem = () => "No more of it.";
    await click(".club-offer-available");
    await animationFrame();
    expect(".club-problem").toHaveText("No more of it.");
    expect(".club-offer-available").toBeEnabled();
});

test("the code of a friend is kept in capitals, for the first purchase only", async () => {
    const values = { program: { has_referrals: true }, status: { first_purchase: true } };
    const env = await open(ClubDialog, { programId: CLUB }, values);
    await contains(".club-referral").edit(" mina-1 ");
    expect(env.order.referral_code).toBe("MINA-1");
    env.card.till_status = { ...env.card.till_status, first_purchase: false };
    await animationFrame();
    expect(".club-referral").toHaveCount(0);
});

test("clubs that pay nothing for friends ask for no code", async () => {
    await open(ClubDialog, { programId: CLUB }, { status: { first_purchase: true } });
    expect(".club-dialog").toHaveCount(1);
    expect(".club-referral").toHaveCount(0);
});

test("what can be had now comes first, then what is near", async () => {
    const rewards = [
        { description: "Desk", reward_type: "service" },
        { description: "Basket", ...BY_THE_POINT, points_step: 120 },
        { description: "Far", required_points: 900 },
        { description: "Now" },
        { description: "Near", required_points: 500 },
    ];
    await open(ClubDialog, { programId: CLUB }, { rewards });
    const shown = [...document.querySelectorAll(".club-offer .fw-bolder")].map((found) => found.textContent);
    expect(shown).toEqual(["Now", "Basket", "Near", "Far", "Desk"]);
});

test("fifty rewards are computed once for a drawing", async () => {
    const rewards = Array.from({ length: 50 }, (_none, index) => ({ description: `Reward ${index}` }));
    const env = await setupClub({ points: 120, rewards });
    await env.add({ price: 50 });
    const getClubStatus = env.order.getClubStatus;
    env.order.getClubStatus = function () {
        expect.step("computed");
        return getClubStatus.call(this);
    };
    await mountWithCleanup(MainComponentsContainer);
    env.store.dialog.add(ClubDialog, { programId: CLUB });
    await animationFrame();
    expect(".club-offer").toHaveCount(50);
    expect.verifySteps(["computed"]);
});

// --- products ---

const FREE = {
    reward_type: "product",
    required_points: 50,
    reward_product_id: PRODUCT,
    reward_product_ids: [PRODUCT],
};
const HELD = { program: { hold_days: 3 }, rules: [{ any_product: false, products: [] }] };

async function give(values) {
    const env = await open(ClubDialog, { programId: CLUB }, { ...HELD, ...values });
    await env.add({ product: 5, price: 20 });
    await env.store.updatePrograms();
    await animationFrame();
    await click(".club-offer-available");
    await animationFrame();
    await animationFrame();
    return env;
}

test("a free product is put into the basket, and given once", async () => {
    const env = await give({ rewards: [FREE] });
    expect(".club-dialog").toHaveCount(0);
    const units = env.order.lines.filter((line) => !line.is_reward_line && line.product_id.id === PRODUCT);
    expect(units.map((line) => line.qty)).toEqual([1]);
    expect(env.order._get_reward_lines().length).toBe(1);
    expect(env.order.getClubStatus()[0].spent).toBe(50);
});

test("a product that cannot be given leaves the basket again", async () => {
    const env = await open(ClubDialog, { programId: CLUB }, { ...HELD, rewards: [FREE, { ...FREE }] });
    await env.add({ product: 5, price: 20 });
    await env.store.updatePrograms();
    await animationFrame();
    env.order.redeem = () => "No more of it.";
    await click(".club-offer-available");
    await animationFrame();
    await animationFrame();
    expect(".club-problem").toHaveText("No more of it.");
    expect(env.order.lines.map((line) => line.product_id.id)).toEqual([5]);
});

test("a product that this till does not sell", async () => {
    await give({ rewards: [{ ...FREE, reward_product_id: false, reward_product_ids: [] }] });
    expect(".club-problem").toHaveText("The product of this reward is not sold at this till. Choose another reward.");
});
