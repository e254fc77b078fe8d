import { Component } from "@odoo/owl";

/** The name of a tier in its colour. */
export class TierBadge extends Component {
    static template = "loyalty_club.TierBadge";
    static props = { name: String, color: { type: Number, optional: true } };
}
