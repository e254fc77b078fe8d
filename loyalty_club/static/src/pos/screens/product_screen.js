import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import { patch } from "@web/core/utils/patch";
import { MemberPanel } from "@loyalty_club/pos/components/member_panel/member_panel";

patch(ProductScreen, { components: { ...ProductScreen.components, MemberPanel } });
