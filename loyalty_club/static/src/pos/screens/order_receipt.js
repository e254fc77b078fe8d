import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { patch } from "@web/core/utils/patch";
import { ClubReceipt } from "@loyalty_club/pos/components/club_receipt/club_receipt";

patch(OrderReceipt, { components: { ...OrderReceipt.components, ClubReceipt } });
