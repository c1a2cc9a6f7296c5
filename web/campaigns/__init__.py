"""Campaigns 服务券活动 for everybody to see, and for enterprises to grab a voucher."""
