import { _t } from "@web/core/l10n/translation";
import { formatList } from "@web/core/l10n/utils";
import { formatFloat } from "@web/core/utils/numbers";

const { DateTime } = luxon;

/**
 * @param {number} points
 * @returns {string} the number as the reader writes it, with as many decimals as it has (at most two)
 */
export function formatPoints(points) {
    return formatFloat(points || 0, { digits: [69, 2], trailingZeros: false });
}

/**
 * @param {number} points
 * @param {Object} program record of loyalty.program; its points may have a name of their own
 * @returns {string} for instance "120 stars"
 */
export function formatNamedPoints(points, program) {
    return _t("%(number)s %(points)s", {
        number: formatPoints(points),
        points: program?.portal_point_name || _t("points"),
    });
}

/**
 * @param {string|Object} day ISO date ("2026-12-31") or luxon DateTime
 * @returns {string} short, and with the year only when it is another year than this one
 */
export function formatDay(day) {
    const date = typeof day === "string" ? DateTime.fromISO(day) : day;
    if (!date?.isValid) {
        return "";
    }
    const { year, ...withoutYear } = DateTime.DATE_MED;
    return date.toLocaleString(date.year === DateTime.now().year ? withoutYear : { ...withoutYear, year });
}

/**
 * @param {Object} missing {points, amount, orders}: what is not reached yet; 0 is not asked for
 * @param {boolean} any true: one of them is enough
 * @param {Object} program
 * @param {Function} formatCurrency amount -> string
 * @returns {string} "30 points or 2 purchases"; empty when nothing is missing
 */
export function formatMissing(missing, any, program, formatCurrency) {
    const words = {
        points: (value) => formatNamedPoints(value, program),
        amount: (value) => formatCurrency(value),
        orders: (value) => (value === 1 ? _t("1 purchase") : _t("%s purchases", formatPoints(value))),
    };
    const asked = Object.keys(words).filter((name) => missing?.[name] > 0);
    const parts = asked.map((name) => words[name](missing[name]));
    return parts.length ? formatList(parts, { style: any ? "or" : "standard" }) : "";
}

function describeNext({ program, next }, formatCurrency) {
    const missing = formatMissing(next?.missing, next?.any, program, formatCurrency);
    if (missing) {
        return _t("%(missing)s to %(tier)s", { missing, tier: next.tier.name });
    }
    return next?.reached ? _t("%s with this basket", next.tier.name) : "";
}

function describeKeeping({ program, keep, tier }, formatCurrency) {
    const missing = tier && formatMissing(keep?.missing, keep?.any, program, formatCurrency);
    const values = { missing, tier: tier?.name, day: formatDay(keep?.until) };
    return missing ? _t("%(missing)s keep %(tier)s after %(day)s", values) : "";
}

function describeExpiring({ expiring }) {
    const values = { points: formatPoints(expiring?.points), day: formatDay(expiring?.on) };
    return expiring?.points > 0 ? _t("%(points)s expire after %(day)s", values) : "";
}

function describePending({ pending }) {
    const values = { points: formatPoints(pending?.points), day: formatDay(pending?.on) };
    return pending?.points > 0 ? _t("%(points)s usable from %(day)s", values) : "";
}

/**
 * What the cashier can tell the member, the most useful first.
 *
 * @param {Object} status one element of order.getClubStatus()
 * @param {Function} formatCurrency amount -> string
 * @returns {string[]} short sentences without a full stop
 */
export function getClubFacts(status, formatCurrency) {
    const facts = [describeNext, describeExpiring, describePending, describeKeeping];
    return facts.map((describe) => describe(status, formatCurrency)).filter(Boolean);
}

const USED_UP = {
    day: () => _t("Used up today"),
    week: () => _t("Used up this week"),
    month: () => _t("Used up this month"),
    year: () => _t("Used up this year"),
    ever: () => _t("Used up"),
};

/**
 * @param {Object} offer one element of status.rewards
 * @param {Object} status one element of order.getClubStatus()
 * @returns {string} why the member cannot have the reward now; empty when it is available
 */
export function explainOffer(offer, status) {
    const { reward } = offer;
    const sentences = {
        available: () => "",
        points: () => _t("%s more", formatNamedPoints(offer.missing_points, status.program)),
        tier: () => _t("Needs %s", (offer.tier || reward.min_tier_id)?.name || ""),
        limit: () => (USED_UP[reward.limit_period] || USED_UP.ever)(),
        late: () => _t("It is over"),
        early: () => _t("From %s on", formatDay(reward.date_from)),
        out: () => _t("It has run out"),
        desk: () => _t("Ask at the desk, or in the portal"),
        inactive: () => explainState(status),
    };
    return (sentences[offer.state] || (() => _t("Not for this basket")))();
}

/**
 * @param {Object} status one element of order.getClubStatus()
 * @returns {string} why the account rests; empty when it does not
 */
export function explainState(status) {
    const sentences = {
        suspended: () => _t("The membership is suspended"),
        left: () => _t("The member has left the club"),
    };
    return sentences[status.status?.state]?.() || "";
}

/** Where nobody has to join, the first purchase makes a member. */
export const isMember = ({ program, status }) => program.enrollment !== "opt_in" || Boolean(status?.joined);

/** Whether customers are told of a club: on receipts and on their side of the screen. */
export function isTold(status) {
    const { program, won, spent, card } = status;
    return Boolean(program.portal_visible && isMember(status) && (won || spent || card?.id > 0));
}

/** Whole sentences, because the order of words differs between languages. Numbers come formatted. */
export const sentences = {
    afterwards: (status) => _t("then %s", formatPoints(status.balance + status.won - status.spent)),
    notYet: (status) => _t("Not a member of %s yet", status.program.name),
    spendable: (status) => _t("%s can be spent now", formatPoints(status.spendable)),
    wins: (status) => _t("+%s with this basket", formatPoints(status.won)),
    upTo: (offer) => _t("Choose how many points, up to %s", formatPoints(offer.choice.most)),
    worth: (amount) => _t("worth %s", amount),
    outOf: (choice, program) => _t("of %s", formatNamedPoints(choice.most, program)),
    usableFrom: (day) => _t("Usable from %s", formatDay(day)),
    expireAfter: (day) => _t("Expire after %s", formatDay(day)),
    takenBack: (effect) =>
        _t("%s are taken back from the member.", formatNamedPoints(effect.taken_back, effect.program)),
    givenBack: (effect) => _t("%s are given back to the member.", formatNamedPoints(effect.given_back, effect.program)),
    refundUnknown: (problem) =>
        _t("What the refund does to the points of the member is not known yet; it is booked all the same. %s", problem),
    uncovered: (effect) => {
        const points = formatNamedPoints(effect.uncovered, effect.program);
        return effect.policy === "arrears"
            ? _t("%s of them are spent already: the account goes below zero, and the next points repay it.", points)
            : _t("%s of them are spent already: they are waived, and the account ends at zero.", points);
    },
};
