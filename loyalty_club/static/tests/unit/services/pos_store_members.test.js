import { describe, expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { makeServerError, onRpc } from "@web/../tests/web_test_helpers";
import { CARD, CLUB, MEMBER, makeStatus, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const accountOf = (points, values = {}) => ({
    "loyalty.card": [
        {
            id: CARD,
            code: "044-1",
            points,
            partner_id: MEMBER,
            program_id: CLUB,
            expiration_date: false,
            write_date: "2026-11-20 12:00:00",
            till_status: makeStatus({ spendable: points, ...values }),
        },
    ],
    partner_id: MEMBER,
    accounts: { [CLUB]: CARD },
});

/** A server that answers with these accounts; calls are verified as steps. */
const answer = (found) =>
    onRpc("loyalty.card", "load_till_accounts", ({ args }) => {
        expect.step(`accounts of ${args[1]}`);
        return found();
    });

const loseConnection = ({ data }) => (data.network.offline = true);

describe("refreshMember", () => {
    test("all clubs in one call, which is not repeated at once", async () => {
        answer(() => accountOf(120));
        const { store, club, order, partner } = await setupClub({ status: null });
        expect(await store.refreshMember(partner)).toBe(true);
        expect(await store.refreshMember(partner)).toBe(true);
        expect.verifySteps([`accounts of ${MEMBER}`]);
        const [status] = order.getClubStatus();
        expect([status.card.id, status.balance, status.spendable]).toEqual([CARD, 120, 120]);
        expect(order.getClubCard(club).code).toBe("044-1");
    });

    test("without a connection, what was known last stays", async () => {
        answer(() => accountOf(10));
        const { store, order, partner } = await setupClub({ points: 70 });
        loseConnection(store);
        expect(await store.refreshMember(partner)).toBe(false);
        expect(order.getClubStatus()[0].spendable).toBe(70);
        expect.verifySteps([]);
    });

    test("the server refuses: it is said, and selling goes on", async () => {
        answer(() => {
            throw makeServerError({ message: "Not of this company" });
        });
        const { store, partner } = await setupClub();
        store.notification.add = (message) => expect.step(message);
        expect(await store.refreshMember(partner)).toBe(false);
        expect.verifySteps([`accounts of ${MEMBER}`, "Not of this company"]);
    });

    test("what an open order holds is its own to spend", async () => {
        answer(() => accountOf(120, { spendable: 20 }));
        const { store, order, partner } = await setupClub({ points: 120 });
        order.uiState.clubHeld = { [CARD]: 100 };
        await store.refreshMember(partner);
        expect(order._getRealCouponPoints(CARD)).toBe(120);
        expect.verifySteps([`accounts of ${MEMBER}`]);
    });

    test("without clubs nothing is asked", async () => {
        answer(() => accountOf(0));
        const { store, club, partner } = await setupClub();
        club.delete();
        expect(await store.refreshMember(partner)).toBe(false);
        expect.verifySteps([]);
    });
});

describe("fetchLoyaltyCard", () => {
    test("the account of the company stands for its contacts", async () => {
        const shared = accountOf(55);
        shared["loyalty.card"][0].partner_id = 4;
        answer(() => shared);
        const { store, club, order } = await setupClub({ status: null });
        const card = await store.fetchLoyaltyCard(CLUB, MEMBER);
        expect(card.id).toBe(CARD);
        expect(order.getClubCard(club).id).toBe(CARD);
        expect.verifySteps([`accounts of ${MEMBER}`]);
    });

    test("who has none yet gets one that only this till knows, once", async () => {
        answer(() => ({ "loyalty.card": [], partner_id: MEMBER, accounts: {} }));
        const { store, order } = await setupClub({ status: null });
        const card = await store.fetchLoyaltyCard(CLUB, MEMBER);
        expect(card.id).toBeLessThan(0);
        expect((await store.fetchLoyaltyCard(CLUB, MEMBER)).id).toBe(card.id);
        expect(order.getClubStatus()[0].balance).toBe(0);
        expect.verifySteps([`accounts of ${MEMBER}`]);
    });

    test("and so does everybody unknown while there is no connection", async () => {
        answer(() => accountOf(10));
        const { store } = await setupClub({ status: null });
        loseConnection(store);
        expect((await store.fetchLoyaltyCard(CLUB, MEMBER)).id).toBeLessThan(0);
        expect.verifySteps([]);
    });
});

test("points follow the basket through stock's programs", async () => {
    answer(() => accountOf(10));
    const { store, order, add } = await setupClub({ status: null });
    await add({ price: 25 });
    await store.updatePrograms();
    expect(order.uiState.couponPointChanges[CARD].points).toBe(25);
    expect(order.getLoyaltyPoints()[0].points).toMatchObject({ won: 25, spent: 0, total: 35, balance: 10 });
    order.lines[0].setQuantity(2);
    await store.updatePrograms();
    expect(order.uiState.couponPointChanges[CARD].points).toBe(50);
    expect.verifySteps([`accounts of ${MEMBER}`]);
});
