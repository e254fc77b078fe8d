/** Which programs are for the customer: clubs, and promotions and coupons that only members of a club can use. */
import "@pos_loyalty/app/models/pos_order";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { isClub } from "@loyalty_club/pos/models/club_values";

/** By program: {club, tiers} ids of whom it is for. The till's records leave out what this till does not load. */
const audiences = new WeakMap();

function audienceOf(program) {
    if (!audiences.has(program.model)) {
        audiences.set(program.model, new Map());
    }
    const known = audiences.get(program.model);
    if (!known.has(program.id)) {
        const { member_program_id: club, member_tier_ids: tiers } = program.raw;
        known.set(program.id, { club: club || null, tiers: [...(tiers || [])] });
    }
    return known.get(program.id);
}

patch(PosOrder.prototype, {
    /**
     * @param {Object} program any program
     * @returns {boolean} whether the customer belongs to those whom the program is for
     */
    isProgramForCustomer(program) {
        const { club, tiers } = audienceOf(program);
        if (!club) {
            return true;
        }
        const member = this.models["loyalty.program"].get(club);
        const card = member && this.getClubCard(member);
        const status = card?.id > 0 && card.till_status;
        if (!status || status.state !== "active" || status.joined === false) {
            return false;
        }
        return !tiers.length || tiers.includes(status.tier);
    },

    /** @returns {string} why a code of the program cannot be used by this customer; empty: it can */
    getMembersOnlyText(program) {
        if (this.isProgramForCustomer(program)) {
            return "";
        }
        const club = program.member_program_id?.name;
        return club ? _t("This code is only for members of %s.", club) : _t("This code is only for members of a club.");
    },

    /** @override points of members can be spent also where purchases earn none: stock asks for a rule */
    _programIsApplicable(program, ...rest) {
        if (isClub(program) && program.is_nominative) {
            return Boolean(this.getPartner()) && this.isClubOpen(program);
        }
        return super._programIsApplicable(program, ...rest) && this.isProgramForCustomer(program);
    },
});
