import { ControlButtons } from "@point_of_sale/app/screens/product_screen/control_buttons/control_buttons";
import { patch } from "@web/core/utils/patch";
import { ClubDialog } from "@loyalty_club/pos/components/club_dialog/club_dialog";

patch(ControlButtons.prototype, {
    /** Of a reward that is given by the point the member chooses how many; stock's list of rewards has no room for it. */
    async _applyReward(reward, ...rest) {
        const order = this.pos.getOrder();
        const status = order.getClubStatus().find((club) => club.program.id === reward.program_id.id);
        const offer = status?.rewards.find((candidate) => candidate.reward.id === reward.id);
        if (offer?.choice) {
            this.dialog.add(ClubDialog, { programId: reward.program_id.id });
            return false;
        }
        return super._applyReward(reward, ...rest);
    },
});
