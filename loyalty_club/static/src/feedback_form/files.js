/** Files that the server would refuse are named before they are sent, so that no word is lost. Pages without login load
 * this file alone; that is why it is no module. */
(function () {
    "use strict";

    /** What is wrong with the chosen files, in the words of the page; empty: nothing. */
    function findProblem(input) {
        const files = [...input.files];
        if (files.length > Number(input.dataset.mostFiles)) {
            return input.dataset.tooMany;
        }
        const tooBig = files.some((file) => file.size > Number(input.dataset.mostBytes));
        return tooBig ? input.dataset.tooBig : "";
    }

    function check(input) {
        const problem = findProblem(input);
        const shown = document.getElementById("club_feedback_files_problem");
        input.setCustomValidity(problem);
        input.classList.toggle("is-invalid", Boolean(problem));
        shown.textContent = problem;
        shown.classList.toggle("d-none", !problem);
    }

    document.addEventListener("change", (ev) => {
        if (ev.target.id === "club_feedback_files") {
            check(ev.target);
        }
    });
})();
