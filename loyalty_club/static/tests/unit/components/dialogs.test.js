import { expect, test } from "@odoo/hoot";
import { animationFrame, click, press } from "@odoo/hoot-dom";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { contains, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { ClubDialog } from "@loyalty_club/pos/components/club_dialog/club_dialog";
import { EnrollDialog } from "@loyalty_club/pos/components/enroll_dialog/enroll_dialog";
import { PointsDialog } from "@loyalty_club/pos/components/points_dialog/points_dialog";
import { CLUB, setupClub } from "@loyalty_club/../tests/unit/club_env";

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
    const env = await open(ClubDialog, { programId: CLUB }, { status: { first_purchase: true } });
    await contains(".club-referral").edit(" mina-1 ");
    expect(env.order.referral_code).toBe("MINA-1");
    env.card.till_status = { ...env.card.till_status, first_purchase: false };
    await animationFrame();
    expect(".club-referral").toHaveCount(0);
});

// --- enrolling ---

async function fill(values) {
    for (const [name, value] of Object.entries(values)) {
        await contains(`#club_${name}`).edit(value, { confirm: false });
    }
}

test("a form that cannot be sent says what is missing", async () => {
    onRpc("res.partner", "enroll_at_till", () => expect.step("sent"));
    await open(EnrollDialog, {});
    await click(".club-confirm");
    await animationFrame();
    expect(".club-problem").toHaveText("Write the name.");
    await fill({ name: "Nora" });
    await click(".club-confirm");
    await animationFrame();
    expect(".club-problem").toHaveText(/phone number or an email/);
    await fill({ phone: "555" });
    await click("#club_by_email");
    await click(".club-confirm");
    await animationFrame();
    expect(".club-problem").toHaveText(/email address for the messages/);
    expect.verifySteps([]);
});

test("the new member is on the order, the number is on the screen", async () => {
    let sent = {};
    const env = await open(EnrollDialog, {});
    env.order.setPartner(false);
    onRpc("res.partner", "enroll_at_till", ({ args }) => {
        sent = args[1];
        return { successful: true, partner_id: 18, member_number: "0445", "res.partner": [{ id: 18, name: "Nora" }] };
    });
    await fill({ name: " Nora ", phone: "555 0142" });
    await click("#club_by_sms");
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect(".club-enrolled").toHaveText(/Nora/);
    expect(".club-number").toHaveText("0445");
    expect(env.order.getPartner().id).toBe(18);
    expect([sent.name, sent.phone, sent.consent]).toEqual(["Nora", "555 0142", { email: false, sms: true }]);
    expect(sent.key).toHaveLength(36);
});

test("a known customer is offered; the same form can still be forced", async () => {
    const keys = [];
    const env = await open(EnrollDialog, {});
    env.order.setPartner(false);
    onRpc("res.partner", "enroll_at_till", ({ args }) => {
        keys.push(args[1].key);
        expect.step(args[1].force);
        return { successful: false, problem: "Known.", existing: [env.partner.id] };
    });
    await fill({ name: "Nora", phone: "555 0142" });
    await click(".club-confirm");
    await animationFrame();
    await animationFrame();
    expect(".club-duplicate").toHaveText(new RegExp(env.partner.name));
    await click(".club-force");
    await animationFrame();
    await animationFrame();
    expect.verifySteps([false, true]);
    expect(keys[0]).toBe(keys[1]);
    await click(".club-duplicate");
    await animationFrame();
    await animationFrame();
    expect(".club-enroll-dialog").toHaveCount(0);
    expect(env.order.getPartner().id).toBe(env.partner.id);
});

test("without a connection the form says so and keeps what was written", async () => {
    const env = await open(EnrollDialog, {});
    env.store.enrollMember = () => {
        throw new ConnectionLostError();
    };
    await fill({ name: "Nora", phone: "555" });
    await click(".club-confirm");
    await animationFrame();
    expect(".club-problem").toHaveText(/needs the connection/);
    expect("#club_name").toHaveValue("Nora");
    expect(".club-confirm").toBeEnabled();
});
