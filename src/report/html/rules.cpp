#include <algorithm>

#include "report/html/sections.hpp"

namespace sightline::html {
namespace {

constexpr std::size_t most_folded = 400;
constexpr std::string_view group_mark = ":";

const Entry* unit_of(const RuleUse& use) { return find_entry("unit-" + use.unit); }

Value unit_value(const RuleUse& use) {
  const Entry* unit = unit_of(use);
  return unit == nullptr ? Value(use.unit) : Value(*unit);
}

// The group of a rule is a category, a district, LAB/CATEGORY, CATEGORY/LAB or the value of an attribute.
std::string_view name_of_group(const PlanView& view, std::string_view group) {
  const std::size_t slash = std::min(group.find('/'), group.size());
  for (const std::string_view part : {group.substr(0, slash), group.substr(std::min(slash + 1, group.size()))})
    if (const Index category = view.ledger.find_category(part); category != no_index)
      return view.names.category(category);
  return {};
}

void write_name(Page& page, const PlanView& view, std::string_view rule) {
  const std::size_t at = std::min(rule.find(group_mark), rule.size());
  const std::string_view id = rule.substr(0, at);
  if (const Entry* entry = find_entry("rule-" + std::string(id)))
    page.entry(*entry);
  else
    page.text(id);
  if (at == rule.size()) return;
  const std::string_view group = rule.substr(at + group_mark.size());
  page.markup("<br>");
  write_labelled(page, name_of_group(view, group), group);
}

void write_bound(Page& page, const RuleUse& use) {
  const Value unit = unit_value(use);
  const std::string bound = use.unit == "yuan" ? plain(use.bound, 2) : significant(use.bound);
  if (use.kind == "<=")
    page.word("at-most", {bound, unit});
  else if (use.kind == ">=")
    page.word("at-least", {bound, unit});
  else if (use.kind == "=")
    page.word("exactly", {bound, unit});
  else
    page.text("–");
}

// What the bound costs at the margin. Yuan come ten thousand at a time, where the budget counts in such sums.
void write_price(Page& page, const PlanView& view, const RuleUse& use) {
  constexpr double step_yuan = 10'000;
  if (use.price > 0 && use.unit == "yuan") {
    if (view.plan.budget.in_yuan() >= 10 * step_yuan)
      page.word("price-money", {significant(use.price * step_yuan)});
    else
      page.word("price-money-short", {significant(use.price)});
  } else if (use.price > 0 && use.kind == ">=") {
    page.word("price-least", {unit_value(use), significant(use.price)});
  } else if (use.price > 0) {
    page.word("price-most", {unit_value(use), significant(use.price)});
  } else if (use.binding) {
    page.word(use.kind == "count" || use.kind == "=" ? Word("price-lawful") : Word("price-none"));
  } else {
    page.word("price-free");
  }
}

void write_row(Page& page, const PlanView& view, const RuleUse& use) {
  page.markup(R"(<tr><th scope="row">)");
  write_name(page, view, use.rule);
  page.markup("</th><td>").text(use.article).markup("</td><td>");
  write_bound(page, use);
  page.markup(R"(</td><td class="n">)").text(use.unit == "yuan" ? plain(use.used, 2) : significant(use.used));
  page.markup("</td><td>");
  write_price(page, view, use);
  page.markup("</td></tr>\n");
}

void write_table(Page& page, const PlanView& view, Literal label, const std::vector<const RuleUse*>& rules) {
  open_scroll(page, label);
  page.markup(R"(<table class="rules"><thead><tr><th scope="col">)").word("rule");
  page.markup(R"(</th><th scope="col">)").word("article").markup(R"(</th><th scope="col">)").word("bound");
  page.markup(R"(</th><th scope="col" class="n">)").word("used").markup(R"(</th><th scope="col">)").word("in-words");
  page.markup("</th></tr></thead><tbody>\n");
  for (const RuleUse* use : rules) write_row(page, view, *use);
  page.markup("</tbody></table></div>");
}

// Bounds of streams and laboratories: one per category and laboratory, beside a handful of rules.
bool is_derived(const RuleUse& use) {
  return use.rule.starts_with("random-floor:") || use.rule.starts_with("random-ceiling:") ||
         use.rule.starts_with("lab-capacity:");
}

void write_folded(Page& page, const PlanView& view, Literal id, Word heading, std::vector<const RuleUse*> rules) {
  if (rules.empty()) return;
  const std::string all = whole(rules.size());
  page.markup(R"(<details class="more"><summary)").attribute("id", id.text).markup(">").word(heading, {all});
  page.markup("</summary>");
  if (rules.size() > most_folded) {
    rules.resize(most_folded);
    page.markup("<p>").word("rules-limit", {whole(most_folded), all, std::string("rules.csv")}).markup("</p>");
  }
  write_table(page, view, id, rules);
  page.markup("</details>");
}

}  // namespace

void write_rules(Page& page, const PlanView& view) {
  if (view.plan.rules.empty()) return;
  std::vector<const RuleUse*> binding, derived, slack;
  for (const RuleUse& use : view.plan.rules)
    (!use.binding ? slack : is_derived(use) ? derived : binding).push_back(&use);
  open_section(page, "rules", "rules", view);
  page.markup("<p>").word("rules-note").markup(R"(</p><h3 id="h-binding">)").word("rules-binding").markup("</h3>");
  write_table(page, view, "h-binding", binding);
  write_folded(page, view, "h-derived", "rules-derived", derived);
  write_folded(page, view, "h-slack", "rules-slack", slack);
  close_section(page);
}

void write_left_out(Page& page, const PlanView& view) {
  open_section(page, "left-out", "left-out", view);
  if (view.plan.left_out.empty()) {
    page.markup("<p>").word("left-out-none").markup("</p>");
  } else {
    page.markup("<p>").word("left-out-note").markup(R"(</p><table><thead><tr><th scope="col">)").word("reason");
    page.markup(R"(</th><th scope="col">)").word("rule").markup(R"(</th><th scope="col" class="n">)");
    page.word("candidates").markup("</th></tr></thead><tbody>\n");
    for (const LeftOut& left : view.plan.left_out) {
      page.markup(R"(<tr><th scope="row">)").known(left.reason).markup("</th><td>").text(left.rule);
      page.markup(R"(</td><td class="n">)").text(whole(left.candidates)).markup("</td></tr>\n");
    }
    page.markup("</tbody></table>");
  }
  if (!view.summary.notes.empty()) {
    page.markup("<h3>").word("notes").markup("</h3><ul>");
    for (const std::string& note : view.summary.notes) page.markup("<li>").known(note).markup("</li>\n");
    page.markup("</ul>");
  }
  close_section(page);
}

}  // namespace sightline::html
