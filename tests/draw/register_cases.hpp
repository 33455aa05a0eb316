// register_cases.hpp: registers of random plans, written as text the way a plan writes them.
#pragma once

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "draw/lottery/circulation.hpp"
#include "sightline/base/date.hpp"
#include "sightline/base/rng.hpp"

namespace sightline {

struct RegisterShape {
  std::size_t enterprises = 12, categories = 3, labs = 2, districts = 3, inspectors = 5, stations = 3, quarters = 4;
  bool odd_ids = false;  // ids with commas, quotes, backslashes, Chinese characters
};

inline RegisterShape random_register_shape(std::uint64_t seed) {
  Rng rng(seed, 41);
  RegisterShape shape;
  shape.enterprises = 1 + rng.below(60);
  shape.categories = 1 + rng.below(5);
  shape.labs = 1 + rng.below(3);
  shape.districts = 1 + rng.below(5);
  shape.inspectors = rng.below(9);
  shape.stations = rng.below(shape.enterprises + 1);
  shape.quarters = 1 + rng.below(4);
  shape.odd_ids = rng.below(4) == 0;
  return shape;
}

class RegisterCase {
 public:
  RegisterCase(const RegisterShape& shape, std::uint64_t seed) : shape_(shape), rng_(seed, 42) {
    add_lines();
    make_whole();
    add_inspectors();
    add_points();
  }

  [[nodiscard]] std::string text() const {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < lines_.size(); ++i) lines.push_back(lines_[i].text(place_[i]));
    std::string out =
        "sightline register 1\nas_of\t2021-06-30\nround\t2022-01-01\t2022-12-31\npolicy\t0123abcd\nunit\t" +
        std::to_string(whole_units) + "\n";
    std::int64_t fen = 0;
    for (const Line& line : lines_) fen += static_cast<std::int64_t>(line.cost * line.units / whole_units);
    for (std::size_t q = 0; q < shape_.quarters; ++q) {
      const auto day = [&](std::size_t k) { return Date(2022, 1, 1) + static_cast<int>(365 * k / shape_.quarters); };
      out += "quarter\t" + day(q).to_string() + "\t" + (day(q + 1) - 1).to_string() + "\t" +
             std::to_string(fen / static_cast<std::int64_t>(shape_.quarters)) + "\n";
    }
    out += "window\t14\nlines\t" + std::to_string(lines.size()) + "\ninspectors\t" +
           std::to_string(inspectors_.size()) + "\npoints\t" + std::to_string(points_.size()) + "\n";
    for (const std::vector<std::string>* part :
         {static_cast<const std::vector<std::string>*>(&lines), &inspectors_, &points_})
      for (const std::string& line : *part) out += line + "\n";
    return out;
  }

 private:
  struct Line {
    std::string enterprise, category, district, lab, stream;
    std::uint32_t batches = 1;
    std::uint64_t units = 0, cost = 0;
    [[nodiscard]] std::string text(std::size_t place) const {
      return enterprise + "\t" + category + "\t" + district + "\t" + lab + "\t" + stream + "\t" +
             std::to_string(batches) + "\t" + std::to_string(units) + "\t" + std::to_string(cost) + "\t" +
             std::to_string(place);
    }
  };

  std::string id(const char* kind, std::size_t number) const {
    const std::string plain = kind + std::to_string(number);
    if (!shape_.odd_ids) return plain;
    switch (number % 4) {
      case 0: return plain + ", \"the first\"";
      case 1: return plain + "\\\\slash\\ttab";
      case 2: return "加油站" + plain;
      default: return plain;
    }
  }

