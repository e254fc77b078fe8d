import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { patch } from "@web/core/utils/patch";
import { RefundNotice } from "@loyalty_club/pos/components/refund_notice/refund_notice";

patch(PaymentScreen, { components: { ...PaymentScreen.components, RefundNotice } });
