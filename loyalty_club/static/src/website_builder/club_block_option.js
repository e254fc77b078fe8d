import { BaseOptionComponent } from "@html_builder/core/utils";
import { Plugin } from "@html_editor/plugin";
import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";
import { onWillStart, useState } from "@odoo/owl";

/** What the block shows: which club, and which of its parts. */
export class ClubBlockOption extends BaseOptionComponent {
    static template = "loyalty_club.ClubBlockOption";
    static selector = ".s_loyalty_club";

    setup() {
        super.setup();
        this.state = useState({ clubs: [] });
        onWillStart(async () => {
            this.state.clubs = await rpc("/club/block/clubs");
        });
    }
}

class ClubBlockOptionPlugin extends Plugin {
    static id = "loyaltyClubBlockOption";
    resources = {
        builder_options: [ClubBlockOption],
    };
}

registry.category("website-plugins").add(ClubBlockOptionPlugin.id, ClubBlockOptionPlugin);
