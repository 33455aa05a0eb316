#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "report/html/sections.hpp"

namespace sightline::html {
namespace {

constexpr std::size_t most_rows = 60;
constexpr double margin =
    4;  // per cent of a picture's width; pictures have no other unit across, so that they fit any screen

struct Axis {
  double end = 1, step = 1;  // shares
  [[nodiscard]] double at(double share) const {
    return margin + (100 - 2 * margin) * std::clamp(share / end, 0.0, 1.0);
  }
};

// Two to five steps of 1, 2 or 5 times a power of ten up to the largest value.
Axis axis_to(double largest) {
  Axis axis;
  largest = std::clamp(largest, 1e-6, 1.0);
  axis.step = std::pow(10, std::floor(std::log10(largest)));
  for (const double factor : {0.2, 0.5, 1.0, 2.0})
    if (std::ceil(largest / (axis.step * factor) - 1e-9) <= 5) {
      axis.step *= factor;
      break;
    }
  axis.end = axis.step * std::ceil(largest / axis.step - 1e-9);
  return axis;
}

std::string position(double value) { return fmt::format("{:.1f}%", value); }

void open_picture(Page& page) { page.markup(R"(<svg class="chart" aria-hidden="true" focusable="false">)"); }

// A phone has no room for every second label.
void write_axis(Page& page, const Axis& axis) {
  open_picture(page);
  for (int tick = 0; tick * axis.step <= axis.end * 1.0001; ++tick) {
    const double share = tick * axis.step;
    page.markup("<text").attribute("class", tick % 2 == 1 ? "odd" : "even").attribute("x", position(axis.at(share)));
    page.markup(R"( y="16" text-anchor="middle">)").text(fmt::format("{:g}%", std::round(share * 1e6) / 1e4));
    page.markup("</text>");
  }
  page.markup("</svg>");
}

void write_bar(Page& page, const Axis& axis, const DomainScore& score) {
  open_picture(page);
  for (int tick = 0; tick * axis.step <= axis.end * 1.0001; ++tick) {
    const std::string x = position(axis.at(tick * axis.step));
    page.markup(R"(<line class="grid" y2="100%")").attribute("x1", x).attribute("x2", x).markup("/>");
  }
  const std::string lower = position(axis.at(score.lower)), upper = position(axis.at(score.upper));
  page.markup(R"(<line class="bar" y1="11" y2="11")").attribute("x1", lower).attribute("x2", upper).markup("/>");
  for (const std::string& end : {lower, upper})
    page.markup(R"(<line class="bar" y1="7" y2="15")").attribute("x1", end).attribute("x2", end).markup("/>");
  page.markup(R"(<circle class="dot" cy="11" r="4.5")").attribute("cx", position(axis.at(score.rate)));
  page.markup("/></svg>");
}

std::vector<DomainScore> by_rank(std::vector<DomainScore> scores) {
  std::stable_sort(scores.begin(), scores.end(),
                   [](const DomainScore& a, const DomainScore& b) { return a.rank < b.rank; });
  return scores;
}

void write_row(Page& page, const Axis& axis, const DomainScore& score, std::string_view name, std::string_view id) {
  page.markup(R"(<tr><th scope="row">)");
  write_labelled(page, name, id);
  page.markup(R"(</th><td class="picture">)");
  write_bar(page, axis, score);
  page.markup(R"(</td><td class="n">)").text(percent(score.rate, 1));
  page.markup(R"(</td><td class="n">)").text(percent(score.lower, 1) + "–" + percent(score.upper, 1));
  page.markup(R"(</td><td class="n wide">)");
  page.word("rank-range", {whole(score.rank), whole(score.rank_lower), whole(score.rank_upper)});
  page.markup(R"(</td><td class="n wide">)").text(whole(score.candidates)).markup("</td></tr>\n");
}

template <class NameOf>
void write_chart(Page& page, const std::vector<DomainScore>& unordered, Word heading, Literal file, NameOf name_of) {
  const std::vector<DomainScore> scores = by_rank(unordered);
  const std::size_t shown = std::min(scores.size(), most_rows);
  double largest = 0;
  for (std::size_t i = 0; i < shown; ++i)
    if (std::isfinite(scores[i].upper)) largest = std::max(largest, scores[i].upper);
  const Axis axis = axis_to(largest);
  page.markup("<p>").word("chart-note").markup("</p>");
  if (shown < scores.size())
    page.markup("<p>").word("chart-limit", {whole(shown), whole(scores.size()), std::string(file.text)}).markup("</p>");
  page.markup(R"(<table class="domains"><thead><tr><th scope="col">)").word(heading);
  page.markup(R"(</th><th scope="col" class="picture"><span class="hidden">)").word("chart").markup("</span>");
  write_axis(page, axis);
  page.markup(R"(</th><th scope="col" class="n">)").word("rate-column");
  page.markup(R"(</th><th scope="col" class="n">)").word("interval");
  page.markup(R"(</th><th scope="col" class="n wide">)").word("rank");
  page.markup(R"(</th><th scope="col" class="n wide">)").word("candidates").markup("</th></tr></thead><tbody>\n");
  for (std::size_t i = 0; i < shown; ++i) name_of(scores[i], axis);
  page.markup("</tbody></table>");
}

}  // namespace

void write_category_chart(Page& page, const PlanView& view) {
  if (view.risk.categories.empty()) return;
  open_section(page, "categories", "categories", view);
  write_chart(page, view.risk.categories, "category", "categories.csv",
              [&](const DomainScore& score, const Axis& axis) {
                const Index category = view.ledger.find_category(view.ledger.text(score.id));
                write_row(page, axis, score, category == no_index ? "" : view.names.category(category),
                          view.ledger.text(score.id));
              });
  close_section(page);
}

void write_district_chart(Page& page, const PlanView& view) {
  if (view.risk.districts.empty()) return;
  open_section(page, "districts", "districts", view);
  write_chart(page, view.risk.districts, "district", "districts.csv", [&](const DomainScore& score, const Axis& axis) {
    write_row(page, axis, score, "", view.ledger.text(score.id));
  });
  close_section(page);
}

}  // namespace sightline::html
