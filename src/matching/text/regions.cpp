#include "matching/text/regions.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

namespace sightline::matching {
namespace {

struct Province {
  std::u32string_view name, short_form, cities;  // cities: separated by a space
};

// Provinces, their one-character names where these rarely start a brand, and their cities (2023).
constexpr std::array<Province, 34> provinces{{
    {U"北京", U"", U""},
    {U"天津", U"津", U""},
    {U"上海", U"沪", U""},
    {U"重庆", U"渝", U""},
    {U"河北", U"冀", U"石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 雄安"},
    {U"山西", U"晋", U"太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁"},
    {U"内蒙古", U"", U"呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安盟 锡林郭勒 阿拉善"},
    {U"辽宁", U"辽", U"沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳市 葫芦岛"},
    {U"吉林", U"", U"长春 四平 辽源 通化 白山市 松原 白城 延边"},
    {U"黑龙江", U"", U"哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭"},
    {U"江苏", U"苏", U"南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 张家港 常熟"},
    {U"浙江", U"浙", U"杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌"},
    {U"安徽", U"皖", U"合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城"},
    {U"福建", U"闽", U"福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江"},
    {U"江西", U"赣", U"南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶"},
    {U"山东", U"鲁", U"济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 莱芜 临沂 德州 聊城 滨州 菏泽"},
    {U"河南", U"豫",
     U"郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源"},
    {U"湖北", U"鄂", U"武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 天门 神农架"},
    {U"湖南", U"湘", U"长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西"},
    {U"广东", U"粤",
     U"广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮"},
    {U"广西", U"桂", U"南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左"},
    {U"海南", U"琼", U"海口 三亚 三沙 儋州"},
    {U"四川", U"",
     U"成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山"},
    {U"贵州", U"黔", U"贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南"},
    {U"云南", U"滇", U"昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆"},
    {U"西藏", U"", U"拉萨 日喀则 昌都 林芝 山南 那曲 阿里地区"},
    {U"陕西", U"陕", U"西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛"},
    {U"甘肃", U"", U"兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南"},
    {U"青海", U"", U"西宁 海东 海北 黄南 果洛 玉树 海西"},
    {U"宁夏", U"", U"银川 石嘴山 吴忠 固原 中卫"},
    {U"新疆", U"",
     U"乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 阿克苏 克孜勒苏 喀什 和田 伊犁 塔城 阿勒泰 石河子"},
    {U"台湾", U"", U"台北 高雄 台中 台南"},
    {U"香港", U"", U""},
    {U"澳门", U"", U""},
}};

struct Entry {
  std::uint16_t province = 0, city = 0;
};

struct Names {
  std::unordered_map<std::u32string_view, Entry> entry;
  std::vector<std::u32string_view> cities{U""};  // by number
  std::size_t longest = 0;

  Names() {
    for (std::size_t p = 0; p < provinces.size(); ++p) {
      const auto number = static_cast<std::uint16_t>(p + 1);
      add(provinces[p].name, {number, 0});
      for (std::u32string_view rest = provinces[p].cities; !rest.empty();) {
        const std::u32string_view city = rest.substr(0, rest.find(U' '));
        cities.push_back(city);
        add(city, {number, static_cast<std::uint16_t>(cities.size() - 1)});
        rest.remove_prefix(std::min(rest.size(), city.size() + 1));
      }
    }
  }
  void add(std::u32string_view name, Entry value) {
    entry.emplace(name, value);
    longest = std::max(longest, name.size());
  }
};

const Names& names() {
  static const Names all;
  return all;
}

constexpr std::array<std::u32string_view, 9> levels{
    U"维吾尔自治区", U"壮族自治区", U"回族自治区", U"特别行政区", U"自治区", U"自治州", U"地区", U"省", U"市"};

std::size_t level_length(std::u32string_view text) {
  for (const std::u32string_view level : levels)
    if (text.starts_with(level)) return level.size();
  return 0;
}

}  // namespace

Region region_at(std::u32string_view text, bool short_forms) {
  if (text.empty() || text[0] < 0x3400) return {};
  if (text.starts_with(U"中国")) return {.length = 2, .country = true};
  if (text.starts_with(U"内蒙") && !text.starts_with(U"内蒙古")) return {.province = 7, .length = 2};
  for (std::size_t length = std::min(names().longest, text.size()); length >= 2; --length) {
    const auto found = names().entry.find(text.substr(0, length));
    if (found == names().entry.end()) continue;
    return {.province = found->second.province,
            .city = found->second.city,
            .length = length + level_length(text.substr(length))};
  }
  if (short_forms)
    for (std::size_t p = 0; p < provinces.size(); ++p)
      if (!provinces[p].short_form.empty() && provinces[p].short_form[0] == text[0])
        return {.province = static_cast<std::uint16_t>(p + 1), .length = 1, .short_form = true};
  return {};
}

std::size_t county_at(std::u32string_view text, bool behind_region) {
  constexpr std::u32string_view words = U"超门都城股集夜菜社园小特片";
  for (std::size_t i = 1; i < std::min<std::size_t>(text.size(), 5); ++i) {
    const char32_t level = text[i];
    const bool town = level == U'镇' || level == U'乡', county = level == U'县' || level == U'区' || level == U'市';
    if (!town && !county) continue;
    const bool word = words.find(text[i - 1]) != std::u32string_view::npos && !(text[i - 1] == U'城' && level == U'区');
    const std::size_t least = behind_region && (level == U'县' || level == U'区') ? 2 : 3;
    return word || i + 1 < least || (town && !behind_region) ? 0 : i + 1;
  }
  return 0;
}

std::u32string_view region_name(std::uint16_t province, std::uint16_t city) {
  if (city != 0) return names().cities[city];
  return province != 0 ? provinces[province - 1u].name : std::u32string_view{};
}

}  // namespace sightline::matching
