/** What the mock server knows of clubs beyond stock's loyalty programs. */
import { hootPosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { PosOrder } from "@point_of_sale/../tests/unit/data/pos_order.data";
import { PosSession } from "@point_of_sale/../tests/unit/data/pos_session.data";
import { LoyaltyCard } from "@pos_loyalty/../tests/unit/data/loyalty_card.data";
import { LoyaltyProgram } from "@pos_loyalty/../tests/unit/data/loyalty_program.data";
import { LoyaltyReward } from "@pos_loyalty/../tests/unit/data/loyalty_reward.data";
import { LoyaltyRule } from "@pos_loyalty/../tests/unit/data/loyalty_rule.data";
import { models } from "@web/../tests/web_test_helpers";
import { patch } from "@web/core/utils/patch";

export class LoyaltyTier extends models.ServerModel {
    _name = "loyalty.tier";

    _load_pos_data_fields() {
        return [
            "name",
            "program_id",
            "sequence",
            "color",
            "point_multiplier",
            "min_points",
            "min_amount",
            "min_orders",
            "pricelist_id",
        ];
    }
}

const more = (model, names) =>
    patch(model.prototype, {
        _load_pos_data_fields(...args) {
            return [...super._load_pos_data_fields(...args), ...names];
        },
    });

/** Without `member_tier_ids`: the mock server does not say which relations are stored in one table. */
more(LoyaltyProgram, [
    "tz",
    "points_rounding",
    "points_rounding_method",
    "earn_on",
    "hold_days",
    "enrollment",
    "contact_accounts",
    "debit_policy",
    "member_program_id",
    "is_earning",
    "has_tiers",
    "has_referrals",
    "tier_qualify",
]);

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const CAPS = ["max_points_per_order", "max_points_per_unit", "limit_points"];

more(LoyaltyRule, [
    "name",
    "channel_sale",
    "channel_pos",
    "channel_website",
    ...DAYS.map((day) => `weekday_${day}`),
    ...CAPS,
    ...CAPS.map((name) => `use_${name}`),
    "limit_period",
    "tier_ids",
    "is_for_tiers",
    "is_for_payments",
    "date_from",
    "date_to",
    "hour_from",
    "hour_to",
    "first_purchase_only",
    "pos_payment_method_ids",
    "payment_method_ids",
    "amount_step",
    "amount_basis",
    "is_bonus",
]);

more(LoyaltyReward, [
    "points_step",
    "min_tier_id",
    "date_from",
    "date_to",
    "has_member_limit",
    "limit_per_member",
    "limit_period",
    "till_budget",
]);

more(LoyaltyCard, ["till_status"]);

patch(LoyaltyCard.prototype, {
    load_till_accounts(_configId, partnerId) {
        return { "loyalty.card": [], partner_id: partnerId, accounts: {} };
    },
});

patch(PosOrder.prototype, {
    reserve_club_points() {
        return { successful: true, message: false, updated: { "loyalty.card": [] }, accounts: {} };
    },
    release_club_points() {
        return true;
    },
});

patch(PosSession.prototype, {
    _load_pos_data_models(...args) {
        return [...super._load_pos_data_models(...args), "loyalty.tier"];
    },
});

patch(hootPosModels, [...hootPosModels, LoyaltyTier]);
