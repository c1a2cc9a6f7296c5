"""Campaigns 服务券活动: a stock of vouchers that enterprises grab while it lasts."""
