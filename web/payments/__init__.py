"""Where payment gateways send their notices."""
