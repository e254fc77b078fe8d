import { expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { setupClub } from "@loyalty_club/../tests/unit/club_env";

definePosModels();

/** The list without its window: what it shows for a text. */
const listOf = (store, query) =>
    Object.assign(Object.create(PartnerList.prototype), {
        pos: store,
        props: {},
        state: { query, loading: false, loadedPartners: [] },
        loadedPartnerIds: new Set(),
    });

test("whom the server finds by another spelling of a number is shown for it", async () => {
    const { store } = await setupClub({ rules: [{}] });
    const partners = store.models["res.partner"].getAll();
    const [found, other] = partners;
    store.screenState = { partnerList: { offsetBySearch: {} } };
    store.data.callRelated = async () => ({ "res.partner": [found] });
    const list = listOf(store, "۰۹۱۲۳۴۵۶۷۸۹");
    expect(list.getPartners(partners)).toEqual([]);
    await list.getNewPartners();
    expect(list.getPartners(partners).map((partner) => partner.id)).toEqual([found.id]);
    expect(list.getPartners([other])).toEqual([]);
    list.state.query = "۰۹۱۲";
    expect(list.getPartners(partners)).toEqual([]);
});

test("who matches by name is shown once", async () => {
    const { store } = await setupClub({ rules: [{}] });
    const partners = store.models["res.partner"].getAll();
    const [found] = partners;
    store.screenState = { partnerList: { offsetBySearch: {} } };
    store.data.callRelated = async () => ({ "res.partner": [found] });
    const list = listOf(store, found.name);
    await list.getNewPartners();
    expect(list.getPartners(partners).filter((partner) => partner.id === found.id)).toHaveLength(1);
});
