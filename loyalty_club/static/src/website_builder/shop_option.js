import { BaseOptionComponent } from "@html_builder/core/utils";
import { Plugin } from "@html_editor/plugin";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Whether pages of products say what buying them earns. */
export class ClubEarningOption extends BaseOptionComponent {
    static template = "loyalty_club.EarningOption";
    static selector = "main:has(.o_wsale_product_page)";
    static title = _t("Customer club");
    static groups = ["website.group_website_designer"];
    static editableOnly = false;
}

class ClubEarningOptionPlugin extends Plugin {
    static id = "clubEarningOption";
    resources = {
        builder_options: [ClubEarningOption],
    };
}

registry.category("website-plugins").add(ClubEarningOptionPlugin.id, ClubEarningOptionPlugin);
