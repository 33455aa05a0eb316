#include "risk/model/signal_grammar.hpp"

#include <array>

#include "base/nearest_name.hpp"

namespace sightline {
namespace {

using config::Map;
using config::Range;
using config::Value;

struct AggregateKey {
  const char* key;
  Aggregate aggregate;
  const char* meaning;
};
constexpr std::array<AggregateKey, 11> aggregates{{
    {"count", Aggregate::count, "events of this table or result: complaints, tested, nonconforming"},
    {"sum", Aggregate::sum, "table.column to add up"},
    {"mean", Aggregate::mean, "table.column to average, shrunk to the overall mean"},
    {"rate", Aggregate::rate,
     "nonconforming or conforming: their share of the tested batches, shrunk to the overall rate"},
    {"last", Aggregate::last, "the last event of a table, or a column of it (table.column)"},
    {"since", Aggregate::since, "days since the last event of this table or result"},
    {"first", Aggregate::first, "days since the first event of this table or result"},
    {"gap", Aggregate::gap, "days between the last two events of this table or result"},
    {"trend", Aggregate::trend, "table.column whose slope per year over the last events is taken"},
    {"active", Aggregate::active, "table whose rows cover a period: 1 while one covers the candidate"},
    {"attribute", Aggregate::attribute, "column of enterprises, categories, offers or calendar"},
}};

const std::vector<std::string> transform_words{"identity", "log1p", "sqrt"};

Transform transform_of(const std::string& word) {
  return word == "log1p" ? Transform::log1p : word == "sqrt" ? Transform::sqrt : Transform::identity;
}

void read_aggregate(Map& map, SignalSpec& spec) {
  std::string keys;
  int found = 0;
  for (const AggregateKey& known : aggregates) {
    std::string source;
    keys += (keys.empty() ? "" : ", ") + std::string(known.key);
    if (map.text(known.key, source, known.meaning)) {
      spec.aggregate = known.aggregate;
      spec.source = source;
    }
    found += map.has(known.key) ? 1 : 0;
  }
  if (map.document().describing()) return;
  if (found != 1)
    map.fail("must have exactly one of " + keys + (found == 0 ? "" : "; it has " + std::to_string(found)));
  const bool column = spec.source.find('.') != std::string::npos;
  if ((spec.aggregate == Aggregate::sum || spec.aggregate == Aggregate::mean || spec.aggregate == Aggregate::trend ||
       spec.aggregate == Aggregate::attribute) &&
      !spec.source.empty() && !column)
    map.fail("'" + spec.source + "' must name a column, as in table.column");
}

void read_scope(Map& map, SignalSpec& spec) {
  std::vector<std::string> of;
  if (map.texts(
          "of", of,
          "whose events: candidate, enterprise, category, district, all, or a column of enterprises; joined by +")) {
    spec.scope.clear();
    for (const std::string& part : of) spec.scope += (spec.scope.empty() ? "" : "+") + part;
  }
  map.metres("within", spec.within_m, "events within this distance of the enterprise");
  map.integer("nearest", spec.nearest, {.least = 1}, "events of this many nearest other enterprises");
  map.text("via", spec.via, "relation kinds whose enterprises count, joined by +, each with an optional :weight");
  map.integer("steps", spec.steps, {.least = 1, .most = 20}, "length of the walk along relations");
  map.number("restart", spec.restart, {.least = 0, .most = 0.99}, "chance of going back to the start before each step");
  const std::vector<std::string> kernels{"disc", "quadratic"}, directions{"natural", "up", "down", "both"};
  std::string word;
  if (map.word("kernel", word, kernels, "weight of an event by distance: 1, or 1 - (distance / within)^2"))
    spec.kernel = word == "disc" ? Kernel::disc : Kernel::quadratic;
  if (map.word("direction", word, directions, "which way relations are followed"))
    spec.direction = word == "up"     ? Direction::up
                     : word == "down" ? Direction::down
                     : word == "both" ? Direction::both
                                      : Direction::natural;
  map.flag("others", spec.others, "leave out the events of the row's own enterprise");
  if (map.document().describing()) return;
  const int scopes =
      (map.has("of") ? 1 : 0) + (spec.within_m > 0 ? 1 : 0) + (spec.nearest > 0 ? 1 : 0) + (spec.via.empty() ? 0 : 1);
  if (scopes > 1) map.fail("of, within, nearest and via exclude each other");
}

void read_memory(Map& map, SignalSpec& spec) {
  map.days("half_life", spec.half_life_days, "an event's weight halves in this time");
  map.days("window", spec.window_days, "only events of the last so many days");
  map.number("shrink", spec.shrink, {.least = 0}, "mean, rate: pseudo-events at the overall mean; trend: years^2");
  map.integer("nth", spec.nth, {.least = 1, .most = 1000},
              "last, since, gap: 1 = the last event; trend: how many events");
  map.days("never", spec.never_days, "since, gap: the value when there are too few events");
  const std::vector<std::string> exposures{"enterprises", "volume"};
  std::string word;
  if (map.word("per", word, exposures, "count, sum: divided by this of the scope"))
    spec.per = word == "volume" ? Exposure::volume : Exposure::enterprises;
  map.entries(
      "where",
      [&](const std::string& column, const Value& value) {
        if (map.document().describing()) return;
        if (!spec.where_column.empty()) return value.fail("the only condition: one column can be tested");
        const auto text = value.text();
        if (!text) return value.fail("one value, values joined by |, or a comparison such as '>=2'");
        spec.where_column = column;
        spec.where_value = *text;
      },
      "only events whose column has this value: {status: accepted}");
  if (spec.half_life_days > 0 && spec.window_days > 0) map.fail("half_life and window exclude each other");
}

void read_transform(Map& map, SignalSpec& spec) {
  const Value value = map.value(
      "transform", "of the value before its weight: identity, log1p, sqrt, or {spline: basis functions, of: ...}");
  if (map.document().describing() || value.is_map()) {
    Map spline = value.map();
    spec.transform = map.document().describing() ? Transform::identity : Transform::spline;
    std::string word;
    spline.integer("spline", spec.spline_knots, {.least = 4, .most = 40},
                   "basis functions of the penalised cubic B-spline");
    if (spline.word("of", word, transform_words, "the spline's axis")) spec.spline_of = transform_of(word);
    spline.require("spline", "number of basis functions, 4 to 40");
    value.or_word(transform_words);
  } else if (value.present()) {
    const auto text = value.text();
    bool known = false;
    for (const std::string& word : transform_words) known = known || (text && *text == word);
    if (!known)
      value.fail("one of identity, log1p, sqrt, or {spline: 8}" +
                 (text ? did_you_mean(*text, transform_words) : std::string()));
    else
      spec.transform = transform_of(*text);
  }
}

void read_prior(Map& map, SignalSpec& spec) {
  Map prior = map.map("prior", "of the weight: normal, in logit per unit of the transformed signal");
  prior.number("mean", spec.prior_mean, {}, "what the expert expects of one unit");
  prior.number("sd", spec.prior_sd, {.least = 0, .above_least = true},
               "how sure of that; with a family: times its estimated scale");
  const std::vector<std::string> signs{"any", "positive", "negative"};
  std::string word;
  if (map.word("sign", word, signs, "the side of 0 that the weight must stay on"))
    spec.sign = word == "positive" ? Sign::positive : word == "negative" ? Sign::negative : Sign::any;
  map.flag("optional", spec.optional, "switch off, with a note, where the data lack it");
  map.text("family", spec.family, "signals of one family share an estimated scale of their weights");
  if (spec.sign == Sign::positive && spec.prior_mean < 0) map.fail("sign is positive and prior.mean is below 0");
  if (spec.sign == Sign::negative && spec.prior_mean > 0) map.fail("sign is negative and prior.mean is above 0");
  if (spec.sign != Sign::any && spec.transform == Transform::spline)
    map.fail("a spline has no sign; use a transform of one weight");
}

}  // namespace

SignalSpec read_signal(Map& map) {
  SignalSpec spec;
  spec.line = map.line();
  map.text("name", spec.name, "unique name, shown in reasons");
  map.require("name", "unique name, shown in reasons");
  read_aggregate(map, spec);
  read_scope(map, spec);
  read_memory(map, spec);
  read_transform(map, spec);
  read_prior(map, spec);
  return spec;
}

}  // namespace sightline
