// match_names: parts of names, folding, the index and the alignment against their slow twins, look-alikes, addresses.
#include <gtest/gtest.h>

#include <cmath>

#include "matching/index/name_index.hpp"
#include "matching/index/rarity.hpp"
#include "matching/score/alignment.hpp"
#include "matching/text/fold.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/rng.hpp"
#include "sightline/methods/matching.hpp"

namespace sightline {
namespace {

using Texts = std::vector<std::string>;

NameTable table_of(const Texts& names) { return {std::vector<std::string_view>(names.begin(), names.end()), {}, {}}; }

// Companies of two cities: brand x trade x legal form, and names that people give them.
struct Town {
  Texts register_names, said;
  Town() {
    const Texts brands{"永和", "华泰", "金穗", "绿源", "宏达", "康乐", "鑫盛", "三和",
                       "玉泉", "北斗", "长丰", "顺发", "百味", "明珠", "天海", "双喜"};
    const Texts trades{"食品", "电缆", "化肥", "服装", "餐饮管理", "建材"};
    for (std::size_t b = 0; b < brands.size(); ++b)
      for (std::size_t t = 0; t < 3; ++t) {
        const std::string core = brands[b] + trades[(b + 2 * t) % trades.size()];
        register_names.push_back((b % 2 == 0 ? "阳泉市" : "太原市") + core + "有限公司");
        said.push_back(core);
      }
  }
};

TEST(MatchNames, FoldsWidthCaseTraditionalFormsAndBrackets) {
  std::u32string folded;
  matching::Folder::shared().fold("ＡＢＣ（臺灣）【華為】ﬁ　x", folded);
  EXPECT_EQ(matching::to_utf8(folded), "abc(台湾)(华为)fi x");
  matching::Folder::shared().fold("a\xFF\xE4\xB8z", folded);  // bytes of no character
  EXPECT_EQ(matching::to_utf8(folded), "az");
}

TEST(TakeApart, FindsRegionCoreLegalFormAndBranch) {
  const auto expect = [](const char* name, const char* region, const char* core, const char* legal,
                         const char* branch) {
    const NamePicture picture = take_apart(name);
    EXPECT_EQ(picture.region, region) << name;
    EXPECT_EQ(picture.core, core) << name;
    EXPECT_EQ(picture.legal, legal) << name;
    EXPECT_EQ(picture.branch, branch) << name;
  };
  expect("山西省阳泉市平定县永和食品有限责任公司", "山西/阳泉/平定县", "永和食品", "limited", "");
  expect("海底捞（北京）餐饮股份有限公司", "北京", "海底捞餐饮", "stock", "");
  expect("华泰商贸有限公司太原分公司", "", "华泰商贸", "limited", "太原");
  expect("美佳超市(万达店)", "", "美佳超市", "", "万达");
  expect("美佳超市第三分店", "", "美佳超市", "", "3");
  expect("大同市老王面馆（个体工商户）", "山西/大同", "老王面馆", "sole_trader", "");
  expect("北京饭店", "北京", "饭店", "", "");
  expect("Golden Dragon Foods Co., Ltd.", "", "golden dragon foods", "limited", "");
  expect("", "", "", "", "");
}

TEST(MatchNames, FindsTheEnterpriseFromBrandAndTrade) {
  const Town town;
  const Matches matches = match_names(table_of(town.said), table_of(town.register_names));
  for (std::size_t i = 0; i < town.said.size(); ++i) {
    ASSERT_FALSE(matches.of(i).empty());
    EXPECT_EQ(matches.of(i)[0].entry, i) << town.said[i];
    EXPECT_GT(matches.of(i)[0].probability, 0.5) << town.said[i];
  }
}

TEST(MatchNames, KeepsLookAlikesApart) {
  Town town;
  const std::size_t plain = town.said.size();
  for (std::size_t i = 0; i < plain; ++i) town.said[i] = town.register_names[i];
  town.said.push_back("大同市永和食品有限公司");            // another city
  town.said.push_back("阳泉市永和食品有限公司长治分公司");  // a branch of it
  town.said.push_back("阳泉市永利食品有限公司");            // one character apart
  const Matches matches = match_names(table_of(town.said), table_of(town.register_names));
  for (std::size_t i = 0; i < plain; ++i) EXPECT_GT(matches.of(i)[0].probability, 0.9) << town.said[i];
  for (std::size_t i = plain; i < town.said.size(); ++i) EXPECT_LT(matches.of(i)[0].probability, 0.5) << town.said[i];
}

TEST(MatchNames, SharesTheProbabilityAmongEqualEntriesUntilAnAddressDecides) {
  Town town;
  town.register_names.push_back("阳泉市永和食品有限公司");  // the first one's name once more
  Texts streets;
  for (std::size_t i = 0; i < town.register_names.size(); ++i)
    streets.push_back("城区桃北西街" + std::to_string(20 + i) + "号");
  std::vector<std::string_view> where(streets.begin(), streets.end()), said_where(town.said.size());
  where[0] = "城区漾泉大街12号";
  where.back() = "城区新华路3号";
  for (std::size_t i = 0; i < town.said.size(); ++i) said_where[i] = where[i];
  const NameTable names = table_of(town.said), entries = table_of(town.register_names);
  const auto blind = match_names(names, entries);
  ASSERT_GE(blind.of(0).size(), 2u);
  EXPECT_NEAR(blind.of(0)[0].probability, blind.of(0)[1].probability, 1e-12);
  EXPECT_LE(blind.of(0)[0].probability, 0.5);
  said_where[0] = "新华路 3 号";
  const auto seen = match_names({names.name, said_where, {}}, {entries.name, where, {}});
  EXPECT_EQ(seen.of(0)[0].entry, town.register_names.size() - 1);
  EXPECT_GT(seen.of(0)[0].probability, 0.9);
}

TEST(MatchNames, WeightsAddUpToTheLogOddsBetweenEntries) {
  const Town town;
  const Matches matches = match_names(table_of(town.said), table_of(town.register_names));
  for (std::size_t i = 0; i < town.said.size(); ++i) {
    const auto best = matches.of(i);
    double total = 0;
    for (const Match& match : best) total += match.probability;
    EXPECT_LE(total, 1 + 1e-9);
    if (best.size() < 2 || best[1].probability < 1e-12) continue;
    double first = 0, second = 0;
    for (std::size_t f = 0; f < match_fields; ++f)
      first += static_cast<double>(best[0].weight[f]), second += static_cast<double>(best[1].weight[f]);
    EXPECT_NEAR(first - second, std::log(best[0].probability / best[1].probability), 1e-3);
  }
}

TEST(MatchNames, GivesTheSameAtAnyThreadCountAndFromTheSlowIndex) {
  const Town town;
  MatchOptions one, four, slow;
  one.run.threads = 1;
  four.run.threads = 4;
  slow.exhaustive = true;
  const NameTable names = table_of(town.said), entries = table_of(town.register_names);
  const Matches a = match_names(names, entries, one), b = match_names(names, entries, four),
                c = match_names(names, entries, slow);
  ASSERT_EQ(a.match.size(), b.match.size());
  ASSERT_EQ(a.match.size(), c.match.size());
  EXPECT_EQ(a.begin, b.begin);
  for (std::size_t k = 0; k < a.match.size(); ++k)
    for (const Matches* other : {&b, &c}) {
      EXPECT_EQ(a.match[k].entry, other->match[k].entry);
      EXPECT_EQ(a.match[k].probability, other->match[k].probability);
    }
}

std::string random_text(Rng& rng) {
  static const Texts signs{"华", "泰",    "永",  "和",    "食",    "品", "电", "缆",
                           "店", "green", "tea", "green", "house", " ",  "12"};
  std::string text;
  for (std::uint64_t k = 1 + rng.below(7); k > 0; --k) text += signs[rng.below(signs.size())];
  return text;
}

TEST(MatchNames, FindsByTheIndexWhatAskingEveryEntryFinds) {
  Rng rng(5);
  Texts names, entries;
  for (int i = 0; i < 200; ++i) names.push_back(random_text(rng)), entries.push_back(random_text(rng));
  matching::NameList a = matching::parse_names(table_of(names), {}), b = matching::parse_names(table_of(entries), {});
  matching::measure_rarity(a, b, {});
  const matching::NameIndex index(b, {});
  matching::NameIndex::Scratch fast, slow;
  std::vector<Index> found, twin;
  for (std::size_t postings : {20u, 100u, 5'000u})
    for (std::size_t i = 0; i < names.size(); ++i) {
      index.find(a, i, 8, postings, fast, found);
      index.find_exhaustive(a, i, 8, postings, slow, twin);
      EXPECT_EQ(found, twin) << names[i];
    }
}

TEST(MatchNames, AlignsAsWellAsTryingEveryPairing) {
  Rng rng(6);
  Texts texts;
  for (int i = 0; i < 120; ++i) texts.push_back(random_text(rng));
  matching::NameList a = matching::parse_names(table_of(texts), {}), b = a;
  matching::measure_rarity(a, b, {});
  for (std::size_t i = 0; i < texts.size(); ++i)
    for (std::size_t j = 0; j < texts.size(); j += 7)
      EXPECT_NEAR(matching::best_in_order(a.core(i), b.core(j)), matching::best_shared(a.core(i), b.core(j)), 1e-4)
          << texts[i] << " | " << texts[j];
}

TEST(MatchNames, TakesListsThatAreEmptyOrSayNothing) {
  EXPECT_TRUE(match_names({}, {}).match.empty());
  EXPECT_TRUE(match_names(table_of({"华泰"}), {}).match.empty());
  EXPECT_TRUE(match_names({}, table_of({"华泰"})).match.empty());
  const std::string endless(100'000, 'x');
  const Matches matches =
      match_names(table_of({"", "()", endless, "\xFF\xFE", "华泰"}), table_of({"华泰", "", endless}));
  EXPECT_TRUE(matches.of(0).empty());
  EXPECT_FALSE(matches.of(4).empty());
}

TEST(MatchNames, RefusesColumnsAndOptionsThatDoNotFit) {
  NameTable crooked = table_of({"a", "b"});
  crooked.address = {"x"};
  EXPECT_THROW((void)match_names(crooked, {}), Error);
  MatchOptions options;
  options.best = 0;
  EXPECT_THROW((void)match_names({}, {}, options), Error);
  options.best = 30;  // more than are compared
  EXPECT_THROW((void)match_names({}, {}, options), Error);
}

TEST(EvidenceOf, NamesWhatSpeaksForAndAgainstLargestFirst) {
  Match match;
  match.weight[static_cast<std::size_t>(MatchField::branch)] = -4.5f;
  match.weight[static_cast<std::size_t>(MatchField::explained)] = 3.25f;
  EXPECT_EQ(evidence_of(match), "branch:-4.50;explained:+3.25");
}

}  // namespace
}  // namespace sightline
