"""What experts know: fields and industries, one list of words for their form, the directory and panels."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.ground.messages import Locale

Words = Mapping[str, tuple[str, str]]

FIELDS: Words = {
    "research": ("研发设计", "Research and design"),
    "production": ("生产制造", "Production"),
    "management": ("经营管理", "Business management"),
    "supply_chain": ("供应链协同", "Supply chain"),
    "marketing": ("市场营销", "Marketing"),
    "operations": ("运维服务", "Operation and maintenance"),
    "quality": ("质量检测", "Quality and testing"),
    "energy": ("节能环保", "Energy and environment"),
    "safety": ("安全生产", "Work safety"),
    "security": ("网络与数据安全", "Network and data security"),
    "data": ("数据与人工智能", "Data and artificial intelligence"),
    "platform": ("工业互联网平台", "Industrial internet platforms"),
    "finance": ("财税与融资", "Finance and taxes"),
    "consulting": ("咨询与培训", "Consulting and training"),
}

INDUSTRIES: Words = {
    "food": ("食品制造业", "Food"),
    "textile": ("纺织服装业", "Textile and garment"),
    "wood": ("木材家具业", "Wood and furniture"),
    "paper": ("造纸印刷业", "Paper and printing"),
    "chemical": ("化学原料和化学制品业", "Chemicals"),
    "pharma": ("医药制造业", "Pharmaceuticals"),
    "rubber": ("橡胶塑料业", "Rubber and plastics"),
    "minerals": ("非金属矿物制品业", "Non-metallic minerals"),
    "metals": ("金属冶炼加工业", "Metals"),
    "metalware": ("金属制品业", "Metal products"),
    "general": ("通用设备制造业", "General machinery"),
    "special": ("专用设备制造业", "Special machinery"),
    "vehicle": ("汽车及交通装备业", "Vehicles"),
    "electrical": ("电气机械和器材业", "Electrical machinery"),
    "electronics": ("计算机通信电子业", "Computers and electronics"),
    "instruments": ("仪器仪表业", "Instruments"),
    "utilities": ("电力热力燃气水", "Electricity, heat, gas, water"),
    "construction": ("建筑业", "Construction"),
    "logistics": ("交通运输仓储", "Transport and storage"),
    "software": ("软件和信息技术服务业", "Software and IT services"),
    "research": ("科学研究和技术服务业", "Research and technical services"),
    "other": ("其他", "Other"),
}
"""The values that the forms of enterprises and providers use for industries."""


def word(words: Words, value: str, locale: Locale) -> str:
    """Return the name of a value, or the value of an older version that nobody names any more."""
    zh, en = words.get(value, (value, value))
    return zh if locale == "zh-CN" else en
