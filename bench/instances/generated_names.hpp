// generated_names.hpp: registers of company names and what free text makes of them, for timing; no data of anyone.
#pragma once

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "sightline/base/rng.hpp"
#include "sightline/methods/matching.hpp"

namespace sightline::bench {

struct GeneratedNames {
  std::vector<std::string> names, entries;
  std::vector<std::uint32_t> meant;  // per name: its entry
  [[nodiscard]] static NameTable table(const std::vector<std::string>& texts) {
    return {std::vector<std::string_view>(texts.begin(), texts.end()), {}, {}};
  }
};

class NameGenerator {
 public:
  explicit NameGenerator(std::uint64_t seed) : rng_(seed) {}

  // Two to four ideographs, few of them common and most rare.
  std::string brand() {
    std::string text;
    for (std::uint64_t k = 2 + rng_.below(10) / 6 + rng_.below(10) / 9; k > 0; --k) {
      const double u = rng_.uniform();
      append(0x4E00 + static_cast<char32_t>(1'500 * u * u * u) * 13, text);
    }
    return text;
  }
  std::string entry() {
    const std::string trade = one_of(trades_) + (rng_.below(2) == 0 ? one_of(trades_) : "");
    const std::string place = rng_.below(4) == 0 ? "" : one_of(cities_);
    return place + brand() + trade + one_of(forms_);
  }
  // Full, without its form, without its city, or brand and a piece of the trade.
  std::string said(const std::string& entry) {
    std::string text = entry;
    if (rng_.below(4) != 0)
      for (const std::string& form : forms_)
        if (text.size() > form.size() + 6 && text.ends_with(form)) text.resize(text.size() - form.size());
    if (rng_.below(2) == 0)
      for (const std::string& city : cities_)
        if (text.starts_with(city)) text.erase(0, city.size());
    if (rng_.below(4) == 0 && text.size() > 15) text.resize(text.size() - 6);
    return text;
  }

 private:
  template <class List>
  std::string one_of(const List& list) {
    return list[rng_.below(list.size())];
  }
  static void append(char32_t c, std::string& text) {
    text += static_cast<char>(0xE0 | (c >> 12));
    text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (c & 0x3F));
  }
  Rng rng_;
  const std::vector<std::string> cities_{"北京市", "上海", "深圳市", "太原", "阳泉市",
                                         "广州",   "成都", "武汉市", "长沙", "青岛"};
  const std::vector<std::string> trades_{"食品", "商贸", "科技", "建材",   "餐饮", "电缆",
                                         "化肥", "服装", "超市", "加油站", "涂料", "农资"};
  const std::vector<std::string> forms_{"有限责任公司", "股份有限公司", "有限公司", "经营部", "商行"};
};

inline GeneratedNames generate_names(std::size_t names, std::size_t entries, std::uint64_t seed) {
  NameGenerator generator(seed);
  GeneratedNames made;
  for (std::size_t i = 0; i < entries; ++i) made.entries.push_back(generator.entry());
  Rng pick(seed, 1);
  for (std::size_t i = 0; i < names; ++i) {
    made.meant.push_back(static_cast<std::uint32_t>(pick.below(entries)));
    made.names.push_back(generator.said(made.entries[made.meant.back()]));
  }
  return made;
}

}  // namespace sightline::bench
