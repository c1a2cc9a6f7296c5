"""Sub-accounts 子账号: accounts that an organisation makes for its people, each with menus of its own."""
