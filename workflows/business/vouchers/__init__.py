"""Vouchers 服务券: programmes with a budget, and what was granted of them to whom."""
