/** A guest on the page of the club becomes a member: Grace, with the 50 stars for joining. */
export function join() {
    return [
        { content: "The page says what the club gives", trigger: "h1:contains('Reading Club')" },
        { content: "and what earns points", trigger: "section[aria-labelledby=club_earning] th:contains('Every')" },
        { content: "Messages by e-mail, please", trigger: "#club_join_email", run: "check" },
        {
            content: "Join",
            trigger: "#join button[value=signup]",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "The sign-up form says what for", trigger: ".alert:contains('With this you join')" },
        { trigger: "input[name=name]", run: "edit Grace" },
        { trigger: "input[name=login]", run: "edit grace@example.com" },
        { trigger: "input[name=password]", run: "edit correct horse" },
        { trigger: "input[name=confirm_password]", run: "edit correct horse" },
        {
            content: "Sign up",
            trigger: ".oe_signup_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "A member", trigger: ".alert-success:contains('You are a member now')" },
        { content: "with the points for joining", trigger: "#join dd:contains('50 stars')" },
    ];
}
