import { expect, test } from "@odoo/hoot";
import { animationFrame, click, press } from "@odoo/hoot-dom";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { contains, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { EnrollDialog } from "@loyalty_club/pos/components/enroll_dialog/enroll_dialog";
import { CLUB, MEMBER, makeStatus, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

async function open(Dialog, props, values = {}) {
    const env = await setupClub({ points: 120, ...values });
    await mountWithCleanup(MainComponentsContainer);
    env.store.dialog.add(Dialog, props);
    await animationFrame();
    return env;
}

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

test("who joins can spend at once what joining gave", async () => {
    const program = { enrollment: "opt_in" };
    const env = await open(EnrollDialog, {}, { status: null, program, rewards: [{}] });
    await env.add({ price: 50 });
    await env.store.updatePrograms();
    const account = { id: 902, points: 100, partner_id: MEMBER, program_id: CLUB };
    const answer = {
        partner_id: MEMBER,
        accounts: { [CLUB]: 902 },
        "loyalty.card": [{ ...account, till_status: makeStatus({ spendable: 100 }) }],
    };
    onRpc("res.partner", "enroll_at_till", () => ({ ...answer, successful: true, member_number: "0445" }));
    onRpc("loyalty.card", "load_till_accounts", () => {
        expect.step("accounts");
        return answer;
    });
    // The same customer was asked about a moment ago.
    env.store.clubRequests.set(MEMBER, { at: Date.now(), answer: Promise.resolve(true) });
    await fill({ name: "Nora", phone: "555 0142" });
    await click(".club-confirm");
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["accounts"]);
    expect(env.order.redeem(env.club.reward_ids[0], 902)).toBe(true);
    await env.store.updatePrograms();
    env.order._updateRewardLines();
    expect(env.order._get_reward_lines().length).toBe(1);
});
