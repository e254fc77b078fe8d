/** Adding a product to a basket of 40 lines in a club of 6 rules: by the club's engine, and by stock's. */
import { expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { CARD, CLUB, addLine, setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

const LINES = 40;
const ROUNDS = 25;
/** As much as stock may be exceeded by. */
const MOST = 1.1;

const RULES = [
    {},
    { reward_point_mode: "unit", minimum_qty: 2 },
    { reward_point_mode: "order", reward_point_amount: 10, minimum_amount: 100 },
    { any_product: false, products: [10, 5] },
    { reward_point_amount: 0.5 },
    { any_product: false, products: [5], reward_point_mode: "unit" },
];

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

/** What the cashier waits for: the line, the points of all programs, and the rewards that can be had. */
async function addProduct({ store, order }) {
    const before = performance.now();
    const line = await addLine(store, order, { price: 5 });
    await store.updatePrograms();
    order.getClaimableRewards();
    const took = performance.now() - before;
    line.delete();
    await store.updatePrograms();
    return took;
}

test("adding a product costs what it costs with stock", async () => {
    const env = await setupClub({ rules: RULES, rewards: [{}], points: 500 });
    const { store, order, club } = env;
    store.data.call = async () => ({ "loyalty.card": [], accounts: { [CLUB]: CARD } });
    for (let index = 0; index < LINES; index++) {
        // a price of its own keeps a line apart from the others
        await addLine(store, order, { price: 10 + index });
    }
    expect(order.lines.length).toBe(LINES);
    const times = { loyalty: [], promotion: [] };
    for (let round = 0; round <= ROUNDS; round++) {
        for (const type of Object.keys(times)) {
            // a promotion with the same rules is computed by stock
            club.program_type = type;
            times[type].push(await addProduct(env));
        }
    }
    const [ours, stocks] = Object.values(times).map((found) => median(found.slice(1)));
    const ratio = ours / stocks;
    console.warn(`Basket: RATIO to stock ${ratio.toFixed(3)} (${ours.toFixed(1)} ms, ${stocks.toFixed(1)} ms)`);
    expect(ratio).toBeLessThan(MOST);
});
