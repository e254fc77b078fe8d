import { registry } from "@web/core/registry";

// A member complains at home, staff answer and give points for it, the member reads both, staff close it, the member
// says how it went. test_feedback_tour.py starts the parts: home and the list of feedback in the back office in turn.
registry.category("web_tour.tours").add("club_feedback_write", {
    steps: () => [
        {
            content: "Feedback is one of the pages of the club",
            trigger: ".o_club_tabs a:contains('Feedback')",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "Nothing was written yet", trigger: "section:contains('What you wrote'):contains('Nothing yet')" },
        { content: "A complaint", trigger: "label[for=club_feedback_complaint]", run: "click" },
        { trigger: "#club_feedback_subject", run: "edit The book came wet" },
        { trigger: "#club_feedback_text", run: "edit It stood in the rain." },
        {
            content: "A picture of it",
            trigger: "#club_feedback_files",
            run() {
                const files = new DataTransfer();
                files.items.add(new File(["drip"], "puddle.txt", { type: "text/plain" }));
                this.anchor.files = files.files;
            },
        },
        { trigger: "form button:contains('Send')", run: "click", expectUnloadPage: true },
        { content: "It was received", trigger: "[role=status]:contains('FB/')" },
        {
            content: "It waits",
            trigger: "a.list-group-item:contains('The book came wet'):contains('Waiting for our answer')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The words are there",
            trigger: "#chatterRoot:shadow .o-mail-Message:contains('in the rain')",
            timeout: 60000, // the conversation is loaded after the page
        },
        { content: "So is the file", trigger: "#chatterRoot:shadow .o-mail-Message:contains('puddle.txt')" },
    ],
});

registry.category("web_tour.tours").add("club_feedback_answer", {
    steps: () => [
        { content: "It is new", trigger: ".o_kanban_record:contains('The book came wet')", run: "click" },
        { content: "Answer", trigger: "button.o-mail-Chatter-sendMessage:not(:disabled)", run: "click" },
        { trigger: ".o-mail-Composer-input", run: "edit A dry one is on its way." },
        { trigger: ".o-mail-Composer-send:enabled", run: "click" },
        { trigger: ".o-mail-Message:contains('A dry one is on its way')" },
        { content: "Something for the waiting", trigger: "button[name=action_give]:visible", run: "click" },
        { content: "So much is left", trigger: ".modal .o_field_widget[name=budget]:contains('100')" },
        { trigger: ".modal .o_field_widget[name=points] input", run: "edit 50" },
        { trigger: ".modal .o_field_widget[name=message] textarea", run: "edit For the waiting." },
        { trigger: ".modal button[name=action_give]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { content: "It waits for the member", trigger: ".o_arrow_button_current:contains('Waiting for the member')" },
        { content: "Staff see what was given", trigger: ".nav-link[name=goodwill]", run: "click" },
        { trigger: ".o_field_widget[name=goodwill_ids] .o_data_row:contains('50')" },
    ],
});

registry.category("web_tour.tours").add("club_feedback_read", {
    steps: () => [
        {
            content: "There is an answer",
            trigger: "a.list-group-item:contains('The book came wet'):contains('We have answered')",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "#chatterRoot:shadow .o-mail-Message:contains('A dry one is on its way')", timeout: 60000 },
        { trigger: "#chatterRoot:shadow .o-mail-Message:contains('For the waiting.'):contains('50 stars')" },
        {
            content: "Thank you",
            trigger: "#chatterRoot:shadow .o-mail-Composer-input",
            run: "edit It is dry, thank you!",
        },
        { trigger: "#chatterRoot:shadow .o-mail-Composer-send:enabled", run: "click" },
        { trigger: "#chatterRoot:shadow .o-mail-Message:contains('It is dry, thank you!')" },
        {
            content: "The points are there",
            trigger: "a[href='/my/club/feedback']:contains('All my feedback')",
            run() {
                window.location.href = "/my/club/points";
            },
            expectUnloadPage: true,
        },
        { trigger: "li:contains('Goodwill'):contains('+50')" },
    ],
});

registry.category("web_tour.tours").add("club_feedback_close", {
    steps: () => [
        { content: "The member wrote", trigger: ".o_kanban_record:contains('The book came wet')", run: "click" },
        { trigger: ".o-mail-Message:contains('It is dry, thank you!')" },
        { content: "What came of it is missing", trigger: "button[name=action_close]:visible", run: "click" },
        { trigger: ".modal:contains('Write what came of')" },
        { trigger: ".modal .modal-footer button", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".nav-link[name=resolution]", run: "click" },
        { trigger: ".o_field_widget[name=resolution] textarea", run: "edit Sent again, 50 points" },
        { trigger: "button[name=action_close]:visible", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Closed')" },
    ],
});

registry.category("web_tour.tours").add("club_feedback_rate", {
    steps: () => [
        {
            content: "Only what is closed",
            trigger: "a.nav-link[href*='filterby=closed']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "a.list-group-item:contains('The book came wet'):contains('Closed')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Happy with it",
            trigger: "a[href^='/rate/'][href$='/5']",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "form[action^='/rate/'] textarea[name=feedback]", run: "edit Quick and friendly" },
        {
            trigger: "form[action^='/rate/'] button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "h3:contains('Thank you for your feedback')" },
    ],
});
