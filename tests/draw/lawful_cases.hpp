// lawful_cases.hpp: random registers of any shape, dice that are Philox or that are told what to say.
#pragma once

#include <algorithm>
#include <map>
#include <numeric>

#include "draw/lottery/lawful_draw.hpp"
#include "sightline/base/rng.hpp"

namespace sightline {

struct LawfulShape {
  std::size_t lines = 10, classes = 2, labs = 1, columns = 3, enterprises = 10;
  bool graded = false;     // few different probabilities, so that ties and wholes are common
  bool whole_rows = true;  // every row's total is made whole, as a plan makes it
  std::uint32_t most = 1;  // expected batches of a line, at most
};

// Lines of random enterprises; an enterprise with several lines is a group in one column.
inline LawfulLines random_lines(const LawfulShape& shape, std::uint64_t seed) {
  Rng rng(seed, 5);
  LawfulLines lines;
  lines.columns = shape.columns;
  lines.row_classes = shape.classes;
  for (std::size_t r = 0; r < shape.classes * shape.labs; ++r)
    lines.row_class.push_back(static_cast<Index>(r / shape.labs));
  std::vector<Index> home(shape.enterprises), count(shape.enterprises), who, number(shape.enterprises, no_index);
  for (Index& column : home) column = static_cast<Index>(rng.below(shape.columns));
  for (std::size_t i = 0; i < shape.lines; ++i) {
    const auto e = static_cast<Index>(rng.below(shape.enterprises));
    ++count[e];
    who.push_back(e);
    lines.row.push_back(static_cast<Index>(rng.below(lines.rows())));
    lines.column.push_back(home[e]);
    lines.units.push_back(shape.graded ? whole_units / 8 * rng.below(8 * shape.most + 1)
                                       : rng.below(std::uint64_t{whole_units} * shape.most + 1));
  }
  for (std::size_t i = 0; i < shape.lines; ++i) {
    Index& g = number[who[i]];
    if (count[who[i]] > 1 && g == no_index) g = static_cast<Index>(lines.groups++);
    lines.group.push_back(g);
  }
  if (shape.whole_rows)  // the last line of a row takes what is missing
    for (Index r = 0; r < lines.rows(); ++r) {
      std::uint64_t total = 0;
      std::size_t last = shape.lines;
      for (std::size_t i = 0; i < shape.lines; ++i)
        if (lines.row[i] == r) total += lines.units[i], last = i;
      if (last < shape.lines) lines.units[last] += (whole_units - total % whole_units) % whole_units;
    }
  lines.order.resize(shape.lines);
  std::iota(lines.order.begin(), lines.order.end(), Index{0});
  for (std::size_t i = shape.lines; i > 1; --i) std::swap(lines.order[i - 1], lines.order[rng.below(i)]);
  return lines;
}

class PhiloxDice : public LawfulDice {
 public:
  explicit PhiloxDice(std::uint64_t seed) : rng_(seed, 9) {}
  bool line(Index, std::uint64_t favourable, std::uint64_t total) override { return rng_.below(total) < favourable; }
  bool total(FlowKind, Index, std::uint64_t favourable, std::uint64_t total) override {
    return rng_.below(total) < favourable;
  }

 private:
  Rng rng_;
};

// Says what a path of decisions says, then yes; keeps the probability of the path.
class ToldDice : public LawfulDice {
 public:
  explicit ToldDice(std::vector<bool>& path) : path_(path) {}
  bool line(Index, std::uint64_t favourable, std::uint64_t total) override { return next(favourable, total); }
  bool total(FlowKind, Index, std::uint64_t favourable, std::uint64_t total) override {
    return next(favourable, total);
  }
  long double probability = 1;

 private:
  bool next(std::uint64_t favourable, std::uint64_t total) {
    if (favourable == 0 || favourable == total) return favourable == total;
    if (at_ == path_.size()) path_.push_back(true);
    const bool yes = path_[at_++];
    probability *= static_cast<long double>(yes ? favourable : total - favourable) / static_cast<long double>(total);
    return yes;
  }
  std::vector<bool>& path_;
  std::size_t at_ = 0;
};

// Every sample with its probability, by walking through all decisions.
inline std::map<std::vector<std::uint16_t>, long double> all_samples(const LawfulLines& lines) {
  std::map<std::vector<std::uint16_t>, long double> samples;
  std::vector<bool> path;
  for (;;) {
    ToldDice dice(path);
    const auto batches = draw_lawfully(lines, dice);
    samples[batches] += dice.probability;
    while (!path.empty() && !path.back()) path.pop_back();
    if (path.empty()) return samples;
    path.back() = false;
  }
}

// What a sample breaks; "" when every total is the whole number below or above its expectation.
inline std::string broken_total(const LawfulLines& lines, const std::vector<std::uint16_t>& batches) {
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> totals;  // expected units, batches
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto add = [&](const std::string& name) {
      totals[name].first += lines.units[i];
      totals[name].second += batches[i];
    };
    add("line " + std::to_string(i));
    add("row " + std::to_string(lines.row[i]));
    add("class " + std::to_string(lines.row_class[lines.row[i]]));
    add("column " + std::to_string(lines.column[i]));
    if (lines.group[i] != no_index)
      add("group " + std::to_string(lines.group[i]));
    else
      add("cell " + std::to_string(lines.row[i]) + "/" + std::to_string(lines.column[i]));
  }
  for (const auto& [name, total] : totals) {
    const std::uint64_t low = total.first / whole_units, high = low + (total.first % whole_units > 0 ? 1 : 0);
    if (total.second < low || total.second > high)
      return name + " expects " + std::to_string(total.first) + " billionths and has " + std::to_string(total.second);
  }
  return "";
}

}  // namespace sightline
