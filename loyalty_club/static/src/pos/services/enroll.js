import { PosStore } from "@point_of_sale/app/services/pos_store";
import { patch } from "@web/core/utils/patch";

patch(PosStore.prototype, {
    /**
     * Make somebody a member of the clubs of this till.
     *
     * @param {Object} values what the form holds, see `res.partner.enroll_at_till`
     * @returns {Promise<Object>} {partner, number} of the new member; or {problem, duplicates}: nobody was enrolled
     * @throws ConnectionLostError
     */
    async enrollMember(values) {
        const answer = await this.data.call("res.partner", "enroll_at_till", [this.config.id, values]);
        const { successful, problem, existing, member_number, partner_id } = answer;
        const records = Object.entries(answer).filter(([model]) => this.models[model]);
        const loaded = this.models.connectNewData(Object.fromEntries(records));
        if (successful) {
            const partner = this.models["res.partner"].get(partner_id || loaded["res.partner"]?.[0]?.id);
            this.forgetMemberRequest(partner);
            return { partner, number: member_number };
        }
        const cards = loaded["loyalty.card"] || [];
        const duplicates = (existing || []).map((id) => {
            const { name, phone, email } = this.models["res.partner"].get(id) || {};
            return { id, name, phone, email, number: cards.find((card) => card.partner_id?.id === id)?.code };
        });
        return { problem, duplicates };
    },
});
