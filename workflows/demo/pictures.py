"""Business licences of invented companies, plainly marked as samples, and posters of products; all drawn."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (900, 640)
POSTER_SIZE = (960, 600)
PAPER, INK, RED, PALE = "#fdfbf3", "#2b2b2b", "#b3261e", "#efe6d0"
CHINESE_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)


@cache
def _chinese_font() -> str | None:
    return next((path for path in CHINESE_FONTS if Path(path).is_file()), None)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = _chinese_font()
    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)


def licence(name: str, credit_code: str, legal_person: str, capital: int) -> bytes:
    """Return a JPEG of a sample licence; `capital` in 10,000 yuan.

    Where the machine has no Chinese font, the words are English.
    """
    chinese = _chinese_font() is not None
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((24, 24, SIZE[0] - 24, SIZE[1] - 24), outline=RED, width=6)
    draw.rectangle((38, 38, SIZE[0] - 38, SIZE[1] - 38), outline=PALE, width=4)
    title = "营 业 执 照" if chinese else "BUSINESS LICENCE"
    draw.text((SIZE[0] / 2, 110), title, font=_font(56), fill=RED, anchor="mm")
    lines = _lines(name, credit_code, legal_person, capital, chinese=chinese)
    for number, line in enumerate(lines):
        draw.text((90, 190 + 62 * number), line, font=_font(28), fill=INK)
    _seal(draw, chinese=chinese)
    sample = "演示样本" if chinese else "SAMPLE"
    draw.text((SIZE[0] / 2, SIZE[1] - 70), sample, font=_font(30), fill="#8a8a8a", anchor="mm")
    target = io.BytesIO()
    image.save(target, "JPEG", quality=82)
    return target.getvalue()


SLIP = ("电子回单（演示样本）", "TRANSFER SLIP (SAMPLE)")
CONTRACT = ("服务合同（演示样本）", "SERVICE CONTRACT (SAMPLE)")
INVITATION = ("活动通知（演示样本）", "INVITATION (SAMPLE)")


def sample_paper(lines: list[tuple[str, str, str]], title: tuple[str, str] = SLIP) -> bytes:
    """Return a PNG of a sample slip or contract; a line is a term in both languages, and what it says."""
    chinese = _chinese_font() is not None
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((24, 24, SIZE[0] - 24, SIZE[1] - 24), outline=INK, width=3)
    draw.text((SIZE[0] / 2, 90), title[0 if chinese else 1], font=_font(40), fill=INK, anchor="mm")
    for number, (zh, en, said) in enumerate(lines):
        term = zh if chinese else en
        draw.text((90, 170 + 62 * number), f"{term}  {said}", font=_font(28), fill=INK)
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def _lines(name: str, credit_code: str, legal_person: str, capital: int, *, chinese: bool) -> list[str]:
    if not chinese:
        return [f"Code  {credit_code}", f"Capital  {capital},0000 CNY"]
    return [
        f"统一社会信用代码  {credit_code}",
        f"名      称  {name}",
        f"法定代表人  {legal_person}",
        f"注册资本  {capital}万元整",
    ]


def _seal(draw: ImageDraw.ImageDraw, *, chinese: bool) -> None:
    x, y, radius = SIZE[0] - 190, SIZE[1] - 190, 90
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=RED, width=5)
    draw.regular_polygon((x, y - 12, 26), 5, fill=RED)
    draw.text((x, y + 46), "登记机关" if chinese else "REGISTRY", font=_font(22), fill=RED, anchor="mm")


def poster(name: str, hue: int) -> bytes:
    """Return a JPEG that stands for a product: its name on a colour of this hue (0 to 359)."""
    image = Image.new("RGB", POSTER_SIZE, f"hsl({hue}, 45%, 32%)")
    draw = ImageDraw.Draw(image)
    width, height = POSTER_SIZE
    draw.ellipse((width * 0.6, -height * 0.4, width * 1.3, height * 0.8), fill=f"hsl({hue}, 45%, 42%)")
    draw.ellipse((-width * 0.3, height * 0.6, width * 0.4, height * 1.5), fill=f"hsl({hue}, 45%, 26%)")
    shown = name if _chinese_font() is not None else "SAMPLE PRODUCT"
    draw.text((width / 2, height / 2), shown, font=_font(46), fill="#ffffff", anchor="mm")
    target = io.BytesIO()
    image.save(target, "JPEG", quality=80)
    return target.getvalue()


def portrait() -> bytes:
    """Return a JPEG in place of somebody's photo: head and shoulders, nobody in particular."""
    image = Image.new("RGB", (300, 400), PALE)
    draw = ImageDraw.Draw(image)
    draw.ellipse((90, 70, 210, 210), fill=INK)
    draw.pieslice((30, 230, 270, 570), 180, 360, fill=INK)
    target = io.BytesIO()
    image.save(target, "JPEG", quality=82)
    return target.getvalue()
