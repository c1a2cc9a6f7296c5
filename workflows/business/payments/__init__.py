"""Payments through a gateway 支付通道: orders, signed notices, and the money that follows from them."""
