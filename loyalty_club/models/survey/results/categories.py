"""What an order is mainly about."""


def get_main_category(lines):
    """The category of products for which most was paid in these lines; of equal ones that of the first.

    :param lines: lines of sales orders or of tills
    :return: ``product.category``, may be empty
    """
    sums = {}
    for line in lines:
        category = line.product_id.categ_id
        if category:
            sums[category] = sums.get(category, 0) + line.price_subtotal
    return max(sums, key=sums.get) if sums else lines.product_id.categ_id
