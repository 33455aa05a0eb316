#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "report/html/sections.hpp"
#include "report/reasons.hpp"

namespace sightline::html {
namespace {

constexpr std::size_t most_lines = 4'000;  // some 600 bytes each: what a browser opens within a second

Word word_of(Stream stream) {
  return stream == Stream::follow_up  ? Word("follow_up")
         : stream == Stream::directed ? Word("directed")
                                      : Word("random");
}

std::vector<std::size_t> best_lines(const PlanLines& lines) {
  std::vector<std::size_t> order(lines.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return lines.gain[a] > lines.gain[b]; });
  order.resize(std::min(order.size(), most_lines));
  return order;
}

// Search, filters and paging need the script, which takes away `hidden`; the table stands without them.
void write_controls(Page& page) {
  page.markup(R"(<form id="controls" hidden><label><span>)").word("search");
  page.markup(R"(</span><input type="search" id="search" autocomplete="off"></label><label><span>)").word("stream");
  page.markup(R"(</span><select data-column="5"></select></label><label><span>)").word("category");
  page.markup(R"(</span><select data-column="2"></select></label><label><span>)").word("district");
  page.markup(R"(</span><select data-column="3"></select></label><label><span>)").word("per-page");
  page.markup(
      R"(</span><select id="per-page"><option value="50">50</option><option value="200">200</option><option value="1000">1,000</option>)");
  page.markup(R"(<option value="0"></option></select></label><span id="all" hidden>)").word("all");
  page.markup(R"(</span></form><div id="pager" hidden><button type="button" id="previous">)").word("previous");
  page.markup(R"(</button><output id="shown" for="search"></output><button type="button" id="next">)").word("next");
  page.markup("</button><span>").word("sorted-help").markup("</span></div>");
}

void write_head(Page& page) {
  page.markup(R"(<table id="table"><thead><tr><th scope="col" class="n">)").word("number");
  page.markup(R"(</th><th scope="col">)").word("enterprise").markup(R"(</th><th scope="col">)").word("category");
  page.markup(R"(</th><th scope="col">)").word("district").markup(R"(</th><th scope="col">)").word("lab");
  page.markup(R"(</th><th scope="col">)").word("stream").markup(R"(</th><th scope="col" class="n">)");
  page.word("line-batches").markup(R"(</th><th scope="col" class="n">)").word("chance");
  page.markup(R"(</th><th scope="col" class="n">)").word("probability").markup(R"(</th><th scope="col" class="n">)");
  page.word("line-expected").markup(R"(</th><th scope="col" class="n">)").word("cost");
  page.markup(R"(</th><th scope="col">)").word("grade").markup(R"(</th><th scope="col">)").word("reasons");
  page.markup("</th></tr></thead><tbody>\n");
}

void write_reasons(Page& page, const Risk& risk, Reasons& reasons, Index candidate) {
  const auto words = [&](const Reason& reason) {
    return fmt::format("{} {:+.2f}", reasons.name(reason.term), reason.contribution);
  };
  const auto listed = reasons.listed(candidate);
  page.markup("<details><summary>");
  if (listed.empty())
    page.word("no-reasons");
  else
    page.text(words(listed.front()));
  page.markup("</summary>");
  for (std::size_t i = 1; i < listed.size(); ++i) page.text(words(listed[i])).markup("<br>");
  if (listed.size() == Reasons::most_listed) page.text("…").markup("<br>");
  if (!risk.terms.empty()) page.text(fmt::format("{} {:+.2f}", reasons.name(0), risk.contribution[0][candidate]));
  page.markup("</details>");
}

void write_line(Page& page, const PlanView& view, Reasons& reasons, std::size_t number, std::size_t i) {
  const PlanLines& lines = view.plan.lines;
  const Index c = lines.candidate[i];
  const Index enterprise = view.ledger.frame.enterprise[c], category = view.ledger.frame.category[c];
  page.markup("<tr><td>").text(whole(number)).markup(R"(</td><th scope="row">)");
  write_labelled(page, view.names.enterprise(enterprise), view.names.enterprise_id(enterprise));
  page.markup("</th><td>");
  write_labelled(page, view.names.category(category), view.names.category_id(category));
  page.markup("</td><td>").text(view.names.district(enterprise)).markup("</td><td>");
  page.text(view.ledger.text(lines.lab[i])).markup("</td><td>").word(word_of(lines.stream[i]));
  page.markup("</td><td>").text(whole(lines.batches[i])).markup("</td><td>");
  page.text(percent(lines.inclusion_probability[i], 1)).markup("</td><td>");
  page.text(percent(view.risk.probability[c], 1) + " (" + percent(view.risk.lower[c], 1) + "–" +
            percent(view.risk.upper[c], 1) + ")");
  page.markup("</td><td>").text(significant(lines.expected_nonconforming[i])).markup("</td><td>");
  page.text(amount(lines.cost[i])).markup("</td><td>").text(view.risk.grades[view.risk.grade[c]]).markup("</td><td>");
  write_reasons(page, view.risk, reasons, c);
  page.markup("</td></tr>\n");
}

}  // namespace

void write_lines(Page& page, const PlanView& view) {
  const PlanLines& lines = view.plan.lines;
  open_section(page, "lines", "lines", view);
  if (lines.size() == 0) {
    page.markup("<p>").word("lines-none").markup("</p>");
    return close_section(page);
  }
  const std::vector<std::size_t> order = best_lines(lines);
  page.markup("<p>").word("lines-note").markup("</p>");
  if (order.size() < lines.size())
    page.markup("<p><strong>").word("lines-limit", {whole(order.size()), whole(lines.size())}).markup("</strong></p>");
  write_controls(page);
  open_scroll(page, "h-lines");
  write_head(page);
  Reasons reasons(view.risk);
  for (std::size_t k = 0; k < order.size(); ++k) write_line(page, view, reasons, k + 1, order[k]);
  page.markup("</tbody></table></div>");
  close_section(page);
}

}  // namespace sightline::html
