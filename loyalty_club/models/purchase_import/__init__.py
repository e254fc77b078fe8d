from . import (
    purchase_import,
    purchase_import_booking,
    purchase_import_column,
    purchase_import_command,
    purchase_import_customers,
    purchase_import_file,
    purchase_import_members,
    purchase_import_preview,
    purchase_import_reasons,
    purchase_import_refunds,
    purchase_import_run,
    purchase_import_store,
)
