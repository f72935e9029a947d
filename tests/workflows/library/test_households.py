"""Household keys and ID numbers: one home however it is written, and numbers that can be."""

import pytest

from workflows.library.households import home_at, household_key
from workflows.library.id_numbers import is_id_number

HOME = "浙江 杭州 建设路12号2栋501室"


@pytest.mark.parametrize(
    "written",
    [
        "浙江省杭州市建设路12号2号楼501室", "浙江省杭州市余杭区建设路12号2栋501", "浙江杭州市建设路１２号２幢－501",
        "浙江省 杭州市,建设路 12号 2#501室", "浙江省杭州市建设路十二号二号楼五〇一室", "浙江省杭州市建设路12号02栋501房",
        "浙江省杭州市建设路12号2-501", "浙江省杭州市建设路12号2座5楼501", "中国浙江省杭州市建设路12号2号501室",
    ],
)  # fmt: skip
def test_widths_and_words_are_made_equal(written: str) -> None:
    assert household_key(written) == HOME


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("浙江省杭州市建设路12号2栋1-501", "浙江 杭州 建设路12号2栋1单元501室"),
        ("浙江省杭州市建设路12号2-1-501", "浙江 杭州 建设路12号2栋1单元501室"),
        ("浙江省杭州市阳光小区A座1801", "浙江 杭州 阳光小区A栋1801室"),
        ("浙江省宁波市余姚市泗门镇小路下村3组12号", "浙江 余姚 泗门镇小路下村3组12号"),
        ("浙江省余姚市泗门镇小路下村3组12号", "浙江 余姚 泗门镇小路下村3组12号"),
        ("上海市浦东新区张杨路123弄4号501", "上海 上海 张杨路123弄4号501室"),
        ("北京市市辖区朝阳区建国路8号3号楼1101", "北京 北京 建国路8号3栋1101室"),
        ("内蒙古自治区呼和浩特市新城区一路8号2栋3室", "内蒙古 呼和浩特 一路8号2栋3室"),
        ("云南省大理白族自治州大理市人民路3号", "云南 大理 人民路3号"),
        ("浙江省杭州市市心中路12-2号501室", "浙江 杭州 市心中路12-2号501室"),
    ],
)
def test_what_is_another_home_has_another_key(written: str, key: str) -> None:
    assert household_key(written) == key != HOME
    assert home_at(written).is_complete


@pytest.mark.parametrize(
    "written", ["", "杭州市建设路12号", "浙江省建设路12号", "浙江省杭州市", "浙江省杭州市12号", "2-501"]
)
def test_an_address_without_province_city_street_and_number_names_no_home(written: str) -> None:
    assert not home_at(written).is_complete


@pytest.mark.parametrize("number", ["330102198001010026", "11010519491231002X", " 110105 19491231 002x"])
def test_a_right_number_is_told_by_its_check_digit(number: str) -> None:
    assert is_id_number(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "X",
        "330102198001010027",
        "330102800101002",
        "33010219800230002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "1101051949123100²X",
    ],
)
def test_another_number_is_none(number: str) -> None:
    assert not is_id_number(number)
