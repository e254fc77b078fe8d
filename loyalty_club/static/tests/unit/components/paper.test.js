import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-dom";
import { CustomerDisplayPosAdapter } from "@point_of_sale/app/customer_display/customer_display_adapter";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { makeServerError, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { ConnectionLostError } from "@web/core/network/rpc";
import { ClubReceipt } from "@loyalty_club/pos/components/club_receipt/club_receipt";
import { RefundNotice, getReturnedLines } from "@loyalty_club/pos/components/refund_notice/refund_notice";
import { CLUB, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const VISIBLE = { program: { portal_visible: true }, points: 120 };

test("the receipt says what was earned, what there is, and where to look", async () => {
    const env = await setupClub({ ...VISIBLE, status: { link: "https://club.example.com/club/m/token" } });
    await env.add({ price: 25 });
    await mountWithCleanup(ClubReceipt, { props: { order: env.order } });
    expect(".club-receipt-number").toHaveText("044-1");
    expect(".club-receipt-won").toHaveText("25");
    expect(".club-receipt-spent").toHaveCount(0);
    expect(".club-receipt-balance").toHaveText("120 Points");
    expect(".club-receipt img").toHaveCount(1);
});

test("a member whom a survey plan asks finds a code made of the order", async () => {
    const env = await setupClub({ ...VISIBLE, status: { survey: "https://club.example.com/club/q/" } });
    await env.add({ price: 25 });
    const receipt = await mountWithCleanup(ClubReceipt, { props: { order: env.order } });
    expect(".club-receipt-survey").toHaveText("How was it? Scan the code and tell us.");
    expect(".club-receipt-survey img").toHaveCount(1);
    const [status] = receipt.statuses;
    expect(receipt.isAsked({ ...status, status: { survey: null } })).toBe(false);
});

test("of contacts who share an account, only those are asked who are meant", async () => {
    const env = await setupClub({ ...VISIBLE, status: { survey: "https://club.example.com/club/q/" } });
    await env.add({ price: 25 });
    const receipt = await mountWithCleanup(ClubReceipt, { props: { order: env.order } });
    const [status] = receipt.statuses;
    const meant = (people) => receipt.isAsked({ ...status, status: { ...status.status, survey_people: people } });
    const me = env.order.getPartner().id;
    expect([meant(null), meant([me]), meant([me + 1]), meant([])]).toEqual([true, true, false, false]);
});

test("nobody is asked about goods that come back", async () => {
    const env = await setupClub({ ...VISIBLE, status: { survey: "https://club.example.com/club/q/" } });
    await env.add({ price: 25 });
    env.order.is_refund = true;
    await mountWithCleanup(ClubReceipt, { props: { order: env.order } });
    expect(".club-receipt").toHaveCount(1);
    expect(".club-receipt-survey").toHaveCount(0);
});

test("a balance that the server has not confirmed is said to be the one before", async () => {
    const env = await setupClub(VISIBLE);
    await env.add({ price: 25 });
    await mountWithCleanup(ClubReceipt, { props: { order: env.order } });
    expect(".club-receipt").toHaveText(/Balance before this purchase/);
    expect(".club-receipt").not.toHaveText(/New balance/);
});

test("clubs that members are not told of are not on the receipt, nor on the display", async () => {
    const env = await setupClub({ points: 120, program: { portal_visible: false } });
    await env.add({ price: 25 });
    await mountWithCleanup(ClubReceipt, { props: { order: env.order } });
    expect(".club-receipt").toHaveCount(0);
    expect(new CustomerDisplayPosAdapter().getClubData(env.order)).toEqual([]);
});

test("nor are clubs that the customer has not joined", async () => {
    const program = { portal_visible: true, enrollment: "opt_in" };
    const env = await setupClub({ points: 120, program, status: { joined: false } });
    await env.add({ price: 25 });
    const adapter = new CustomerDisplayPosAdapter();
    expect(adapter.getClubData(env.order)).toEqual([]);
    env.card.till_status = { ...env.card.till_status, joined: true };
    expect(adapter.getClubData(env.order)).toHaveLength(1);
});

test("the display shows points and tier, but no name and no number", async () => {
    const tiers = [{ id: 910, name: "Silver", color: 4, point_multiplier: 1 }];
    const env = await setupClub({ ...VISIBLE, tiers, status: { tier: 910 } });
    await env.add({ price: 25 });
    const adapter = new CustomerDisplayPosAdapter();
    adapter.formatOrderData(env.order);
    const [club] = adapter.data.clubs;
    expect([club.id, club.balance, club.won, club.spent]).toEqual([CLUB, "120 Points", "25", ""]);
    expect(club.tier).toEqual({ name: "Silver", color: 4 });
    expect(JSON.stringify(adapter.data.clubs)).not.toMatch(/044-1/);
    env.order.setPartner(false);
    expect(adapter.getClubData(env.order)).toEqual([]);
});

test("the display says the new balance once, when it is booked", async () => {
    await setupClub(VISIBLE);
    const adapter = new CustomerDisplayPosAdapter();
    const status = { won: 25, spent: 10, unconfirmed: true };
    expect(adapter.getClubChange({ finalized: false }, status)).toEqual({ won: "25", spent: "10" });
    expect(adapter.getClubChange({ finalized: true }, status)).toEqual({ won: "25", spent: "10" });
    const booked = { ...status, unconfirmed: false };
    expect(adapter.getClubChange({ finalized: true }, booked)).toEqual({ won: "", spent: "" });
});

test("a balance that this till never learned is not on the receipt", async () => {
    const env = await setupClub({ ...VISIBLE, status: null });
    await env.add({ price: 25 });
    env.store.claimClubPoints(env.order);
    env.order.state = "paid";
    await mountWithCleanup(ClubReceipt, { props: { order: env.order } });
    expect(".club-receipt-won").toHaveText("25");
    expect(".club-receipt-balance").toHaveCount(0);
});

test("what an old order earned is what was claimed then", async () => {
    const env = await setupClub(VISIBLE);
    await env.add({ price: 25 });
    env.order.state = "paid";
    expect(env.order.getClubStatus()[0].won).toBe(0);
    env.order.club_claim = { points: { [CLUB]: { won: 7, spent: 2 } } };
    expect([env.order.getClubStatus()[0].won, env.order.getClubStatus()[0].spent]).toEqual([7, 2]);
});

test("customers are found by their member number", async () => {
    const env = await setupClub(VISIBLE);
    expect(env.partner.searchString).toMatch(/044-1/);
});

const refund = (lines) => ({ lines, getPartner: () => ({ id: 3 }) });
const line = (id, order, qty) => ({ qty, refunded_orderline_id: { id, order_id: { id: order } } });

test("what comes back is counted by original order and line", async () => {
    const lines = [line(1, 7, -1), line(1, 7, -2), line(2, 8, -1), { qty: 1 }];
    expect(getReturnedLines(refund(lines))).toEqual([
        [7, { 1: 3 }],
        [8, { 2: 1 }],
    ]);
});

test("the cashier sees what a refund takes before paying out", async () => {
    const env = await setupClub(VISIBLE);
    onRpc("pos.order", "get_club_refund", ({ args }) => {
        expect.step(JSON.stringify(args));
        return [{ program_id: CLUB, taken_back: 50, given_back: 0, uncovered: 20, policy: "arrears" }];
    });
    await mountWithCleanup(RefundNotice, { props: { order: refund([line(1, 7, -1)]) } });
    await animationFrame();
    await animationFrame();
    expect.verifySteps(['[7,{"1":1}]']);
    expect(".club-taken-back").toHaveText("50 Points are taken back from the member.");
    expect(".club-given-back").toHaveCount(0);
    expect(".club-uncovered").toHaveText(/20 Points of them are spent already: the account goes below zero/);
    expect(env.order.lines.length).toBe(0);
});

test("without a connection the refund goes on", async () => {
    const env = await setupClub(VISIBLE);
    env.store.data.call = async () => {
        throw new ConnectionLostError();
    };
    await mountWithCleanup(RefundNotice, { props: { order: refund([line(1, 7, -1)]) } });
    await animationFrame();
    expect(".club-refund-offline").toHaveCount(1);
});

test("what the server refuses to say is said, and the refund goes on", async () => {
    onRpc("pos.order", "get_club_refund", () => {
        throw makeServerError({ message: "Not of this company." });
    });
    await setupClub(VISIBLE);
    await mountWithCleanup(RefundNotice, { props: { order: refund([line(1, 7, -1)]) } });
    await animationFrame();
    await animationFrame();
    expect(".club-refund-problem").toHaveText(/booked all the same. Not of this company\.$/);
});
