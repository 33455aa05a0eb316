#include <array>

#include "report/html/sections.hpp"
#include "sightline/base/hash.hpp"

namespace sightline {
namespace html {
namespace {

// RFC 4648, section 4; a digest has 32 bytes, so the last group of three lacks one.
std::string base64(const Digest& digest) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < digest.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (i + k < digest.size() ? digest[i + k] : 0u);
    for (std::size_t k = 0; k < 4; ++k) text += i + k <= digest.size() ? letters[bits >> (18 - 6 * k) & 63u] : '=';
  }
  return text;
}

void write_head(Page& page, const PlanView& view) {
  const bool chinese = page.language() == Language::chinese;
  page.markup("<!DOCTYPE html>\n<html").attribute("lang", chinese ? "zh" : "en").markup("><head>");
  page.markup(R"(<meta charset="utf-8"><meta http-equiv="Content-Security-Policy")");
  page.attribute("content", "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-" +
                                base64(sha256(style_sheet.text)) + "'; script-src 'sha256-" +
                                base64(sha256(script.text)) + "'");
  page.markup(R"(><meta name="viewport" content="width=device-width, initial-scale=1"><title>)");
  page.one_language("plan").text(" · " + view.plan.policy_name + " · " + view.ledger.name);
  page.markup("</title>\n<style>").own(style_sheet).markup("</style></head>\n");
}

void write_switch(Page& page) {
  const bool chinese = page.language() == Language::chinese;
  page.markup(R"(<input type="radio" name="language" id="zh")");
  if (chinese) page.markup(" checked");
  page.markup(R"(><label for="zh" lang="zh">中文</label><input type="radio" name="language" id="en")");
  if (!chinese) page.markup(" checked");
  page.markup(R"(><label for="en" lang="en">English</label>)");
}

void write_title(Page& page, const PlanView& view) {
  page.markup(R"(<header><a class="skip" href="#lines">)").word("skip").markup("</a><h1>").word("plan");
  page.markup("</h1><p>").text(view.plan.policy_name).markup("</p><p>").text(view.ledger.name).markup("</p><p>");
  page.word("round", {view.plan.start.to_string(), view.plan.end.to_string()}).text(" · ");
  page.word("as-of", {view.ledger.as_of.to_string()}).markup("</p>");
  if (view.ledger.synthetic) page.markup(R"(<p class="synthetic">)").word("synthetic").markup("</p>");
  page.markup("</header>\n");
}

}  // namespace
}  // namespace html

std::string to_html_plan(const Ledger& ledger, const Risk& risk, const Plan& plan, const Summary& summary,
                         Language language) {
  require_same_frame(ledger, risk.frame_fingerprint, "risk");
  if (plan.lines.size() > 0) require_same_frame(ledger, plan.frame_fingerprint, "plan");
  const Names names(ledger);
  const html::PlanView view{ledger, risk, plan, summary, names};
  html::Page page(language);
  html::write_head(page, view);
  page.markup("<body><main>");
  html::write_switch(page);
  page.markup("<div>\n");
  html::write_title(page, view);
  html::write_headline(page, view);
  html::write_category_chart(page, view);
  html::write_district_chart(page, view);
  html::write_map(page, view);
  html::write_rules(page, view);
  html::write_lines(page, view);
  html::write_left_out(page, view);
  html::write_figures(page, view);
  html::write_inputs(page, view);
  page.markup("<p>").word("handling").markup("</p><p>").word("footer").markup("</p>");
  page.markup("</div></main>\n<script>").own(html::script).markup("</script></body></html>\n");
  return page.take();
}

}  // namespace sightline
