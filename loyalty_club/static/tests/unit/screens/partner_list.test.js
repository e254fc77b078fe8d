import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, click } from "@odoo/hoot-dom";
import { PartnerLine } from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { runAllTimers } from "@odoo/hoot-mock";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { CARD, makeProgram, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const TIERS = [{ id: 910, name: "Silver", color: 4 }];

const mountLine = ({ store, partner }) =>
    mountWithCleanup(PartnerLine, {
        env: { ...store.env, utils: { formatCurrency: String } },
        props: {
            partner,
            close: () => {},
            isSelected: false,
            isBalanceDisplayed: true,
            onClickEdit: () => {},
            onClickUnselect: () => {},
            onClickPartner: () => {},
            onClickOrders: () => {},
        },
    });

async function openList(values) {
    const env = await setupClub({ points: 10, ...values });
    await mountWithCleanup(MainComponentsContainer);
    env.store.dialog.add(PartnerList, { getPayload: () => {} });
    await animationFrame();
    return env;
}

describe("a line of the list", () => {
    test("shows the member number and the tier", async () => {
        const env = await setupClub({ points: 10, tiers: TIERS, status: { tier: 910 } });
        await mountLine(env);
        expect(".club-account").toHaveCount(1);
        expect(".club-number").toHaveText("044-1");
        expect(".club-tier").toHaveText("Silver");
    });

    test("but no other cards, and no accounts that only this till knows", async () => {
        const env = await setupClub({ points: 10 });
        const cards = env.store.models["loyalty.card"];
        const wallet = makeProgram(env.store, { id: 999, program_type: "ewallet" });
        cards.create({ id: 998, points: 1, code: "wallet", program_id: wallet, partner_id: env.partner });
        cards.create({ id: -5, points: 0, program_id: env.club, partner_id: env.partner });
        const line = await mountLine(env);
        expect(line.clubAccounts.map(({ card }) => card.id)).toEqual([CARD]);
    });
});

describe("enrolling from the list", () => {
    for (const [text, field] of [
        ["Nora New", "name"],
        ["+1 555 0142", "phone"],
        ["۰۹۱۲ ۳۴۵", "phone"],
        ["nora@example.com", "email"],
    ]) {
        test(`who was looked for in vain need not be written again: ${text}`, async () => {
            const env = await openList();
            const before = env.order.getPartner();
            await contains(".modal input").edit(text, { confirm: false });
            await runAllTimers();
            await click(".club-enroll");
            await animationFrame();
            await animationFrame();
            expect(`.club-enroll-dialog #club_${field}`).toHaveValue(text);
            expect(".club-enroll-dialog input:not([type=checkbox])").toHaveCount(3);
            expect(env.order.getPartner().id).toBe(before.id);
        });
    }

    test("nobody is enrolled where there is no club, or by who may only sell", async () => {
        const env = await openList();
        expect(".club-enroll").toHaveCount(1);
        const list = Object.assign(Object.create(PartnerList.prototype), { pos: env.store });
        expect(list.mayEnroll).toBe(true);
        env.store.cashier._role = "minimal";
        expect(list.mayEnroll).toBe(false);
        env.store.cashier._role = "manager";
        env.club.delete();
        expect(list.mayEnroll).toBe(false);
    });
});
