import { registry } from "@web/core/registry";

// A busy machine is no defect: steps of the club's tours wait a minute for what they look for, not ten seconds.
const PATIENCE = 60000;
const tours = registry.category("web_tour.tours");

function waitLonger(name, tour) {
    if (name.startsWith("club_")) {
        const { steps } = tour;
        tour.steps = () => steps().map((step) => ({ timeout: PATIENCE, ...step }));
    }
}

tours.getEntries().forEach(([name, tour]) => waitLonger(name, tour));
tours.addEventListener("UPDATE", ({ detail: { operation, key, value } }) => {
    if (operation === "add") {
        waitLonger(key, value);
    }
});
