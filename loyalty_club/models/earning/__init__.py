from . import sale_before_ledger, sale_points, sale_quantities, sale_reservation, shared_accounts
