"""Volume of trade 成交额 of providers and products: orders completed and deals on file."""
