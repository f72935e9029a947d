"""Households (N30): one key for one home, however its address is written.

The key is province, city, street, number, building and room of the address on the ID card, with widths and the words
号 栋 单元 室 made equal: 浙江省杭州市建设路12号2号楼501室 and 浙江杭州市建设路12号2栋-501 are one home. Districts are
left out, as they are on many cards; a county, and a city that belongs to another, are its city.
"""

import re
import unicodedata
from dataclasses import dataclass

_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
_PROVINCES = (
    *_MUNICIPALITIES, "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西",
    "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海",
    "宁夏", "新疆", "香港", "澳门", "台湾",
)  # fmt: skip
_PROVINCE = re.compile(
    f"(?:中国|中华人民共和国)?({'|'.join(_PROVINCES)})(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?"
)
_CITY = re.compile(
    r"(?:[^市县区路街\d]{1,9}?(?:自治州|地区|盟|市))?(?:[^市县区路街镇乡\d]{2,7}?(?:市|自治县|县|旗))?(?:市辖区)?"
)
_NAMED = re.compile(r"(?!市辖区).+?(?:自治州|自治县|地区|市|县|盟|旗)")
_DISTRICT = re.compile(r"[^区路街镇乡村\d]{1,8}(?<![小社园])区(?=.)")

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百]+(?=号|栋|幢|座|单元|弄|室|[楼层](?=[\d零〇一二三四五六七八九]))")

_EQUAL = (
    (r"#", "号"),
    (r"号[楼栋幢座]|[栋幢座]", "栋"),
    (r"(?<=号)(\d+)号(?=\d)", r"\1栋"),
    (r"(?<=\d)门(?=\d)", "单元"),
    (r"(\d+)[楼层](?=\1\d\d(?!\d))", ""),
    (r"(?<=[号栋元])-", ""),
    (r"(?<=栋)(\d+)-(\d+)室?$", r"\1单元\2室"),
    (r"(?<!\d)(\d+)-(\d+)-(\d{3,4})室?$", r"\1栋\2单元\3室"),
    (r"(?<!\d)(\d+)-(\d{3,4})室?$", r"\1栋\2室"),
    (r"(?<=\d)(?:号?房间?|户|号室)$", "室"),
    (r"(?<=[栋元])(\d+)号?$", r"\1室"),
    (r"(?<=号)(\d+)$", r"\1室"),
    (r"(?<!\d)0+(?=\d)", ""),
)  # fmt: skip
"""What is written in many ways, and the way it has in a key; applied in this order."""
_RULES = tuple((re.compile(pattern), written) for pattern, written in _EQUAL)


@dataclass(frozen=True, slots=True)
class Home:
    """An address taken apart. place: street, number, building, unit and room, made equal; "" for what is not named."""

    province: str
    city: str
    place: str

    @property
    def key(self) -> str:
        return " ".join((self.province, self.city, self.place))

    @property
    def is_complete(self) -> bool:
        """Whether it names a province, a city, a street or village, and a number in it."""
        return bool(self.province and self.city and not self.place[:1].isdigit() and re.search(r"\d", self.place))


def home_at(address: str) -> Home:
    """Return the home an address names."""
    rest = _plain(address)
    province = ""
    if found := _PROVINCE.match(rest):
        province, rest = found[1], rest[found.end() :]
    city = province if province in _MUNICIPALITIES else ""
    if found := _CITY.match(rest):
        city, rest = next(reversed(_NAMED.findall(found[0])), city), rest[found.end() :]
    if district := _DISTRICT.match(rest):
        rest = rest[district.end() :]
    for pattern, written in _RULES:
        rest = pattern.sub(written, rest)
    return Home(province, city.removesuffix("市"), rest)


def household_key(address: str) -> str:
    """Return the key of the household that lives at an address."""
    return home_at(address).key


def _plain(address: str) -> str:
    """The address in one width, without spaces and signs, its numbers in digits."""
    text = unicodedata.normalize("NFKC", address).upper().translate({ord(sign): "-" for sign in "—–－\u2010~之"})
    text = "".join(sign for sign in text if sign.isalnum() or sign in "-#")
    return _NUMERAL.sub(lambda found: _number(found[0]), text)


def _number(numeral: str) -> str:
    """Return a numeral in digits: 十二 is 12, 五〇一 is 501."""
    if not set(numeral) & set("十百"):
        return "".join(str(_DIGITS[sign]) for sign in numeral)
    value, last = 0, 0
    for sign in numeral:
        if sign in "十百":
            value += (last or 1) * (10 if sign == "十" else 100)
            last = 0
        else:
            last = _DIGITS[sign]
    return str(value + last)
