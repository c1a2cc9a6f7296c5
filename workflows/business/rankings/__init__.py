"""Activity rankings 活跃度排名 of providers and consultants, and activities 活动备案 that count in them."""
