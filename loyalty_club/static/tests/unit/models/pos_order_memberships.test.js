/** Memberships at the till: who has to be known, and who pays a joining fee. */
import { describe, expect, test } from "@odoo/hoot";
import { Deferred } from "@odoo/hoot-mock";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { PRODUCT, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const PLAN = 7;
const FEE = 5;

async function sellMembership(values = {}) {
    const env = await setupClub();
    env.partner.membershipHad = [];
    await env.add({ price: 12.95 });
    const template = env.store.models["product.product"].get(PRODUCT).product_tmpl_id;
    template.membership_sale = { plan: PLAN, name: "Plus", fee: FEE, sold: true, ...values };
    return env;
}

test("a membership needs a customer", async () => {
    const { order } = await sellMembership();
    expect(order.getMembershipProblem()).toBe("");
    order.setPartner(false);
    expect(order.getMembershipProblem()).toInclude("Choose the customer first");
});

test("a membership is sold in whole periods", async () => {
    const { order } = await sellMembership();
    order.lines[0].qty = 1.5;
    expect(order.getMembershipProblem()).toInclude("whole periods");
});

test("a plan is not sold any more", async () => {
    const { order } = await sellMembership({ sold: false });
    expect(order.getMembershipProblem()).toInclude("not sold any more");
});

test("the joining fee is added once, for who never had the plan", async () => {
    const { store, order, partner } = await sellMembership();
    await store.followMembershipFees(order);
    await store.followMembershipFees(order);
    expect(order.lines.map((line) => line.product_id.id)).toEqual([PRODUCT, FEE]);
    partner.membershipHad = [PLAN];
    await store.followMembershipFees(order);
    expect(order.lines.map((line) => line.product_id.id)).toEqual([PRODUCT]);
});

describe("pay", () => {
    test("pressed twice, it adds the joining fee once and goes once", async () => {
        const { store, order, partner } = await sellMembership();
        partner.membershipHad = undefined;
        const answer = new Deferred();
        store.refreshMember = async () => {
            await answer;
            partner.membershipHad = [];
            return true;
        };
        store.navigate = (name) => expect.step(name);
        const pressed = [store.pay(), store.pay()];
        answer.resolve();
        await Promise.all(pressed);
        expect(order.lines.map((line) => line.product_id.id)).toEqual([PRODUCT, FEE]);
        expect.verifySteps(["PaymentScreen"]);
    });

    test("another order is chosen while the server is asked: it is not the one to be paid", async () => {
        const { store, partner } = await sellMembership();
        partner.membershipHad = undefined;
        store.refreshMember = async () => {
            store.addNewOrder();
            return true;
        };
        store.navigate = (name) => expect.step(name);
        await store.pay();
        expect.verifySteps([]);
    });
});

test("nobody pays a fee because the server cannot be asked", async () => {
    const { store, order, partner } = await sellMembership();
    partner.membershipHad = undefined;
    store.refreshMember = async () => false;
    await store.followMembershipFees(order);
    expect(order.lines.length).toBe(1);
});
