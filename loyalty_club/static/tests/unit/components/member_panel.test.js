import { expect, test } from "@odoo/hoot";
import { animationFrame, click, press } from "@odoo/hoot-dom";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { MemberPanel } from "@loyalty_club/pos/components/member_panel/member_panel";
import { setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const TIERS = [
    { id: 910, name: "Silver", color: 4, point_multiplier: 1 },
    { id: 911, name: "Gold", min_points: 100, point_multiplier: 1 },
];
const SHOP = { tiers: TIERS, points: 120, status: { tier: 910 } };

async function mountPanel(values) {
    const env = await setupClub(values);
    await mountWithCleanup(MainComponentsContainer);
    await mountWithCleanup(MemberPanel);
    return env;
}

test("paid memberships are named", async () => {
    const plans = [{ name: "Plus", multiplier: "1", until: "2999-12-31" }];
    await mountPanel({ ...SHOP, status: { tier: 910, plans } });
    expect(".club-plan").toHaveText("Plus");
});

test("who the member is and what the basket earns, at once when it changes", async () => {
    const next = { tier: 911, missing: { points: 30 }, any: true };
    const env = await mountPanel({ ...SHOP, status: { tier: 910, next } });
    expect(".club-member").toHaveText(env.partner.name);
    expect(".club-tier").toHaveText("Silver");
    expect(".club-tier").toHaveClass("o_tag_color_4");
    expect(".club-balance").toHaveText("120 Points");
    expect(".loyalty-points-won").toHaveCount(0);
    await env.add({ price: 25 });
    await animationFrame();
    expect(".loyalty-points-won").toHaveText("+25");
    expect(".loyalty-points-totaltext-end").toHaveText("then 145");
    expect(".club-more").toHaveText(/5 Points to Gold/);
    env.order.lines[0].setQuantity(2);
    await animationFrame();
    expect(".loyalty-points-won").toHaveText("+50");
    expect(".club-more").toHaveText(/Gold with this basket/);
});

test("nobody on the order: find or enrol", async () => {
    const env = await mountPanel(SHOP);
    env.order.setPartner(false);
    await animationFrame();
    expect(".club-status").toHaveCount(0);
    expect(".club-find").toHaveText("Scan or find a member");
    await click(".club-enroll");
    await animationFrame();
    expect(".modal .club-enroll-dialog").toHaveCount(1);
});

test("rewards within reach are counted", async () => {
    const env = await mountPanel({ ...SHOP, rewards: [{}, { required_points: 500 }] });
    await env.add({ price: 50 });
    await animationFrame();
    expect(".club-rewards").toHaveText(/\(1\)/);
    await click(".club-rewards");
    await animationFrame();
    expect(".modal .club-offer").toHaveCount(2);
    expect(".modal .club-offer:first").toHaveClass("club-offer-available");
    expect(".modal .club-offer:last .club-reason").toHaveText("330 Points more");
    expect(".modal .club-offer:last").not.toBeEnabled();
});

test("who may only sell gives nothing away", async () => {
    const env = await setupClub({ ...SHOP, rewards: [{}] });
    env.store.cashier._role = "minimal";
    await mountWithCleanup(MemberPanel);
    expect(".club-rewards").toHaveCount(0);
    env.order.setPartner(false);
    await animationFrame();
    expect(".club-enroll").toHaveCount(0);
    expect(".club-find").toHaveCount(1);
});

test("where people have to join, it says who has not", async () => {
    const env = await mountPanel({ ...SHOP, program: { enrollment: "opt_in" }, status: { joined: false } });
    expect(".club-not-yet").toHaveText("Not a member of Club yet");
    onRpc("res.partner", "enroll_at_till", ({ args }) => {
        expect.step(args[1].partner_id);
        return { successful: true, partner_id: env.partner.id, member_number: "0441", "res.partner": [] };
    });
    await click(".club-enroll");
    await animationFrame();
    expect(".modal #club_name").toHaveValue(env.partner.name);
});

test("a membership that rests", async () => {
    await mountPanel({ ...SHOP, status: { state: "suspended" } });
    expect(".club-more").toHaveText("The membership is suspended");
});

test("everything in it can be reached with the keyboard", async () => {
    await mountPanel({ ...SHOP, rewards: [{}] });
    await press("Tab");
    expect(".club-facts").toBeFocused();
    await press("Enter");
    await animationFrame();
    expect(".modal .club-dialog").toHaveCount(1);
});

test("many clubs are computed once, whatever is drawn of them", async () => {
    const env = await setupClub({ ...SHOP, rewards: [{}, {}, {}] });
    const getClubStatus = env.order.getClubStatus;
    env.order.getClubStatus = function () {
        expect.step("computed");
        return getClubStatus.call(this);
    };
    await mountWithCleanup(MemberPanel);
    expect.verifySteps(["computed"]);
});
