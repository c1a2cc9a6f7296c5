"""Products for the benchmark of the catalogue: made up, in Chinese, always the same ones."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from psycopg import sql

from workflows.bootstrap import Platform
from workflows.business.catalogue import publication, taxonomy
from workflows.business.catalogue.publication import ProductOnSale
from workflows.business.catalogue.values import PRODUCT_KINDS
from workflows.ground import fulltext
from workflows.ground.work import Work

PROVIDERS_EACH = 25
CITIES = ("430100", "430200", "430300", "430400", "430600", "430700", "430900", "431000")
TRADES = ("科技", "软件", "检测", "咨询", "装备", "节能", "物流", "知识产权")
THEMES = (
    "智能", "生产", "能耗", "质量", "供应链", "仓储", "设备", "财务", "安全", "环保", "研发", "订单", "工艺",
    "数据",
    "云边协同",
)  # fmt: skip
THINGS = (
    "管理系统",
    "监测系统",
    "执行系统",
    "追溯平台",
    "协同平台",
    "诊断服务",
    "咨询服务",
    "优化方案",
    "控制系统",
    "培训课程",
)
WHAT = (
    "扫码报工", "工序排产", "在制品跟踪", "看板", "电子围栏", "备件", "点检", "保养", "计量", "校准", "抽样",
    "合格率", "退换货", "对账", "开票", "报销", "预算", "成本核算", "银企直连", "审批流", "合同", "招投标",
    "询价", "比价", "收货", "入库", "盘点", "批次", "效期", "温湿度", "冷链", "路径优化", "装车", "轨迹",
    "签收", "客诉", "满意度", "回访", "线索", "商机", "报价单", "渠道", "返利", "会员", "积分", "培训",
    "考试", "证书", "排班", "考勤", "绩效", "薪酬", "图纸", "版本", "变更", "仿真", "试制", "配方",
    "物料清单", "工艺路线", "作业指导书", "首件", "巡检", "隐患", "整改", "应急预案", "碳核算", "排放",
    "危废", "用水", "用电", "峰谷", "光伏", "储能", "空压机", "锅炉", "余热",
)  # fmt: skip
HOW = (
    "支持",
    "自动生成",
    "实时采集",
    "一键导出",
    "统一管理",
    "可视化展示",
    "按权限查看",
    "预警",
    "追踪",
    "分析",
    "对接",
    "核对",
)
TAGS = tuple(f"{theme}{end}" for theme in THEMES for end in ("上云", "降本", "提效", "示范", "改造"))
ENGLISH = ("Cloud", "MES", "ERP", "IoT", "Twin")
COLUMNS = (
    "product_id", "number", "organisation_id", "kind", "name", "summary", "tags", "facets", "price_from",
    "price_to", "delivery_days", "featured", "listed_at", "picture_id", "words",
    "name_words",
)  # fmt: skip


def fill(platform: Platform, products: int) -> None:
    """Put so many products of a twenty-fifth as many providers on sale."""
    chance = random.Random(20261124)
    with platform.begin() as work:
        providers = _providers(work, chance, max(8, products // PROVIDERS_EACH))
        entries = list(_entries(work, chance, providers, products))
        regions = {organisation: region for organisation, _name, region in providers}
        names = {organisation: name for organisation, name, _region in providers}
        _copy(work, "shelf_products", COLUMNS, (_row(one, regions, names) for one in entries))
        rows = ((one.product_id, json.dumps(dict(one.data))) for one in entries)
        _copy(work, "shelf_pages", ("product_id", "data"), rows)
        publication.count_again(work)
    with platform.database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _providers(work: Work, chance: random.Random, number: int) -> list[tuple[str, str, str]]:
    providers = [
        (
            f"provider-{n:06d}",
            f"{chance.choice(THEMES)}{n}{chance.choice(TRADES)}有限公司",
            chance.choice(CITIES),
        )
        for n in range(number)
    ]
    columns = (
        "id", "kind", "name", "region_code", "certification", "provider_type", "association_member",
        "profile", "certified_at", "created_at", "updated_at",
    )  # fmt: skip
    industries = list(taxonomy.names("industries", "en"))
    rows = (
        (
            organisation, "provider", name, region, "certified", chance.choice(("saas", "social")), False,
            json.dumps(
                {
                    "introduction": f"{name}为中小企业提供服务。" * 8,
                    "service_industries": chance.sample(industries, 3),
                    "typical_cases": "为制造企业实施数字化改造。" * 40,
                }
            ),
            work.now, work.now, work.now,
        )
        for organisation, name, region in providers
    )  # fmt: skip
    _copy(work, "organisations", columns, rows)
    return providers


def _entries(
    work: Work, chance: random.Random, providers: Sequence[tuple[str, str, str]], number: int
) -> Iterator[ProductOnSale]:
    categories, industries = (list(taxonomy.names(sort, "en")) for sort in ("categories", "industries"))
    catalogues = list(taxonomy.names("catalogues", "en"))
    for n in range(number):
        theme, other, thing = chance.choice(THEMES), chance.choice(THEMES), chance.choice(THINGS)
        name = f"{theme}{other}{thing} {chance.choice(ENGLISH)} {n % 97}"
        price = None if chance.random() < 0.2 else Decimal(chance.randint(1, 400) * 500)
        description = _description(
            chance, f"面向{chance.choice(THEMES)}场景的{thing}，覆盖{theme}与{other}环节。"
        )
        yield ProductOnSale(
            product_id=f"product-{n:08d}",
            number=f"CP-2026-{n:06d}",
            organisation_id=chance.choice(providers)[0],
            kind=chance.choice(PRODUCT_KINDS),
            name=name,
            listed_at=work.now - timedelta(minutes=7 * (n * 7919 % number)),
            summary=f"为企业提供{theme}{thing}，帮助降低成本。",
            catalogue=chance.choice(catalogues),
            categories=tuple(chance.sample(categories, chance.randint(1, 5))),
            industries=tuple(chance.sample(industries, chance.randint(1, 3))),
            tags=tuple(chance.sample(TAGS, chance.randint(0, 4))),
            price_from=price,
            price_to=price and price * 2,
            delivery_days=chance.randint(1, 90),
            featured=n % 50 == 0,
            data={
                "name": name,
                "description": description,
                "service_support": description,
                "highlights": [{"title": f"{theme}提效", "text": description[:90]}] * 4,
                "cases": [{"customer": f"客户{n}", "sale": "86.50", "effect": description[:200]}] * 3,
            },
            found_by=(description,),
        )


def _description(chance: random.Random, beginning: str) -> str:
    """Return some four hundred characters about five subjects, as people write them."""
    sentences = (
        f"{chance.choice(HOW)}{subject}，{chance.choice(HOW)}{subject}相关的数据与单据，"
        f"与现有业务{chance.choice(HOW)}，无需改变使用习惯，按实际用量计费，随时扩展。"
        for subject in chance.sample(WHAT, 5)
    )
    return beginning + "".join(sentences)


def _row(entry: ProductOnSale, regions: dict[str, str], names: dict[str, str]) -> tuple[Any, ...]:
    facets = publication.facets_of(entry, regions[entry.organisation_id])
    texts = (
        entry.name,
        entry.number,
        names[entry.organisation_id],
        *entry.tags,
        entry.summary,
        *entry.found_by,
    )
    return (
        entry.product_id, entry.number, entry.organisation_id, entry.kind, entry.name, entry.summary,
        list(entry.tags), list(facets), entry.price_from, entry.price_to, entry.delivery_days, entry.featured,
        entry.listed_at, None, _document(texts), _document((entry.name,)),
    )  # fmt: skip


def _document(texts: Iterable[str]) -> str:
    return " ".join(f"'{token}'" for token in fulltext.tokens(*texts))


def _copy(work: Work, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    driver: Any = work.session.connection().connection.driver_connection
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), named)
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
