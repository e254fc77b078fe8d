import { describe, expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { onRpc } from "@web/../tests/web_test_helpers";
import { CARD, CLUB, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const PLUS = 7;
const running = (plan, until = "2199-12-31") => ({ plan, until });

/** An order with a product for members in it. */
async function sell(terms) {
    const env = await setupClub();
    const line = await env.add({ price: 50 });
    const product = (line || env.order.lines[0]).product_id.product_tmpl_id;
    product.membership_terms = { problem: "Only for members.", public: false, plans: { [PLUS]: false }, ...terms };
    return { ...env, product };
}

describe("products for members", () => {
    test("are for members of the plan", async () => {
        const { order, partner } = await sell();
        partner.openingPlans = [];
        expect(order.getMembersOnlyProblems()).toEqual(["Only for members."]);
        partner.openingPlans = [running(PLUS + 1)];
        expect(order.getMembersOnlyProblems()).toEqual(["Only for members."]);
        partner.openingPlans = [running(PLUS)];
        expect(order.getMembersOnlyProblems()).toEqual([]);
    });

    test("are for nobody who is not known, and for whom the server could not be asked about", async () => {
        const { order, partner } = await sell();
        partner.openingPlans = undefined;
        expect(order.getMembersOnlyProblems()).toEqual([]);
        order.setPartner(false);
        expect(order.getMembersOnlyProblems()).toEqual(["Only for members."]);
    });

    test("are known beside what multiplies points: the server says both in one answer", async () => {
        const { store, order, partner } = await sell();
        onRpc("loyalty.card", "load_till_accounts", () => ({
            partner_id: partner.id,
            accounts: { [CLUB]: CARD },
            plans: { [CLUB]: [{ name: "Plus", multiplier: "2", until: "2199-12-31" }] },
            membership_plans: [running(PLUS)],
            membership_had: [PLUS],
        }));
        expect(await store.refreshMember(partner)).toBe(true);
        expect(partner.openingPlans).toEqual([running(PLUS)]);
        expect(partner.membershipHad).toEqual([PLUS]);
        expect(order.getMembersOnlyProblems()).toEqual([]);
        expect(order.getClubStatus()[0].plans).toEqual(["Plus"]);
    });

    test("are no longer for whose membership ended since the server was asked", async () => {
        const { order, partner } = await sell();
        partner.openingPlans = [running(PLUS, "2026-03-09")];
        mockDate("2026-03-09 12:00:00");
        expect(order.getMembersOnlyProblems()).toEqual([]);
        mockDate("2026-03-10 12:00:00");
        expect(order.getMembersOnlyProblems()).toEqual(["Only for members."]);
    });

    test("come with the membership", async () => {
        const { order, partner, product } = await sell();
        partner.openingPlans = [];
        product.membership_plan_sold = PLUS;
        expect(order.getMembersOnlyProblems()).toEqual([]);
    });

    test("can be for members some days earlier", async () => {
        const { order, partner } = await sell({ public: "2026-03-10", plans: { [PLUS]: "2026-03-03" } });
        mockDate("2026-03-02 12:00:00");
        partner.openingPlans = [running(PLUS)];
        expect(order.getMembersOnlyProblems().length).toBe(1);
        mockDate("2026-03-03 12:00:00");
        expect(order.getMembersOnlyProblems()).toEqual([]);
        partner.openingPlans = [];
        expect(order.getMembersOnlyProblems().length).toBe(1);
        mockDate("2026-03-10 12:00:00");
        expect(order.getMembersOnlyProblems()).toEqual([]);
    });
});
