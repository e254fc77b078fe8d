import { describe, expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { onRpc } from "@web/../tests/web_test_helpers";
import {
    CARD,
    CLUB,
    MEMBER,
    PRODUCT,
    makeProgram,
    makeReward,
    makeRule,
    makeStatus,
    setupClub,
} from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const FREE = {
    reward_type: "product",
    required_points: 50,
    reward_product_id: PRODUCT,
    reward_product_ids: [PRODUCT],
};

/** The server's answer when a card is looked for; calls are verified as steps. */
const find = (found) =>
    onRpc("loyalty.card", "get_loyalty_card_partner_by_code", ({ args }) => {
        expect.step(`find ${args[0]}`);
        return found;
    });

describe("activateCode", () => {
    test("a scanned card puts its member on the order", async () => {
        find([MEMBER]);
        const { store, order, partner } = await setupClub({ points: 10 });
        order.setPartner(false);
        expect(await store.activateCode("044-1")).toBe(true);
        expect(order.getPartner().id).toBe(partner.id);
        expect.verifySteps(["find 044-1"]);
    });

    test("a code for members is refused to others", async () => {
        find(false);
        const { store, order, club } = await setupClub({ points: 10, status: { state: "left" } });
        const values = { program_type: "promo_code", trigger: "with_code", is_nominative: false };
        const promotion = makeProgram(store, { id: 999, ...values, member_program_id: club, applies_on: "current" });
        makeRule(store, promotion, { id: 998, mode: "with_code", code: "MEMBERS" });
        makeReward(store, promotion, { id: 997, required_points: 1 });
        expect(await store.activateCode("MEMBERS")).toBe("This code is only for members of Club.");
        expect(order.uiState.codeActivatedProgramRules).toEqual([]);
        expect.verifySteps([]);
    });

    test("without a connection, a member who is known here is found by number and by address", async () => {
        find([MEMBER]);
        const { store, order } = await setupClub({ points: 10, status: { link: "https://club.example.com/club/m/x" } });
        store.data.network.offline = true;
        for (const code of ["044-1", "https://club.example.com/club/m/x"]) {
            order.setPartner(false);
            expect(await store.activateCode(code)).toBe(true);
            expect(order.getPartner().id).toBe(MEMBER);
        }
        expect.verifySteps([]);
    });

    test("without a connection, other codes say what to do", async () => {
        const { store, order } = await setupClub({ points: 10 });
        order.setPartner(false);
        store.data.network.offline = true;
        expect(await store.activateCode("unknown")).toMatch(/^No connection: .* Choose the customer from the list/);
        expect(Boolean(order.getPartner())).toBe(false);
    });

    test("other errors are not hidden", async () => {
        const { store } = await setupClub();
        store.data.call = async () => {
            throw new Error("broken");
        };
        await expect(store.activateCode("044-1")).rejects.toThrow("broken");
    });
});

describe("free products that would come with what is put into the basket", () => {
    const potential = ({ store }) => store.getPotentialFreeProductRewards().map(({ reward }) => reward.id);

    test("only those that the member can have", async () => {
        const tiers = [{ id: 910, name: "Gold" }];
        const env = await setupClub({ points: 100, tiers, rewards: [FREE, { ...FREE, min_tier_id: 910 }] });
        await env.add({ product: 5 });
        env.order.uiState.couponPointChanges = { [CARD]: { coupon_id: CARD, program_id: env.club.id, points: 0 } };
        expect(potential(env)).toEqual([940]);
        env.card.till_status = { ...env.card.till_status, tier: 910 };
        expect(potential(env)).toEqual([940, 941]);
    });
});

test("cards of other programs are fetched as stock does", async () => {
    const { store } = await setupClub({ points: 10 });
    const wallet = makeProgram(store, { id: 999, program_type: "ewallet", applies_on: "future" });
    const known = store.models["loyalty.card"].create({ id: 998, points: 12, program_id: wallet, partner_id: MEMBER });
    store.refreshMember = () => expect.step("asked");
    expect((await store.fetchLoyaltyCard(999, MEMBER)).id).toBe(known.id);
    expect.verifySteps([]);
});

test("the price list of a tier is used as soon as it is known", async () => {
    const { store, order, partner } = await setupClub({ status: null });
    store.config.use_presets = false;
    const lists = store.models["product.pricelist"].getAll();
    const answer = { id: MEMBER, name: partner.name, property_product_pricelist: lists[1].id };
    onRpc("loyalty.card", "load_till_accounts", () => ({ "res.partner": [answer], "loyalty.card": [], accounts: {} }));
    partner.property_product_pricelist = lists[0];
    order.setPricelist(lists[0]);
    const paid = store.addNewOrder();
    paid.setPartner(partner);
    paid.setPricelist(lists[0]);
    paid.state = "paid";
    store.forgetMemberRequest(partner);
    await store.refreshMember(partner);
    expect(order.pricelist_id.id).toBe(lists[1].id);
    expect(paid.pricelist_id.id).toBe(lists[0].id);
});

describe("an account that was merged into another one", () => {
    test("is left by the order when the customer is chosen again", async () => {
        const { store, order, partner, add } = await setupClub({ points: 10 });
        await add({ price: 30 });
        await store.updatePrograms();
        const survivor = { id: 902, points: 50, partner_id: MEMBER, program_id: CLUB, till_status: makeStatus() };
        onRpc("loyalty.card", "load_till_accounts", () => {
            expect.step("accounts");
            return { "loyalty.card": [survivor], accounts: { [CLUB]: 902 } };
        });
        store.clubRequests.clear();
        store.setPartnerToCurrentOrder(partner);
        await store.updatePrograms();
        expect(Object.keys(order.uiState.couponPointChanges)).toEqual(["902"]);
        expect.verifySteps(["accounts"]);
    });

    test("does not break the list of customers", async () => {
        const { store, partner, card } = await setupClub({ points: 10 });
        store.computePartnerCouponIds([card]);
        expect(store.getLoyaltyCards(partner).map(({ id }) => id)).toInclude(CARD);
        card.delete();
        expect(store.getLoyaltyCards(partner).every(Boolean)).toBe(true);
    });
});
