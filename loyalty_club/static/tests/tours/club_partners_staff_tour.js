import { registry } from "@web/core/registry";

// Staff upload a partner's codes; later they settle what came of them. test_coalition_staff_tour.py starts both tours
// on the list of offers, and a member takes a coupon in between (club_partners).
const CODES = ["Code", "SHOE-1", "SHOE-2", "SHOE-2", "bad code"].join("\n");

registry.category("web_tour.tours").add("club_partners_upload", {
    steps: () => [
        { content: "The offer", trigger: ".o_kanban_record:contains('20 % off shoes')", run: "click" },
        {
            content: "The partner sent a file",
            trigger: "button[name=action_upload_codes]:visible",
            run: "click",
        },
        { trigger: ".o_field_widget[name=offer_id] input:value('20 % off shoes')" },
        {
            content: "Choose it",
            trigger: ".o_field_widget[name=file] input[type=file]:not(:visible)",
            run() {
                const files = new DataTransfer();
                files.items.add(new File([CODES], "codes.csv", { type: "text/csv" }));
                this.anchor.files = files.files;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { content: "What was understood", trigger: ".o_field_widget[name=preview]:contains('SHOE-1')" },
        { trigger: "button[name=action_upload]:visible", run: "click" },
        { content: "Two codes came in", trigger: ".o_field_widget[name=new_count]:contains('2')" },
        { content: "One stood there twice", trigger: ".o_field_widget[name=duplicate_count]:contains('1')" },
        { content: "One is no code", trigger: ".o_field_widget[name=bad_count]:contains('1')" },
    ],
});

registry.category("web_tour.tours").add("club_partners_settle", {
    steps: () => [
        { content: "The partner", trigger: ".o_kanban_record:contains('Ballet Shoes')", run: "click" },
        { content: "It owes 5", trigger: ".oe_stat_button:contains('They owe us'):contains('5.00')" },
        { trigger: "button[name=action_settle]:visible", run: "click" },
        { content: "The coupon that was used", trigger: ".o_field_widget[name=movement_ids]:contains('SHOE-1')" },
        { content: "Confirm", trigger: "button[name=action_confirm]:visible", run: "click" },
        { trigger: ".o_form_statusbar .o_arrow_button_current:contains('Confirmed')" },
        { content: "The invoice", trigger: ".o_field_widget[name=move_id] a", run: "click" },
        { trigger: ".o_field_widget[name=invoice_line_ids] .o_data_row:contains('20 % off shoes: Used')" },
        { trigger: ".o_field_widget[name=tax_totals]:contains('5.00')" },
    ],
});
