#include "risk/model/model_parts.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/nearest_name.hpp"
#include "config/scalars.hpp"

namespace sightline {
namespace {

using config::Map;
using config::Value;

std::string digits_of(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::vector<std::string> signal_names(const RiskModel& model) {
  std::vector<std::string> names;
  for (const SignalSpec& spec : model.signals) names.push_back(spec.name);
  return names;
}

}  // namespace

void read_groups(Map& top, const std::string& key, bool nuisance, std::vector<GroupSpec>& groups) {
  top.list(
      key,
      [&](Map& map) {
        GroupSpec group;
        group.line = map.line();
        group.nuisance = nuisance;
        map.texts("by", group.by,
                  "category, district, enterprise, inspector, lab, month, quarter, a column of enterprises or "
                  "categories; a list "
                  "crosses them");
        map.require("by", "what makes the group, such as category or [size, channel]");
        Map prior = map.map("prior", "of the standard deviation of the effects");
        prior.number("scale", group.prior_scale, {.least = 0, .above_least = true}, "of its half-normal prior (logit)");
        map.flag("optional", group.optional, "switch off, with a note, where the data lack it");
        groups.push_back(std::move(group));
      },
      nuisance ? "groups that are fitted but never scored" : "groups whose effects are estimated and scored");
}

void read_score(Map& top, ScoreSpec& score) {
  Map map = top.map("score", "points and grades");
  map.number("base_points", score.base_points, {}, "points at base_odds");
  map.number("points_to_double_odds", score.points_to_double_odds, {.least = 0, .above_least = true},
             "points per doubling of the odds");
  map.number("base_odds", score.base_odds, {.least = 0, .above_least = true}, "odds that earn base_points");
  map.text("last_grade", score.last_grade, "grade above the last upper limit");
  std::vector<std::pair<std::string, double>> grades;
  bool ascending = true;
  map.entries(
      "grades",
      [&](const std::string& name, const Value& value) {
        if (top.document().describing()) return;
        const auto text = value.text();
        const auto limit = text ? config::parse_number(*text) : std::nullopt;
        if (!limit || *limit <= 0 || *limit >= 1)
          return value.fail("a number between 0 and 1 (upper limit of the grade's probability)");
        if (!grades.empty() && *limit <= grades.back().second) {
          value.fail("above the limit of the grade before it");
          ascending = false;
        }
        grades.emplace_back(name, *limit);
      },
      "grade: upper limit of its probability, ascending");
  if (!grades.empty() && ascending) score.grades = std::move(grades);
  if (score.grades.size() > 250) map.fail("has more than 250 grades");
}

void read_checks(Map& top, std::vector<CheckRow>& checks) {
  top.list(
      "check",
      [&](Map& map) {
        CheckRow row;
        row.line = map.line();
        map.entries(
            "signals",
            [&](const std::string& name, const Value& value) {
              if (map.document().describing()) return;
              const auto text = value.text();
              const auto number = text ? config::parse_number(*text) : std::nullopt;
              if (!number) return value.fail("a number (the signal before its transform)");
              row.signals.emplace_back(name, *number);
            },
            "signal: its value before the transform; the rest count 0");
        const Value value = map.value("probability", "of the prior card at these signals, to the digits printed");
        if (!map.document().describing()) {
          const auto text = value.text();
          const auto number = text ? config::parse_number(*text) : std::nullopt;
          if (number && *number > 0 && *number < 1) {
            row.probability = *number;
            const std::size_t point = text->find('.');
            row.digits = point == std::string::npos ? 0 : static_cast<int>(text->size() - point - 1);
            checks.push_back(std::move(row));
          } else if (value.present()) {
            value.fail("a number between 0 and 1");
          }
        }
        map.require("probability", "what the prior card must give");
      },
      "rows that the prior card must reproduce when the file is loaded");
}

void check_names(config::Document& document, const RiskModel& model) {
  std::vector<std::string> seen;
  for (const SignalSpec& spec : model.signals) {
    if (spec.name.empty()) continue;
    if (std::find(seen.begin(), seen.end(), spec.name) != seen.end())
      document.violation(spec.line, "signal '" + spec.name + "' is defined twice");
    if (spec.name == "base" || spec.name.find_first_of(";:=\n\r") != std::string::npos)
      document.violation(spec.line, "signal '" + spec.name + "' must not be called base or hold one of ; : =");
    seen.push_back(spec.name);
  }
  std::vector<std::vector<std::string>> groups;
  for (const GroupSpec& group : model.groups) {
    if (std::find(groups.begin(), groups.end(), group.by) != groups.end())
      document.violation(group.line, "a group by the same is given twice");
    if (!group.nuisance)
      for (const std::string& by : group.by)
        if (by == "inspector" || by == "lab" || by == "month" || by == "quarter")
          document.violation(group.line, "a group by " + by + " cannot be scored: " +
                                             (by == "inspector" || by == "lab" ? "who will test" : "what it brings") +
                                             " is not known; list it under nuisance");
    groups.push_back(group.by);
  }
}

void verify_card(config::Document& document, const RiskModel& model) {
  const std::vector<std::string> names = signal_names(model);
  for (const CheckRow& row : model.checks) {
    double logit = model.intercept_mean;
    bool known = true;
    for (const auto& [name, value] : row.signals) {
      const auto spec = std::find_if(model.signals.begin(), model.signals.end(),
                                     [&](const SignalSpec& at) { return at.name == name; });
      if (spec == model.signals.end()) {
        document.violation(
            row.line, "check names signal '" + name + "', which the model does not have" + did_you_mean(name, names));
        known = false;
        continue;
      }
      logit += spec->prior_mean *
               transformed(spec->transform == Transform::spline ? spec->spline_of : spec->transform, value);
    }
    const double probability = 1 / (1 + std::exp(-logit));
    if (known && digits_of(probability, row.digits) != digits_of(row.probability, row.digits))
      document.violation(row.line, "check expects probability " + digits_of(row.probability, row.digits) +
                                       ", the prior card gives " + digits_of(probability, row.digits) + " (" +
                                       digits_of(probability, 6) + ")");
  }
}

std::vector<PriorRate> read_prior_rates(config::Document& document) {
  std::vector<PriorRate> rates;
  {
    Map top = document.root();
    const std::vector<std::string> versions{"sightline.prior/1"};
    std::string version, name;
    top.word("prior", version, versions, "version of this format");
    top.require("prior", "the version: sightline.prior/1");
    top.text("name", name, "for people");
    top.list(
        "rates",
        [&](Map& map) {
          PriorRate rate;
          map.text("dimension", rate.dimension, "category, or an attribute such as enterprises.size");
          map.require("dimension", "category, or an attribute such as enterprises.size");
          map.text("value", rate.value, "category id, name or alias; attribute value");
          map.require("value", "category id, name or alias; attribute value");
          map.number("rate", rate.rate, {.least = 0, .most = 1}, "published failure rate");
          map.require("rate", "published failure rate");
          map.number("batches", rate.batches, {.least = 0, .above_least = true}, "how many tests it rests on");
          map.require("batches", "how many tests it rests on");
          map.text("source", rate.source, "authority and year");
          map.require("source", "authority and year");
          // A rate of 0 or 1 in so many tests is not certainty: half a failure more, half fewer (Cox and Snell 1989).
          if (rate.batches > 0)
            rate.rate = std::clamp(rate.rate, 0.5 / (rate.batches + 1), 1 - 0.5 / (rate.batches + 1));
          rates.push_back(std::move(rate));
        },
        "published failure rates");
    top.require("rates", "the list of published failure rates");
  }
  document.finish();
  return rates;
}

std::vector<PriorRate> load_prior_rates(const std::string& path) {
  config::Document document = config::Document::load(path);
  return read_prior_rates(document);
}

}  // namespace sightline
