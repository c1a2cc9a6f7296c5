"""My vouchers 我的服务券: what an organisation has, where each voucher came from and where it went."""
