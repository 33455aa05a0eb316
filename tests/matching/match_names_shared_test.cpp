// match_names on public lists: short and full names of companies, two restaurant guides, look-alikes made from the former.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "sightline/base/rng.hpp"
#include "sightline/methods/matching.hpp"

namespace sightline {
namespace {
namespace fs = std::filesystem;

using Texts = std::vector<std::string>;

fs::path folder() {
  const char* set = std::getenv("SIGHTLINE_SHARED_DATA");  // NOLINT(concurrency-mt-unsafe): one thread
  return (set != nullptr ? fs::path(set) : fs::path(SIGHTLINE_SOURCE_DIR) / "../shared/data") / "matching";
}

// The columns of a plain CSV file without line ends inside fields.
std::vector<Texts> columns(const char* file, std::size_t count) {
  std::vector<Texts> out(count);
  std::ifstream in(folder() / file);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    Texts cells(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"')
        quoted = !quoted;
      else if (c == ',' && !quoted)
        cells.emplace_back();
      else
        cells.back() += c;
    }
    for (std::size_t k = 0; k < count; ++k) out[k].push_back(k < cells.size() ? cells[k] : "");
  }
  return out;
}

std::vector<std::string_view> views(const Texts& texts) { return {texts.begin(), texts.end()}; }

struct Claim {
  double probability;
  bool right;
};
struct Curve {
  double best_f1 = 0, precision_at_recall_85 = 0;
};
Curve curve_of(std::vector<Claim> claims, std::size_t meant) {
  std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) { return a.probability > b.probability; });
  Curve curve;
  double right = 0;
  for (std::size_t k = 0; k < claims.size(); ++k) {
    right += claims[k].right ? 1 : 0;
    if (k + 1 < claims.size() && claims[k + 1].probability == claims[k].probability) continue;
    const double precision = right / static_cast<double>(k + 1), recall = right / static_cast<double>(meant);
    curve.best_f1 = std::max(curve.best_f1, right == 0 ? 0 : 2 * precision * recall / (precision + recall));
    if (recall >= 0.85) curve.precision_at_recall_85 = std::max(curve.precision_at_recall_85, precision);
  }
  return curve;
}

TEST(MatchNames, FindsFullCompanyNamesFromShortOnes) {
  if (!fs::exists(folder())) GTEST_SKIP() << "the folder matching is not there; set SIGHTLINE_SHARED_DATA";
  const std::vector<Texts> lists = columns("listed_companies.csv", 2);
  const Matches matches = match_names({views(lists[0]), {}, {}}, {views(lists[1]), {}, {}});
  double first = 0, among_five = 0;
  for (std::size_t i = 0; i < lists[0].size(); ++i) {
    const auto best = matches.of(i);
    first += !best.empty() && best[0].entry == i ? 1 : 0;
    among_five += std::any_of(best.begin(), best.end(), [&](const Match& match) { return match.entry == i; }) ? 1 : 0;
  }
  const auto all = static_cast<double>(lists[0].size());
  RecordProperty("top1", std::to_string(first / all));
  RecordProperty("top5", std::to_string(among_five / all));
  EXPECT_GE(first / all, 0.95);
  EXPECT_GE(among_five / all, 0.985);
}

TEST(MatchNames, JoinsTwoRestaurantGuidesByNameAndAddress) {
  if (!fs::exists(folder())) GTEST_SKIP() << "the folder matching is not there; set SIGHTLINE_SHARED_DATA";
  const std::vector<Texts> fodors = columns("fodors.csv", 3), zagats = columns("zagats.csv", 3),
                           pairs = columns("matches.csv", 2);
  std::set<std::pair<std::string, std::string>> same;
  for (std::size_t i = 0; i < pairs[0].size(); ++i) same.emplace(pairs[0][i], pairs[1][i]);
  const Matches matches =
      match_names({views(fodors[1]), views(fodors[2]), {}}, {views(zagats[1]), views(zagats[2]), {}});
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < fodors[0].size(); ++i)
    for (const Match& match : matches.of(i))
      claims.push_back({match.probability, same.contains({fodors[0][i], zagats[0][match.entry]})});
  EXPECT_GE(curve_of(claims, same.size()).best_f1, 0.97);
}

// Half of the names are said with their form, city or brackets changed; the others are look-alikes of entries, not
// listed themselves: another city, a branch, one character of the brand.
TEST(MatchNames, KeepsLookAlikesOfCompaniesApart) {
  if (!fs::exists(folder())) GTEST_SKIP() << "the folder matching is not there; set SIGHTLINE_SHARED_DATA";
  const Texts full = columns("listed_companies.csv", 2)[1];
  const Texts cities{"北京", "上海", "深圳", "广州", "成都", "武汉", "西安", "杭州", "南京", "重庆"};
  const Texts forms{"股份有限公司", "有限责任公司", "有限公司"};
  Rng rng(11);
  Texts said, entries(full.begin(), full.begin() + 4'000);
  const std::set<std::string> listed(entries.begin(), entries.end());
  std::map<std::size_t, std::size_t> meant;  // name said -> entry
  for (std::size_t i = 0; i < 3'000; ++i) {
    std::string name = entries[i];
    std::size_t city = 0;
    while (city < cities.size() && !name.starts_with(cities[city])) ++city;
    const std::size_t brand = city < cities.size() ? cities[city].size() : 0;
    if (i % 2 == 0) {
      if (i % 4 == 0)
        for (const std::string& form : forms)
          if (name.ends_with(form) && name.size() > form.size() + 6) name.resize(name.size() - form.size());
      if (i % 6 == 0) name.erase(0, brand);
    } else if (i % 3 == 0 && city < cities.size()) {
      name.replace(0, brand, cities[(city + 1 + rng.below(cities.size() - 1)) % cities.size()]);
    } else if (i % 3 == 1) {
      name += cities[rng.below(cities.size())] + "分公司";
    } else {
      const std::string& other = entries[rng.below(entries.size())];
      if (static_cast<unsigned char>(name[brand]) < 0xE4 || static_cast<unsigned char>(other[0]) < 0xE4) continue;
      if (name.size() < brand + 6 || other.size() < 6) continue;
      const bool second = rng.below(2) == 1 && static_cast<unsigned char>(name[brand + 3]) >= 0xE4 &&
                          static_cast<unsigned char>(other[3]) >= 0xE4;
      name.replace(brand + (second ? 3 : 0), 3, other.substr(second ? 3 : 0, 3));
    }
    if (i % 2 == 1 && listed.contains(name)) continue;
    said.push_back(name);
    if (i % 2 == 0) meant[said.size() - 1] = i;
  }
  const Matches matches = match_names({views(said), {}, {}}, {views(entries), {}, {}});
  std::vector<Claim> claims;
  for (std::size_t k = 0; k < said.size(); ++k) {
    if (const auto best = matches.of(k); !best.empty())
      claims.push_back({best[0].probability, meant.contains(k) && entries[best[0].entry] == entries[meant[k]]});
  }
  EXPECT_GE(curve_of(claims, meant.size()).precision_at_recall_85, 0.95);
}

}  // namespace
}  // namespace sightline
