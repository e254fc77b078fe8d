import { describe, expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { CLUB, makeCard, makeProgram, makeReward, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

describe("promotions for members", () => {
    const promote = (env, values = {}) => {
        const promotion = makeProgram(env.store, {
            id: 999,
            program_type: "promotion",
            applies_on: "current",
            is_nominative: false,
            member_program_id: CLUB,
            ...values,
        });
        env.store.models["loyalty.rule"].create({ id: 998, program_id: promotion, any_product: true, mode: "auto" });
        makeReward(env.store, promotion, { id: 997, required_points: 1 });
        return promotion;
    };

    test("members only", async () => {
        const env = await setupClub();
        const promotion = promote(env);
        expect(env.order._programIsApplicable(promotion)).toBe(true);
        env.card.till_status = { ...env.card.till_status, state: "left" };
        expect(env.order._programIsApplicable(promotion)).toBe(false);
        expect(env.order.getMembersOnlyText(promotion)).toBe("This code is only for members of Club.");
    });

    test("who has no account is no member", async () => {
        const env = await setupClub({ status: null });
        const promotion = promote(env);
        expect(env.order._programIsApplicable(promotion)).toBe(false);
        makeCard(env.store, env.club, env.partner, 0);
        expect(env.order._programIsApplicable(promotion)).toBe(true);
    });

    test("only for tiers", async () => {
        const env = await setupClub({ tiers: [{ id: 910, name: "Gold" }], status: { tier: 910 } });
        const promotion = promote(env);
        const values = { id: 999, member_program_id: CLUB, member_tier_ids: [910] };
        env.store.models.connectNewData({ "loyalty.program": [values] });
        expect(env.order._programIsApplicable(promotion)).toBe(true);
        env.card.till_status = { ...env.card.till_status, tier: null };
        expect(env.order._programIsApplicable(promotion)).toBe(false);
    });

    test("their rewards are not given to others, whatever is asked for", async () => {
        const env = await setupClub({ status: { state: "left" } });
        const promotion = promote(env);
        const [reward] = promotion.reward_ids;
        expect(env.order._applyReward(reward, 998)).toBe("This code is only for members of Club.");
        expect(env.order._isClubClaimable({ reward, coupon_id: 998 })).toBe(false);
        env.card.till_status = { ...env.card.till_status, state: "active" };
        expect(env.order._isClubClaimable({ reward, coupon_id: 998 })).toBe(true);
    });

    test("other programs are for everybody", async () => {
        const env = await setupClub();
        expect(env.order._programIsApplicable(promote(env, { member_program_id: false }))).toBe(true);
    });
});
