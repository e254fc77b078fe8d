from . import (
    check_in,
    claims,
    home,
    home_messages,
    home_points,
    home_portal,
    home_rewards,
    join,
    link,
    member_page,
    referral,
    shop,
)
