"""The public catalogue of products 产品目录."""