  void add_lines() {
    for (std::size_t e = 0; e < shape_.enterprises; ++e) {
      const std::string district = id("d", rng_.below(shape_.districts));
      for (std::size_t c = 0; c < shape_.categories; ++c) {
        if (rng_.below(3) == 0) continue;
        const std::size_t lab = rng_.below(shape_.labs);
        const std::uint64_t kind = rng_.below(12);
        Line line{id("e", e), id("c", c), district, id("lab", lab), "random", 1, 0, 10'000 * (1 + c) + 100 * lab};
        if (kind < 2) {
          line.stream = kind == 0 ? "follow_up" : "directed";
          line.batches = 1 + static_cast<std::uint32_t>(rng_.below(2));
          line.units = whole_units;
          line.cost *= line.batches;
        } else {
          line.units = kind == 2 ? whole_units : 1 + rng_.below(kind < 7 ? whole_units : whole_units / 5);
        }
        lines_.push_back(line);
      }
    }
    const auto key = [](const Line& line) { return std::tie(line.enterprise, line.category, line.lab, line.stream); };
    std::sort(lines_.begin(), lines_.end(), [&](const Line& a, const Line& b) { return key(a) < key(b); });
    place_.resize(lines_.size());
    std::iota(place_.begin(), place_.end(), std::size_t{1});
    for (std::size_t i = place_.size(); i > 1; --i) std::swap(place_[i - 1], place_[rng_.below(i)]);
  }

  // Lowers the probabilities of each category and lab until they add up to a whole number; lines at 0 leave.
  void make_whole() {
    std::map<std::string, std::uint64_t> surplus;
    for (const Line& line : lines_)
      if (line.stream == "random") surplus[line.category + "\t" + line.lab] += line.units;
    for (auto& [cell, units] : surplus) units %= whole_units;
    for (Line& line : lines_) {
      if (line.stream != "random") continue;
      std::uint64_t& much = surplus[line.category + "\t" + line.lab];
      const std::uint64_t off = std::min(much, line.units);
      line.units -= off;
      much -= off;
    }
    for (std::size_t i = lines_.size(); i-- > 0;)
      if (lines_[i].units == 0) {
        lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(i));
        place_.erase(place_.begin() + static_cast<std::ptrdiff_t>(i));
      }
  }

  std::string some(const char* kind, std::size_t of, std::uint64_t odds) {
    std::string list;
    for (std::size_t k = 0; k < of; ++k)
      if (rng_.below(odds) == 0) list += (list.empty() ? "" : ";") + id(kind, k);
    return list;
  }

  void add_inspectors() {
    for (std::size_t i = 0; i < shape_.inspectors; ++i) {
      const std::string qualified = rng_.below(3) == 0 ? "" : some("c", shape_.categories, 1 + rng_.below(2));
      inspectors_.push_back(id("i", i) + "\t" + qualified + "\t" + some("e", shape_.enterprises, 10));
    }
    std::sort(inspectors_.begin(), inspectors_.end(), [](const std::string& a, const std::string& b) {
      return a.substr(0, a.find('\t')) < b.substr(0, b.find('\t'));
    });
  }

  // Tanks that feed nozzles, some through a manifold, some nothing.
  void add_points() {
    std::set<std::string> enterprises;
    for (const Line& line : lines_) enterprises.insert(line.enterprise);
    std::size_t stations = 0;
    for (const std::string& enterprise : enterprises) {
      if (stations++ == shape_.stations) break;
      const std::size_t tanks = 1 + rng_.below(5), nozzles = 1 + rng_.below(6);
      std::vector<std::array<std::string, 4>> points;
      for (std::size_t n = 0; n < nozzles; ++n) points.push_back({"n" + std::to_string(n), "nozzle", "", ""});
      points.push_back({"m", "manifold", some_nozzles(nozzles), ""});
      for (std::size_t t = 0; t < tanks; ++t)
        points.push_back({"t" + std::to_string(t), rng_.below(4) == 0 ? "silo" : "tank",
                          rng_.below(4) == 0 ? "m" : some_nozzles(nozzles),
                          rng_.below(2) == 0 ? "" : id("c", rng_.below(shape_.categories))});
      std::sort(points.begin(), points.end());
      for (const auto& [point, kind, feeds, category] : points)
        points_.push_back(enterprise + "\t" + point + "\t" + kind + "\t" + feeds + "\t" + category);
    }
  }
  std::string some_nozzles(std::size_t nozzles) {
    std::string list;
    for (std::size_t n = 0; n < nozzles; ++n)
      if (rng_.below(3) == 0) list += (list.empty() ? "n" : ";n") + std::to_string(n);
    return list;
  }

  RegisterShape shape_;
  Rng rng_;
  std::vector<Line> lines_;
  std::vector<std::size_t> place_;
  std::vector<std::string> inspectors_, points_;
};

inline std::string random_register(std::uint64_t seed) {
  return RegisterCase(random_register_shape(seed), seed).text();
}

}  // namespace sightline
