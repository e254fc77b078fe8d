from . import coalition_upload, coalition_upload_result, coalition_upload_run, coupon_upload
