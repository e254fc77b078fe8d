import { registry } from "@web/core/registry";

const question = (title) => `.js_question-wrapper:contains("${title}")`;

registry.category("web_tour.tours").add("club_survey", {
    steps: () => [
        {
            content: "What the club gives is told first",
            trigger: '.alert:contains("“Corner Club” gives you 25 stars.")',
        },
        { content: "Begin", trigger: 'button[value="start"]:not(.disabled)', run: "click" },
        {
            content: "Nothing hangs out of the page",
            trigger: question("Would you recommend us?"),
            run() {
                const page = document.documentElement;
                if (page.scrollWidth > page.clientWidth + 1) {
                    throw new Error(`The page is ${page.scrollWidth} wide in a window of ${page.clientWidth}.`);
                }
            },
        },
        { trigger: `${question("Would you recommend us?")} label:contains("9")`, run: "click" },
        { trigger: `${question("What did you like?")} label:contains("Staff")`, run: "click" },
        { trigger: `${question("Anything else?")} textarea`, run: "edit Thank you" },
        { content: "Send it", trigger: 'button[value="finish"]', run: "click" },
        { content: "Yes, send it", trigger: ".modal-footer button.btn-primary", run: "click" },
        {
            content: "What was earned stands on the last page",
            trigger: '.alert-success:contains("You earned 25 stars in “Corner Club”.")',
        },
    ],
});
