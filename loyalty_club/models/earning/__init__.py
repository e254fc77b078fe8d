from . import sale_points, sale_quantities, sale_reservation, shared_accounts
