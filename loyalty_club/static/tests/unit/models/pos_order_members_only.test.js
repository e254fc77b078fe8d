import { describe, expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const PLUS = 7;

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
        partner.clubPlans = [];
        expect(order.getMembersOnlyProblems()).toEqual(["Only for members."]);
        partner.clubPlans = [PLUS + 1];
        expect(order.getMembersOnlyProblems()).toEqual(["Only for members."]);
        partner.clubPlans = [PLUS];
        expect(order.getMembersOnlyProblems()).toEqual([]);
    });

    test("are for nobody who is not known, and for whom the server could not be asked about", async () => {
        const { order, partner } = await sell();
        partner.clubPlans = undefined;
        expect(order.getMembersOnlyProblems()).toEqual([]);
        order.setPartner(false);
        expect(order.getMembersOnlyProblems()).toEqual(["Only for members."]);
    });

    test("come with the membership", async () => {
        const { order, partner, product } = await sell();
        partner.clubPlans = [];
        product.membership_plan_sold = PLUS;
        expect(order.getMembersOnlyProblems()).toEqual([]);
    });

    test("can be for members some days earlier", async () => {
        const { order, partner } = await sell({ public: "2026-03-10", plans: { [PLUS]: "2026-03-03" } });
        mockDate("2026-03-02 12:00:00");
        partner.clubPlans = [PLUS];
        expect(order.getMembersOnlyProblems().length).toBe(1);
        mockDate("2026-03-03 12:00:00");
        expect(order.getMembersOnlyProblems()).toEqual([]);
        partner.clubPlans = [];
        expect(order.getMembersOnlyProblems().length).toBe(1);
        mockDate("2026-03-10 12:00:00");
        expect(order.getMembersOnlyProblems()).toEqual([]);
    });
});
