// The page in a real browser, where there is one: Debian's chromium, without network. Skipped, saying so, where there is none.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "report/tiny_results.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {
namespace fs = std::filesystem;

class HtmlInBrowser : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("command -v chromium > /dev/null 2>&1") != 0) GTEST_SKIP() << "no chromium here";
    std::string pattern = (fs::temp_directory_path() / "sightline-page-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  // The document after its scripts ran, as the browser writes it.
  [[nodiscard]] std::string shown(const std::string& page) const {
    std::ofstream(folder_ / "page.html", std::ios::binary) << page;
    const std::string command =
        "chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync --user-data-dir='" +
        (folder_ / "profile").string() + "' --dump-dom 'file://" + (folder_ / "page.html").string() + "' > '" +
        (folder_ / "dom").string() + "' 2> /dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::stringstream text;
    text << std::ifstream(folder_ / "dom", std::ios::binary).rdbuf();
    return text.str();
  }
  fs::path folder_;
};

// A hundred lines, the last of them the only one of the directed stream.
std::string page_of_a_hundred_lines() {
  Plan plan = tiny::plan();
  PlanLines& lines = plan.lines;
  lines = {};
  for (int i = 0; i < 100; ++i) {
    const bool last = i == 99;
    lines.candidate.push_back(last ? 2 : 1), lines.lab.push_back(no_id), lines.batches.push_back(1);
    lines.stream.push_back(last ? Stream::directed : Stream::random);
    lines.inclusion_probability.push_back(0.5), lines.expected_nonconforming.push_back(0.01 * (100 - i));
    lines.gain.push_back(1.0 / (i + 1)), lines.cost.push_back(Money::yuan(800 + i));
  }
  return to_html_plan(tiny::ledger(), tiny::risk(), plan, Summary{});
}

TEST_F(HtmlInBrowser, RunsItsOwnScriptUnderItsOwnPolicy) {
  const std::string dom = shown(page_of_a_hundred_lines());
  EXPECT_NE(dom.find("<form id=\"controls\">"), std::string::npos) << "the script did not run";
  EXPECT_NE(dom.find(">1–50 / 100</output>"), std::string::npos);
}

TEST_F(HtmlInBrowser, RunsNoOtherScript) {
  std::string page = page_of_a_hundred_lines();
  page.insert(page.find("</body>"), "<script>document.body.append('broken in')</script>");
  const std::string dom = shown(page);
  EXPECT_EQ(dom.find("</script>broken in"), std::string::npos);
  EXPECT_NE(dom.find("<form id=\"controls\">"), std::string::npos);
}

TEST_F(HtmlInBrowser, SortsFiltersUnfoldsAndSwitchesLanguage) {
  std::string page = page_of_a_hundred_lines();
  page = std::regex_replace(page, std::regex("<meta http-equiv=\"[^>]*>"), "");  // lets in the hand that presses keys
  page.insert(page.find("</body>"), R"(<pre id="told"></pre><script>
    const tell = text => document.getElementById("told").append(text + ";");
    const rows = () => document.querySelectorAll("#table tbody tr"), heads = document.querySelectorAll("#table thead button");
    const cost = row => row.cells[10].textContent;
    heads[10].click(); tell("up " + cost(rows()[0]));
    heads[10].click(); tell("down " + cost(rows()[0]));
    const search = document.getElementById("search");
    search.value = "e2 TYRES"; search.dispatchEvent(new Event("input")); tell("found " + rows().length);
    search.value = ""; search.dispatchEvent(new Event("input"));
    document.getElementById("next").click(); tell(document.getElementById("shown").value);
    const stream = document.querySelector("select[data-column='5']");
    stream.value = [...stream.options].find(o => o.textContent === "directed").value;
    stream.dispatchEvent(new Event("change")); tell("directed " + rows().length);
    const reasons = rows()[0].querySelector("details");
    const folded = reasons.offsetHeight; reasons.querySelector("summary").click();
    tell("unfolds " + (reasons.offsetHeight > folded));
    const title = () => document.querySelector("h1").innerText;
    tell(title()); document.querySelector("label[for=zh]").click(); tell(title());
    tell(document.documentElement.lang + " " + stream.selectedOptions[0].textContent);
  </script>)");
  const std::string dom = shown(page);
  EXPECT_NE(
      dom.find("<pre id=\"told\">up 800.00;down 899.00;found 1;51–100 / 100;directed 1;unfolds true;Sampling plan;"
               "监督抽查计划;zh 定向抽查;</pre>"),
      std::string::npos)
      << dom.substr(dom.find("<pre"), 300);
}

}  // namespace
}  // namespace sightline
