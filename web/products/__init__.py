"""An organisation's own products 我的产品."""
