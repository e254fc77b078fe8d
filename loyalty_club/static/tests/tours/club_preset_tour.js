import sale from "@sale/js/tours/tour_utils";
import { registry } from "@web/core/registry";

// A club in one click. test_preset_tour.py starts it at the presets.
registry.category("web_tour.tours").add("club_preset", {
    steps: () => [
        {
            content: "Choose the club with three ranks",
            trigger: ".o_kanban_record:contains('Bronze, Silver, Gold')",
            run: "click",
        },
        {
            content: "The club is there; look at its tiers",
            trigger: ".o_form_view .o_notebook .nav-link:contains('Tiers')",
            run: "click",
        },
        {
            content: "They are those of the preset",
            trigger: ".o_field_widget[name=tier_ids]:contains('Bronze'):contains('Silver'):contains('Gold')",
        },
    ],
});

// Sell once, then look at the member. The customer and the product are made by test_preset_tour.py.
const sellAndSee = (tier) => [
    ...sale.selectCustomer("Tour Member"),
    ...sale.addProduct("Tour Sofa"),
    {
        content: "The line is priced",
        trigger: ".o_field_widget[name=tax_totals]:contains('300.00')",
    },
    {
        content: "Confirm the order",
        trigger: "button[name=action_confirm]:visible",
        run: "click",
    },
    {
        content: "It earned points; open its ledger",
        trigger: "button[name=action_open_club_ledger]:contains('+300')",
        run: "click",
    },
    {
        content: "Open the accrual",
        trigger: ".o_list_view .o_data_row:contains('Accrual') td[name=points]:contains('300')",
        run: "click",
    },
    {
        content: "Go on to the member",
        trigger: ".o_form_view button[name=action_open_account]",
        run: "click",
    },
    {
        content: `The member is ${tier}`,
        trigger: `.o_form_view .o_field_widget[name=tier_id]:contains('${tier}')`,
    },
];

registry.category("web_tour.tours").add("club_preset_first_sale", { steps: () => sellAndSee("Bronze") });
registry.category("web_tour.tours").add("club_preset_second_sale", { steps: () => sellAndSee("Silver") });
