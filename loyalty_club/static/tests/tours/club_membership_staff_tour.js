import { registry } from "@web/core/registry";

// Staff sell Plus to Ada, pause it, resume it, extend it and end it; then they give Ben the money for his back. Plan and
// customers are made by test_membership_staff_tour.py, which starts the tour on the list of plans.
const stateIs = (state) => ({
    content: `It is ${state}`,
    trigger: `.o_form_statusbar .o_arrow_button_current:contains('${state}')`,
});

/** Choose a record in a many2one field of the window. */
function choose(field, name) {
    return [
        { trigger: `.modal .o_field_widget[name=${field}] input`, run: `edit ${name}` },
        { trigger: `.o-autocomplete--dropdown-item:contains('${name}') a`, run: "click" },
    ];
}

/** One step of the window that asks for a reason; `fields` are filled in before. */
function doStep(button, reason, fields = {}) {
    return [
        {
            content: button,
            trigger: `.o_form_statusbar button[name=action_${button}]`,
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=reason] input", run: `edit ${reason}` },
        ...Object.entries(fields).map(([name, value]) => ({
            trigger: `.modal .o_field_widget[name=${name}] input`,
            run: `edit ${value}`,
        })),
        { trigger: ".modal footer button[name=action_do]:visible", run: "click" },
        { content: "The window is closed", trigger: "body:not(:has(.modal))" },
    ];
}

function openMenu(name) {
    return [
        {
            trigger: ".o_menu_sections button[data-menu-xmlid='loyalty_club.loyalty_membership_menu']",
            run: "click",
        },
        {
            trigger: `.dropdown-item[data-menu-xmlid='loyalty_club.loyalty_membership_${name}_menu']`,
            run: "click",
        },
    ];
}

function sell() {
    return [
        {
            content: "The plan says what it costs; open it",
            trigger: ".o_kanban_record:contains('Plus'):contains('12.95')",
            run: "click",
        },
        {
            content: "Its periods",
            trigger: ".o_field_widget[name=period_ids] .o_data_row:contains('Plus, 1 month')",
        },
        ...openMenu("begin"),
        ...choose("partner_id", "Ada"),
        ...choose("plan_id", "Plus"),
        {
            content: "The first period is proposed",
            trigger: ".modal .o_field_widget[name=period_id] input:value('Plus: 1 month')",
        },
        {
            content: "Sell it",
            trigger: ".modal button[name=action_begin]:contains('Make quotation')",
            run: "click",
        },
        {
            content: "The quotation",
            trigger: ".o_field_widget[name=tax_totals]:contains('12.95')",
        },
        { trigger: "button[name=action_confirm]:visible", run: "click" },
        {
            content: "The order began the membership",
            trigger: "button[name=action_open_memberships]:contains('1')",
            run: "click",
        },
        stateIs("Active"),
    ];
}

function change() {
    return [
        ...doStep("pause", "In hospital"),
        stateIs("Suspended"),
        { content: "Back again", trigger: "button[name=action_resume]", run: "click" },
        stateIs("Active"),
        ...doStep("extend", "The shop was closed", { days: 10 }),
        { content: "Ten days more", trigger: ".o_field_widget[name=term_ids] .o_data_row:contains('Given by staff')" },
        ...doStep("end", "Asked by telephone"),
        stateIs("Ended"),
        {
            content: "The history says why",
            trigger: ".o_notebook .nav-link[name=history]",
            run: "click",
        },
        { trigger: ".o_field_widget[name=event_ids] .o_data_row:contains('In hospital')" },
        { trigger: ".o_field_widget[name=event_ids] .o_data_row:contains('The shop was closed')" },
        { trigger: ".o_field_widget[name=event_ids] .o_data_row:contains('Asked by telephone')" },
    ];
}

function refund() {
    return [
        ...openMenu("list"),
        {
            content: "Ben has one, Ada no more",
            trigger: ".o_list_view:not(:contains('Ada')) .o_data_row:contains('Ben') td[name=number]",
            run: "click",
        },
        stateIs("Active"),
        ...doStep("refund", "He never used it", { amount: "12.95" }),
        stateIs("Ended"),
        { content: "Nothing is left to give back", trigger: "body:not(:has(button[name=action_refund]))" },
    ];
}

registry.category("web_tour.tours").add("club_membership_staff", {
    steps: () => [...sell(), ...change(), ...refund()],
});
