#include <algorithm>
#include <cmath>

#include "report/html/sections.hpp"

namespace sightline::html {
namespace {

Word word_of(PlanOutcome outcome) {
  switch (outcome) {
    case PlanOutcome::optimal: return "optimal";
    case PlanOutcome::feasible: return "feasible";
    case PlanOutcome::infeasible: return "infeasible";
    case PlanOutcome::none_found: return "none-found";
    case PlanOutcome::not_made: break;
  }
  return "not-made";
}

void open_card(Page& page, Word label, const std::string& value) {
  page.markup("<div><dt>").word(label).markup("</dt><dd class=\"big\">").text(value).markup("</dd><dd>");
}

void close_card(Page& page) { page.markup("</dd></div>\n"); }

void write_cards(Page& page, const Plan& plan) {
  page.markup(R"(<dl class="cards">)");
  page.markup("<div><dt>").word("budget").markup("</dt><dd class=\"big\">");
  if (plan.budget == missing_money)
    page.word("no-budget");
  else
    page.word("yuan", {amount(plan.budget)});
  page.markup("</dd><dd>").word("spent", {amount(plan.spent)});
  close_card(page);
  open_card(page, "batches", plain(plan.batches, plan.batches == std::round(plan.batches) ? 0 : 2));
  page.word("batches-note");
  close_card(page);
  open_card(page, "expected", plain(plan.expected_nonconforming, 1));
  page.word("expected-note", {plain(plan.expected_lower, 0), plain(plan.expected_upper, 0)});
  close_card(page);
  open_card(page, "rate", percent(plan.expected_rate, 1));
  page.word("rate-note");
  close_card(page);
  open_card(page, "gap", percent(plan.gap, 1));
  page.word("gap-note");
  close_card(page);
  page.markup("</dl>");
}

void write_refusal(Page& page, const Plan& plan) {
  if (!plan.conflicts.empty()) {
    page.markup("<h3>").word("conflicts").markup("</h3><ul>");
    for (const std::string& rule : plan.conflicts) page.markup("<li>").text(rule).markup("</li>");
    page.markup("</ul>");
  }
  if (!plan.repair.empty()) {
    page.markup("<h3>").word("repair").markup("</h3><p>").text(plan.repair).markup("</p>");
  }
}

void write_quarters(Page& page, const Plan& plan) {
  if (plan.quarters.empty()) return;
  page.markup("<h3>").word("quarters").markup(R"(</h3><table><thead><tr><th scope="col">)").word("part");
  page.markup(R"(</th><th scope="col" class="n">)").word("budget").markup("</th></tr></thead><tbody>");
  for (const Quarter& quarter : plan.quarters) {
    page.markup(R"(<tr><th scope="row">)").text(quarter.start.to_string() + " – " + quarter.end.to_string());
    page.markup(R"(</th><td class="n">)").word("yuan", {amount(quarter.budget)}).markup("</td></tr>");
  }
  page.markup("</tbody></table>");
}

}  // namespace

void open_section(Page& page, Literal id, Word heading, const PlanView& view) {
  page.markup("<section").attribute("id", id.text).attribute("aria-labelledby", "h-" + std::string(id.text));
  page.markup("><h2").attribute("id", "h-" + std::string(id.text)).markup(">").word(heading);
  if (view.ledger.synthetic) page.markup(R"( <span class="synthetic">)").word("synthetic-short").markup("</span>");
  page.markup("</h2>\n");
}

void close_section(Page& page) { page.markup("</section>\n"); }

void open_scroll(Page& page, Literal labelled_by) {
  page.markup(R"(<div class="scroll" role="region" tabindex="0")").attribute("aria-labelledby", labelled_by.text);
  page.markup(">");
}

void write_labelled(Page& page, std::string_view name, std::string_view id) {
  if (name.empty()) {
    page.text(id);
    return;
  }
  page.text(name).markup(" <small>").text(id).markup("</small>");
}

void write_headline(Page& page, const PlanView& view) {
  open_section(page, "headline", "headline", view);
  page.markup("<p><strong>").word("outcome").markup(":</strong> ").word(word_of(view.plan.outcome)).markup("</p>");
  if (view.plan.usable()) {
    write_cards(page, view.plan);
    write_quarters(page, view.plan);
  } else {
    write_refusal(page, view.plan);
  }
  close_section(page);
}

void write_figures(Page& page, const PlanView& view) {
  if (view.plan.summary.lines.empty()) return;
  open_section(page, "figures", "figures", view);
  open_scroll(page, "h-figures");
  page.markup(R"(<table><thead><tr><th scope="col">)").word("figure").markup(R"(</th><th scope="col">)").word("asked");
  page.markup(R"(</th><th scope="col">)").word("done").markup(R"(</th><th scope="col">)").word("note");
  page.markup("</th></tr></thead><tbody>\n");
  for (const Summary::Line& line : view.plan.summary.lines) {
    page.markup(R"(<tr><th scope="row">)").known(line.label).markup("</th><td>").text(line.asked);
    page.markup("</td><td>").text(line.done).markup("</td><td>").known(line.note).markup("</td></tr>\n");
  }
  page.markup("</tbody></table></div>");
  close_section(page);
}

void write_inputs(Page& page, const PlanView& view) {
  open_section(page, "inputs", "inputs", view);
  page.markup("<p>").word("inputs-note").markup("</p>");
  open_scroll(page, "h-inputs");
  page.markup(R"(<table class="hashes"><thead><tr><th scope="col">)").word("input").markup(R"(</th><th scope="col">)");
  page.word("hash").markup("</th></tr></thead><tbody>\n");
  const auto row = [&](std::string_view name, std::string_view hash) {
    page.markup(R"(<tr><th scope="row">)").known(name).markup("</th><td><code>").text(hash);
    page.markup("</code></td></tr>\n");
  };
  for (const auto& [name, hash] : view.summary.inputs) row(name, hash);
  if (!view.plan.commitment.empty()) row(Word("commitment").entry().english, view.plan.commitment);
  page.markup("</tbody></table></div>");
  close_section(page);
}

}  // namespace sightline::html
