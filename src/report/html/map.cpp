#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "report/html/sections.hpp"

namespace sightline::html {
namespace {

constexpr double side = 1000, margin = 24;  // of the picture, in its own units; the longer side

constexpr int strength(Stream stream) { return stream == Stream::follow_up ? 2 : stream == Stream::directed ? 1 : 0; }

struct Placed {
  std::vector<int> strongest;  // per enterprise: strength of its lines; -1 = none, or without coordinates
  double west = std::numeric_limits<double>::infinity(), east = -west, south = west, north = -west;  // metres
  std::size_t enterprises = 0, unplaced = 0;
};

Placed placed_enterprises(const PlanView& view) {
  const Ledger& ledger = view.ledger;
  Placed placed;
  placed.strongest.assign(ledger.enterprises.size(), -1);
  const PlanLines& lines = view.plan.lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    int& strongest = placed.strongest[ledger.frame.enterprise[lines.candidate[i]]];
    strongest = std::max(strongest, strength(lines.stream[i]));
  }
  for (std::size_t e = 0; e < placed.strongest.size(); ++e) {
    if (placed.strongest[e] < 0) continue;
    if (e >= ledger.x.size() || e >= ledger.y.size() || !std::isfinite(ledger.x[e]) || !std::isfinite(ledger.y[e])) {
      placed.strongest[e] = -1;
      ++placed.unplaced;
      continue;
    }
    ++placed.enterprises;
    placed.west = std::min<double>(placed.west, ledger.x[e]), placed.east = std::max<double>(placed.east, ledger.x[e]);
    placed.south = std::min<double>(placed.south, ledger.y[e]),
    placed.north = std::max<double>(placed.north, ledger.y[e]);
  }
  return placed;
}

// Metres to the picture's units; enterprises that fall on one point are one mark.
struct Projection {
  explicit Projection(const Placed& placed) : west(placed.west), north(placed.north) {
    const double span = std::max({placed.east - placed.west, placed.north - placed.south, 1.0});
    per_metre = (side - 2 * margin) / span;
    width = std::max(240.0, std::ceil((placed.east - placed.west) * per_metre + 2 * margin));
    height = std::max(120.0, std::ceil((placed.north - placed.south) * per_metre + 2 * margin));
  }
  [[nodiscard]] std::pair<int, int> at(double x, double y) const {
    return {static_cast<int>(std::lround(margin + (x - west) * per_metre)),
            static_cast<int>(std::lround(margin + (north - y) * per_metre))};
  }
  double west, north, per_metre = 1, width = side, height = side;
};

void write_marks(Page& page, const PlanView& view, const Placed& placed, const Projection& projection) {
  std::array<std::set<std::pair<int, int>>, 3> marks;
  for (std::size_t e = 0; e < placed.strongest.size(); ++e)
    if (placed.strongest[e] >= 0)
      marks[static_cast<std::size_t>(placed.strongest[e])].insert(projection.at(view.ledger.x[e], view.ledger.y[e]));
  page.markup(R"(<path class="random" d=")");
  for (const auto& [x, y] : marks[0]) page.text(fmt::format("M{} {}h0", x, y));
  page.markup(R"("/><path class="directed" d=")");
  for (const auto& [x, y] : marks[1]) page.text(fmt::format("M{} {}h11v11h-11z", x - 5, y - 5));
  page.markup(R"("/><path class="follow_up" d=")");
  for (const auto& [x, y] : marks[2]) page.text(fmt::format("M{} {}l10 18h-20z", x, y - 12));
  page.markup(R"("/>)");
}

// 1, 2 or 5 times a power of ten metres, about a fifth of the width.
void write_scale(Page& page, const Projection& projection) {
  const double most = 0.25 * projection.width / projection.per_metre;
  double metres = std::pow(10, std::floor(std::log10(most)));
  for (const double factor : {5.0, 2.0})
    if (metres * factor <= most) {
      metres *= factor;
      break;
    }
  page.markup(R"(<path class="scale")");
  page.attribute(
      "d", fmt::format("M{0} {1}v8h{2:.1f}v-8", margin, projection.height - margin, metres * projection.per_metre));
  page.markup("/><text").attribute("x", fmt::format("{}", margin + 6));
  page.attribute("y", fmt::format("{}", projection.height - margin)).markup(">");
  page.text(metres >= 1000 ? fmt::format("{:g} km", metres / 1000) : fmt::format("{:g} m", metres)).markup("</text>");
}

void write_legend(Page& page) {
  page.markup(
      R"(<ul class="legend"><li><svg viewBox="0 0 24 24" aria-hidden="true"><path class="follow_up" d="M12 2l10 18h-20z"/></svg>)");
  page.word("follow_up");
  page.markup(
      R"(</li><li><svg viewBox="0 0 24 24" aria-hidden="true"><path class="directed" d="M6 6h11v11h-11z"/></svg>)");
  page.word("directed");
  page.markup(R"(</li><li><svg viewBox="0 0 24 24" aria-hidden="true"><path class="random" d="M12 12h0"/></svg>)");
  page.word("random").markup("</li></ul>");
}

}  // namespace

void write_map(Page& page, const PlanView& view) {
  const Placed placed = placed_enterprises(view);
  if (placed.enterprises == 0) return;
  const Projection projection(placed);
  open_section(page, "map", "map", view);
  page.markup(R"(<p id="map-note">)").word("map-note");
  if (placed.unplaced > 0) page.markup(" ").word("map-unplaced", {whole(placed.unplaced)});
  page.markup(R"(</p><figure><svg class="map" role="img" aria-labelledby="h-map map-note")");
  page.attribute("viewBox", fmt::format("0 0 {} {}", projection.width, projection.height + 16)).markup(">");
  write_marks(page, view, placed, projection);
  write_scale(page, projection);
  page.markup("</svg><figcaption>");
  write_legend(page);
  page.markup("</figcaption></figure>");
  close_section(page);
}

}  // namespace sightline::html
