#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "report/html/page.hpp"
#include "report/html/sections.hpp"
#include "report/tiny_results.hpp"
#include "sightline/base/error.hpp"

namespace sightline {
namespace {

Summary summary_with(std::vector<std::string> notes) {
  Summary summary;
  summary.notes = std::move(notes);
  summary.inputs = {{"evidence", "9f3c"}};
  return summary;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; at += part.size()) ++found;
  return found;
}

// Names of the elements that are open when the page ends; "" when every element is closed where it should be.
std::string unclosed(std::string_view page) {
  static const std::set<std::string> empty{"meta", "input", "br", "path", "circle", "!DOCTYPE"};
  std::vector<std::string> open;
  for (std::size_t at = 0; (at = page.find('<', at)) != std::string_view::npos;) {
    const std::size_t end = page.find('>', at);
    std::string name(page.substr(at + 1, page.find_first_of(" >/", at + 2) - at - 1));
    if (name.starts_with("/")) {
      if (open.empty() || open.back() != name.substr(1)) return "</" + name.substr(1) + "> at " + std::to_string(at);
      open.pop_back();
    } else if (!empty.contains(name)) {
      open.push_back(name);
    }
    at = end;
    if (name == "script" || name == "style") at = page.find("</" + name, end);
  }
  return open.empty() ? "" : open.back();
}

const std::vector<std::string>& attacks() {
  static const std::vector<std::string> texts{"</title><script>alert(1)</script>",
                                              "\"><img src=x onerror=alert(1)>",
                                              "' onmouseover='alert(1)",
                                              "<!--",
                                              "-->",
                                              "]]>",
                                              "</style><style>*{display:none}",
                                              "<svg/onload=alert(1)>",
                                              "&lt;script&gt;&#60;",
                                              "`${alert(1)}`",
                                              std::string("nul\0<b>", 7),
                                              "\xFF\xFE<b>",
                                              "\xC0\xBC script\xC0\xBE",
                                              "\xE2\x80\xAE<moc.live//:sptth",
                                              "{0}{1}",
                                              "\xED\xA0\x80<",
                                              "javascript:alert(1)",
                                              "<\xC2\x85script>"};
  return texts;
}

TEST(Escaped, LeavesNothingThatHtmlReadsAsMarkup) {
  for (const std::string& attack : attacks()) {
    const std::string safe = html::escaped(attack);
    EXPECT_EQ(safe.find_first_of(std::string("<>\"'`\0\n", 7)), std::string::npos) << attack;
    static const std::regex bare("&(?!(amp|lt|gt|quot|#39|#96);)");
    EXPECT_FALSE(std::regex_search(safe, bare)) << safe;
  }
}

TEST(Escaped, ShowsEveryBadByteAndKeepsEveryGoodCharacter) {
  EXPECT_EQ(html::escaped("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(html::escaped("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // half of a surrogate pair
  EXPECT_EQ(html::escaped("\xE2\x80\xAE"), "\xEF\xBF\xBD");                          // writes backwards
  EXPECT_EQ(html::escaped("\xE6\x9C"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // cut short
  EXPECT_EQ(html::escaped("轮胎 é 😀"), "轮胎 é 😀");
  EXPECT_EQ(html::escaped("a\tb\nc"), "a b c");
  EXPECT_EQ(html::escaped("R&D <1>"), "R&amp;D &lt;1&gt;");
}

// Every byte sequence of two bytes, and of one between two letters.
TEST(Escaped, SurvivesAllPairsOfBytes) {
  for (int a = 0; a < 256; ++a)
    for (int b = 0; b < 256; ++b) {
      const std::string safe = html::escaped(std::string{static_cast<char>(a), static_cast<char>(b)});
      EXPECT_EQ(html::escaped("x" + std::string(1, static_cast<char>(a)) + "y").front(), 'x');
      EXPECT_EQ(safe.find_first_of("<>\"'`"), std::string::npos) << a << " " << b;
      for (const char c : safe) EXPECT_FALSE(static_cast<unsigned char>(c) < 0x20) << a << " " << b;
    }
}

TEST(ToHtmlPlan, TakesNoTextOfTheDataForMarkup) {
  const std::string plain_page = to_html_plan(tiny::ledger(), tiny::risk(), tiny::plan(), summary_with({"x"}));
  for (const std::string& attack : attacks()) {
    auto pool = std::make_shared<StringPool>();
    Ledger ledger = tiny::ledger();
    ledger.enterprises.id = {pool->intern(attack), pool->intern("E2" + attack), pool->intern("E3" + attack)};
    ledger.enterprises.table = tiny::named_table(*pool, {attack, "n" + attack});
    ledger.categories.id = {pool->intern("c" + attack), pool->intern("d" + attack)};
    ledger.districts.id = {pool->intern("district" + attack)};
    ledger.name = attack;
    ledger.pool = pool;
    Risk risk = tiny::risk();
    for (std::string& term : risk.terms) term += attack;
    for (std::string& grade : risk.grades) grade += attack;
    Plan plan = tiny::plan();
    plan.policy_name = plan.commitment = attack;
    for (RuleUse& use : plan.rules) use.rule += attack, use.article += attack, use.unit += attack;
    for (LeftOut& left : plan.left_out) left.rule += attack, left.reason += attack;
    const std::string page = to_html_plan(ledger, risk, plan, summary_with({attack}));
    EXPECT_EQ(unclosed(page), "") << attack;
    for (const char* element : {"<script", "<style", "<img", "<svg", "<!--", "<b>"})
      EXPECT_EQ(count(page, element), count(plain_page, element)) << element << " from " << attack;
    static const std::regex handler("<[^>]* on[a-z]+=");
    EXPECT_FALSE(std::regex_search(page, handler)) << attack;
  }
}

TEST(ToHtmlPlan, LoadsNothing) {
  const std::string page = to_html_plan(tiny::ledger(), tiny::risk(), tiny::plan(), summary_with({}));
  static const std::regex loads("(src|href)=\"(?!#)|url\\(|@import|fetch\\(|XMLHttpRequest|https?:");
  EXPECT_FALSE(std::regex_search(page, loads));
  EXPECT_NE(page.find("default-src &#39;none&#39;"), std::string::npos);
  EXPECT_EQ(page.find(" style=\""), std::string::npos) << "the policy forbids styles in attributes";
}

// The digests were computed by `openssl dgst -sha256 -binary | base64` from a saved page; here, that they are those of the page.
TEST(ToHtmlPlan, AdmitsItsOwnScriptAndStyleByTheirHashes) {
  const std::string page = to_html_plan(tiny::ledger(), tiny::risk(), tiny::plan(), summary_with({}));
  static const std::regex hashes(
      "style-src &#39;sha256-([A-Za-z0-9+/]{43}=)&#39;; script-src &#39;sha256-([A-Za-z0-9+/]{43}=)&#39;");
  std::smatch found;
  ASSERT_TRUE(std::regex_search(page, found, hashes));
  EXPECT_NE(found[1], found[2]);
  EXPECT_NE(page.find(">" + std::string(html::script.text) + "</script>"), std::string::npos);
  EXPECT_NE(page.find("<style>" + std::string(html::style_sheet.text) + "</style>"), std::string::npos);
}

TEST(ToHtmlPlan, SaysEverythingInBothLanguages) {
  const std::string english = to_html_plan(tiny::ledger(), tiny::risk(), tiny::plan(), summary_with({}));
  EXPECT_EQ(count(english, "<i lang=\"en\">"), count(english, "<i lang=\"zh\">"));
  EXPECT_GT(count(english, "<i lang=\"zh\">"), 60u);
  const std::string chinese =
      to_html_plan(tiny::ledger(), tiny::risk(), tiny::plan(), summary_with({}), Language::chinese);
  EXPECT_TRUE(english.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  EXPECT_TRUE(chinese.starts_with("<!DOCTYPE html>\n<html lang=\"zh\">"));
  // Letters outside of tags, words of the catalogue, data, style and script: none that only one language has.
  std::string rest = english.substr(english.find("<body>"), english.find("<script>") - english.find("<body>"));
  rest = std::regex_replace(rest, std::regex("<details>.*</details>"), "");
  rest = std::regex_replace(rest, std::regex("<i lang=\"en\">[^<]*</i><i lang=\"zh\">[^<]*</i>"), "");
  rest = std::regex_replace(
      rest, std::regex("<t[dh][^>]*>[^<]*|<small>[^<]*|<br>[^<]*|<code>[^<]*|<summary>[^<]*|<option[^>]*>[^<]*"), "");
  rest = std::regex_replace(rest, std::regex("<[^>]*>"), "");
  for (const char* data : {"中文", "English", "tiny", "2021"})
    for (std::size_t at; (at = rest.find(data)) != std::string::npos;) rest.erase(at, std::string(data).size());
  EXPECT_FALSE(std::regex_search(rest, std::regex("[A-Za-z]{3,}"))) << rest;
}

TEST(ToHtmlPlan, ShowsThatDataAreSynthetic) {
  Ledger ledger = tiny::ledger();
  const std::string page = to_html_plan(ledger, tiny::risk(), tiny::plan(), summary_with({}));
  EXPECT_EQ(count(page, "<section"), count(page, "<h2"));
  EXPECT_EQ(count(page, "<span class=\"synthetic\">"), count(page, "<section"));
  ledger.synthetic = false;
  EXPECT_EQ(count(to_html_plan(ledger, tiny::risk(), tiny::plan(), summary_with({})), "class=\"synthetic\""), 0u);
}

TEST(ToHtmlPlan, PrintsTheNumbersOfThePlan) {
  Plan plan = tiny::plan();
  plan.expected_nonconforming = 37.1496, plan.expected_lower = 15.8, plan.expected_upper = 65.9;
  plan.expected_rate = 0.08824;
  const std::string page = to_html_plan(tiny::ledger(), tiny::risk(), plan, summary_with({}));
  for (const char* number : {"607,000.00 yuan", "606,420.01 yuan planned", "37.1", "90% interval 16 to 66", "8.8%",
                             "1.0%", "1,600.50", "past failure +1.23", "one more 10,000 yuan adds 1.25",
                             "tested conforming within six months", "100.0%", "19.5% (9.8%–39.1%)", "2.25"})
    EXPECT_NE(page.find(number), std::string::npos) << number;
  EXPECT_LT(page.find("E2</small>"), page.find("E1</small>")) << "the line of larger gain comes first";
}

TEST(ToHtmlPlan, NamesTheConflictWhenThereIsNoPlan) {
  Plan plan;
  plan.outcome = PlanOutcome::infeasible;
  plan.conflicts = {"budget", "look-back"};
  plan.repair = "raise the budget";
  const std::string page = to_html_plan(tiny::ledger(), tiny::risk(), plan, summary_with({}));
  EXPECT_NE(page.find("<li>look-back</li>"), std::string::npos);
  EXPECT_NE(page.find("raise the budget"), std::string::npos);
  EXPECT_EQ(page.find("class=\"cards\""), std::string::npos);
  EXPECT_EQ(unclosed(page), "");
}

TEST(ToHtmlPlan, DrawsAMapOnlyWhereThereAreCoordinates) {
  Ledger ledger = tiny::ledger();
  const auto page_of = [&] { return to_html_plan(ledger, tiny::risk(), tiny::plan(), summary_with({})); };
  EXPECT_EQ(page_of().find("class=\"map\""), std::string::npos);
  const float unknown = std::numeric_limits<float>::quiet_NaN();
  ledger.x = {0, unknown, 5000}, ledger.y = {0, unknown, 2500};  // E2 is unknown; E3 has no line
  const std::string page = page_of();
  EXPECT_NE(page.find("class=\"map\""), std::string::npos);
  EXPECT_NE(page.find("d=\"M24 24h0\""), std::string::npos);
  EXPECT_NE(page.find("1 enterprises of the plan have no coordinates."), std::string::npos);
}

TEST(ToHtmlPlan, CutsTheTableAndSaysSo) {
  Plan plan = tiny::plan();
  for (int i = 0; i < 4'500; ++i) {
    plan.lines.candidate.push_back(1), plan.lines.lab.push_back(no_id), plan.lines.stream.push_back(Stream::random);
    plan.lines.batches.push_back(1), plan.lines.inclusion_probability.push_back(0.5);
    plan.lines.expected_nonconforming.push_back(0.001), plan.lines.gain.push_back(0.001);
    plan.lines.cost.push_back(Money::yuan(800));
  }
  const std::string page = to_html_plan(tiny::ledger(), tiny::risk(), plan, summary_with({}));
  EXPECT_EQ(count(page, "<details><summary>"), 4'000u);
  EXPECT_NE(page.find("The page holds the 4,000 lines that add most; all 4,502 are in plan.csv."), std::string::npos);
}

TEST(ToHtmlPlan, RefusesAPlanOfAnotherFrame) {
  Plan plan = tiny::plan();
  plan.frame_fingerprint = 1;
  EXPECT_THROW((void)to_html_plan(tiny::ledger(), tiny::risk(), plan, summary_with({})), Error);
}

}  // namespace
}  // namespace sightline
