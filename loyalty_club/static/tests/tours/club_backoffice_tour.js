import sale from "@sale/js/tours/tour_utils";
import { registry } from "@web/core/registry";

const balance = (points) => ({
    content: `The balance is ${points}`,
    trigger: `.o_field_widget[name=points_display]:contains("${points} points")`,
});

const dialogIsGone = {
    content: "The dialog is closed",
    trigger: "body:not(:has(.modal))",
};

// Sell, see points, adjust, reverse. The customer and the product are made by test_backoffice_tour.py.
registry.category("web_tour.tours").add("club_backoffice", {
    steps: () => [
        ...sale.selectCustomer("Tour Member"),
        ...sale.addProduct("Tour Book"),
        {
            content: "The line is priced",
            trigger: ".o_field_widget[name=tax_totals]:contains('100.00')",
        },
        {
            content: "Confirm the order",
            trigger: "button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "The order shows what it earned; open its ledger",
            trigger: "button[name=action_open_club_ledger]:contains('+100')",
            run: "click",
        },
        {
            content: "The accrual is there; open it",
            trigger: ".o_list_view .o_data_row:contains('Accrual') td[name=points]:contains('100')",
            run: "click",
        },
        {
            content: "The entry counts; go on to the member's account",
            trigger: ".o_form_view:has(.o_field_widget[name=state]) button[name=action_open_account]",
            run: "click",
        },
        balance(100),
        {
            content: "Adjust the points",
            trigger: "button[name=action_loyalty_update_balance]:contains('Adjust points')",
            run: "click",
        },
        {
            content: "The new balance",
            trigger: ".modal .o_field_widget[name=new_balance] input",
            run: "edit 130",
        },
        {
            content: "Its reason",
            trigger: ".modal .o_field_widget[name=description] input",
            run: "edit Gift of the house",
        },
        {
            content: "Adjust",
            trigger: ".modal button[name=action_update_card_point]",
            run: "click",
        },
        dialogIsGone,
        balance(130),
        {
            content: "The ledger tells why",
            trigger: ".o_field_widget[name=ledger_ids] .o_data_row:contains('Gift of the house')",
        },
        {
            content: "Reverse the accrual",
            trigger: ".o_field_widget[name=ledger_ids] .o_data_row:contains('Accrual') button[name=action_reverse]",
            run: "click",
        },
        {
            content: "All of it is offered",
            trigger: ".modal .o_field_widget[name=points] input:value('100')",
        },
        {
            content: "Its reason",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit The book came back",
        },
        {
            content: "Reverse",
            trigger: ".modal button[name=action_reverse]",
            run: "click",
        },
        dialogIsGone,
        balance(30),
        {
            content: "The reversal is in the ledger",
            trigger: ".o_field_widget[name=ledger_ids] .o_data_row:contains('The book came back'):contains('Reversal')",
        },
    ],
});
