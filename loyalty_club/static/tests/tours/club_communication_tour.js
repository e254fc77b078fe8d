import { registry } from "@web/core/registry";

const choose = (field, label) => [
    { content: `The field ${field}`, trigger: `.modal .o_field_widget[name=${field}] input`, run: "click" },
    { content: `Choose ${label}`, trigger: `.o_select_menu_item:contains('${label}')`, run: "click" },
];

const dialogIsGone = { content: "The dialog is closed", trigger: "body:not(:has(.modal))" };

const addCommunication = (occasion, summary, steps = []) => [
    {
        content: "Another communication",
        trigger: ".o_field_widget[name=club_mail_ids] .o_field_x2many_list_row_add a",
        run: "click",
    },
    ...choose("trigger", occasion),
    { content: "Its sentence", trigger: `.modal .o_field_widget[name=summary]:contains('${summary}')` },
    ...steps,
    { content: "It has a template", trigger: ".modal .o_field_widget[name=mail_template_id] input:value('Club: ')" },
    { content: "Keep it", trigger: ".modal .o_form_button_save", run: "click" },
    dialogIsGone,
];

// Staff tell members what matters to them. test_communication_tour.py makes the club and starts at its form.
registry.category("web_tour.tours").add("club_communication", {
    steps: () => [
        { content: "What the club tells", trigger: ".nav-link[name=communications]", run: "click" },
        ...addCommunication("Somebody becomes a member", "When somebody becomes a member"),
        ...addCommunication("Points expire soon", "14 days before points expire", [
            {
                content: "Ten days are enough",
                trigger: ".modal .o_field_widget[name=days] input",
                run: "edit 10 && press Tab",
            },
            {
                content: "The sentence follows",
                trigger: ".modal .o_field_widget[name=summary]:contains('10 days before points expire')",
            },
        ]),
        { content: "Keep both", trigger: ".o_form_button_save", run: "click" },
        { content: "Both are kept", trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible" },
        {
            content: "Look at the welcome",
            trigger: ".o_field_widget[name=club_mail_ids] .o_data_row:contains('becomes a member') td[name=summary]",
            run: "click",
        },
        { content: "As it would look to me", trigger: ".modal button[name=action_send_test]", run: "click" },
        { trigger: ".o_notification:contains('A test is on its way to boss@example.com')" },
    ],
});

// A recall for those who bought the product, whom the tour's Python made; afterwards the list of buyers.
registry.category("web_tour.tours").add("club_recall", {
    steps: () => [
        { content: "Something to tell", trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=subject] input", run: "edit The lid may come off" },
        { content: "A recall", trigger: ".o_field_widget[name=kind] label:contains('Recall')", run: "click" },
        { trigger: ".o_field_widget[name=product_ids] input", run: "edit Tour Kettle" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tour Kettle')", run: "click" },
        {
            content: "So many bought it, and so many will get it",
            trigger: ".o_field_widget[name=reach_text]:contains('Buyers: 3. With an address: 2; these will get it')",
        },
        {
            content: "The text",
            trigger: ".o_field_widget[name=body] .odoo-editor-editable",
            run: "editor Bring it back.",
        },
        { content: "Keep it", trigger: ".o_form_button_save", run: "click" },
        { content: "To myself first", trigger: "button[name=action_send_test]:visible", run: "click" },
        { trigger: ".o_notification:contains('A test is on its way to boss@example.com')" },
        { content: "Nobody else has got it", trigger: ".o_arrow_button_current:contains('Draft')" },
        { content: "Send it", trigger: "button[name=action_send]", run: "click" },
        { content: "Really", trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: ".o_arrow_button_current:contains('On its way')" },
    ],
});

registry.category("web_tour.tours").add("club_recall_buyers", {
    steps: () => [
        { content: "Open it", trigger: ".o_data_row td[name=subject]:contains('The lid may come off')", run: "click" },
        { content: "It was sent", trigger: ".o_arrow_button_current:contains('Sent')" },
        {
            content: "Two got it; who bought it?",
            trigger: "button[name=action_open_buyers]:has(.o_field_widget[name=sent_count]:contains('2'))",
            run: "click",
        },
        {
            content: "Ada got it",
            trigger: ".o_data_row:contains('Ada'):contains('Tour Kettle') td[name=message_state]:contains('Sent')",
        },
        {
            content: "Whoever has no address did not, and the list says why",
            trigger: ".o_data_row:contains('Nowhere') td[name=message_reason]:contains('No address')",
        },
    ],
});
