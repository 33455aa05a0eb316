#include "simulate/scenario.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "base/nearest_name.hpp"
#include "config/document.hpp"
#include "config/map.hpp"
#include "config/scalars.hpp"
#include "sightline/base/hash.hpp"
#include "sightline/simulate.hpp"

namespace sightline::simulate {
namespace {

using config::Map;
using config::Value;

constexpr config::Range share_range{.least = 0, .most = 1};
constexpr config::Range positive{.least = 0, .above_least = true};
constexpr config::Range rate_range{.least = 1e-6, .most = 0.999};
constexpr config::Range not_negative{.least = 0};

// Position of the entry named `name`; a violation with the nearest name when there is none.
template <class Entry>
Index find_entry(const Map& where, const std::vector<Entry>& entries, const std::string& name, const std::string& kind,
                 int line) {
  std::vector<std::string> names;
  for (const Entry& entry : entries) {
    if (entry.id == name) return static_cast<Index>(&entry - entries.data());
    names.push_back(entry.id);
  }
  where.document().violation(line, where.path() + ": " + name + " is no " + kind + did_you_mean(name, names));
  return 0;
}

template <class Entry>
void check_new(const Map& map, const std::vector<Entry>& entries, const std::string& id) {
  for (const Entry& entry : entries)
    if (entry.id == id && !map.document().describing()) return map.fail("id " + id + " is used twice");
}

// {gasoline: 0.97, diesel: 0.94}: names of `entries` with a share each.
template <class Entry>
std::vector<Share> read_shares(Map& map, std::string_view key, const std::vector<Entry>& entries,
                               const std::string& kind, std::string_view meaning) {
  std::vector<Share> shares;
  map.entries(
      key,
      [&](const std::string& name, const Value& value) {
        if (map.document().describing()) return;
        const auto text = value.text();
        const auto share = text ? config::parse_number(*text) : std::nullopt;
        if (!share || *share < 0 || *share > 1) return value.fail("a share between 0 and 1");
        if (*share > 0) shares.push_back({find_entry(map, entries, name, kind, value.line()), *share});
      },
      meaning);
  return shares;
}

void read_traits(Map& top, std::string_view key, std::vector<Trait>& traits, std::string_view meaning) {
  if (!top.has(key)) return;
  std::vector<Trait> read;
  top.entries(
      key,
      [&](const std::string& name, const Value& value) {
        if (top.document().describing()) return;
        const auto text = value.text();
        const auto rate = text ? config::parse_number(*text) : std::nullopt;
        if (!rate || !config::inside(*rate, rate_range)) return value.fail(config::expected_number(rate_range, false));
        read.push_back({name, *rate});
      },
      meaning);
  if (!top.document().describing()) traits = read;
}

void read_district(Map& map, Scenario& scenario) {
  District district;
  map.require("id", "code of the district");
  map.text("id", district.id, "code of the district");
  check_new(map, scenario.districts, district.id);
  map.text("name", district.name, "as in the names of enterprises");
  map.number("share", district.share, positive, "weight among the districts");
  map.number("longitude", district.longitude, {.least = -180, .most = 180}, "degrees east of the centre");
  map.number("latitude", district.latitude, {.least = -90, .most = 90}, "degrees north of the centre");
  map.number("spread_km", district.spread_km, positive, "standard deviation of positions about the centre");
  map.number("complaint_rate", district.complaint_rate, positive, "how readily people complain, 1 = usual");
  scenario.districts.push_back(district);
}

void read_category(Map& map, Scenario& scenario) {
  ProductCategory category;
  map.require("id", "id of the category");
  map.text("id", category.id, "id of the category");
  check_new(map, scenario.categories, category.id);
  map.text("name", category.name, "as published");
  map.text("parent", category.parent, "id of a wider class");
  map.number("rate", category.rate, rate_range, "typical chance of a failing batch");
  map.flag("catalogue", category.catalogue, "on the key-product list");
  map.number("severity", category.severity, positive, "harm weight");
  map.require("unit_cost", "yuan per batch");
  map.money("unit_cost", category.unit_cost, "yuan per batch, purchase and test");
  map.number("test_sensitivity", category.test_sensitivity, {.least = 0, .most = 1, .above_least = true},
             "chance that a failing batch is found");
  map.text("aliases", category.aliases, "words that mean it, separated by ;");
  scenario.categories.push_back(category);
}

void read_group(Map& map, Scenario& scenario) {
  static const std::vector<std::string> points{"none", "tanks", "silos", "lines"};
  SubjectGroup group;
  map.require("id", "id of the group, written as industry");
  map.text("id", group.id, "id of the group, written as industry");
  check_new(map, scenario.groups, group.id);
  map.text("name", group.name, "as in the names of enterprises");
  map.require("enterprises", "how many there are at scale 1");
  map.integer("enterprises", group.enterprises, {.least = 1, .most = 1e7}, "how many there are at scale 1");
  map.require("sells", "categories with the share of the group that offers them");
  group.sells = read_shares(map, "sells", scenario.categories, "category",
                            "share of the group that offers each category; counts are rounded, everyone offers one");
  group.sizes = read_shares(map, "sizes", scenario.sizes, "size", "share of each size; default: all alike");
  group.channels = read_shares(map, "channels", scenario.channels, "channel", "share of each channel");
  std::string kind = "none";
  map.word("points", kind, points, "sampling points inside: tanks with nozzles, silos with trucks, lines");
  group.points = static_cast<Points>(std::find(points.begin(), points.end(), kind) - points.begin());
  double offered = 0;
  for (const Share& share : group.sells) offered += share.share;
  if (group.sizes.empty())
    for (Index size = 0; size < scenario.sizes.size(); ++size) group.sizes.push_back({size, 1});
  if (group.channels.empty())
    for (Index channel = 0; channel < scenario.channels.size(); ++channel) group.channels.push_back({channel, 1});
  if (!map.document().describing() && map.has("sells") && offered < 1 - 1e-9)
    map.fail("the shares of sells add up to less than 1, so some enterprises would offer nothing");
  scenario.groups.push_back(std::move(group));
}

void read_quality(Map map, Quality& quality) {
  map.number("damping", quality.damping, share_range, "of the published differences between sizes and channels");
  map.number("enterprise_sd", quality.enterprise_sd, not_negative, "of enterprise effects, logit");
  map.number("candidate_sd", quality.candidate_sd, not_negative, "of enterprise x category effects, logit");
  map.number("category_sd", quality.category_sd, not_negative, "of a category's drift, logit");
  map.number("persistence", quality.persistence, {.least = 0.01, .most = 1},
             "correlation of an effect with itself a year later");
  map.number("supplier_share", quality.supplier_share, not_negative, "of a supplier's effect that reaches its dealers");
  map.number("owner_correlation", quality.owner_correlation, share_range, "between enterprises of one owner");
  map.number("complacency", quality.complacency, not_negative, "logit per year without a visit, up to three years");
  map.number("rectification", quality.rectification, not_negative, "logit taken off after a failure");
}

void read_source(Map map, ReportSource& source, bool monitoring) {
  map.number("per_year", source.per_year, not_negative, "expected number of reports a year at scale 1");
  map.number("follows_quality", source.follows_quality, {}, "log rate per logit of quality; 0 = reports say nothing");
  map.number("unnamed_share", source.unnamed_share, share_range, "that name no enterprise by its id");
  if (monitoring) {
    map.number("points", source.points, not_negative, "monitoring points at scale 1");
    map.texts("kinds", source.kinds, "kinds of points");
  } else {
    map.number("organised_share", source.organised_share, {.least = 0, .most = 0.9},
               "filed in series by a few people, whatever the quality");
  }
}

void read_lab(Map& map, Scenario& scenario) {
  Lab lab;
  map.require("id", "id of the inspection body");
  map.text("id", lab.id, "id of the inspection body");
  check_new(map, scenario.labs, lab.id);
  map.text("name", lab.name, "of the inspection body");
  std::vector<std::string> names;
  map.texts("categories", names, "qualified for; default: all");
  for (const std::string& name : names)
    lab.categories.push_back(find_entry(map, scenario.categories, name, "category", map.line()));
  map.number("price", lab.price, positive, "times the category's unit cost");
  map.integer("capacity", lab.capacity, {.least = 0, .most = 1e7}, "batches per category and round; 0 = 60");
  map.number("severity", lab.severity_logit, {.least = -3, .most = 3}, "of its verdicts, logit; lab error, not truth");
  scenario.labs.push_back(std::move(lab));
}

void check_period(const Map& map, Date start, Date end) {
  if (!map.document().describing() && start.known() && end.known() && end < start)
    map.fail("end " + end.to_string() + " is before start " + start.to_string());
}

void read_campaign(Map& map, Scenario& scenario) {
  CampaignSpec campaign;
  std::string category, district;
  map.require("id", "id of the campaign");
  map.text("id", campaign.id, "id of the campaign");
  check_new(map, scenario.campaigns, campaign.id);
  map.require("category", "category that it is about");
  if (map.text("category", category, "category that it is about"))
    campaign.category = find_entry(map, scenario.categories, category, "category", map.line());
  if (map.text("district", district, "default: everywhere"))
    campaign.district = find_entry(map, scenario.districts, district, "district", map.line());
  map.require("start", "first day");
  map.date("start", campaign.start, "first day");
  map.date("end", campaign.end, "last day; default: open");
  map.number("weight", campaign.weight, positive, "");
  check_period(map, campaign.start, campaign.end);
  scenario.campaigns.push_back(campaign);
}

void read_round(Map& map, Scenario& scenario) {
  PastRound round;
  for (const char* key : {"id", "start", "end", "batches", "spent"}) map.require(key, "of the past round");
  map.text("id", round.id, "id of the round");
  check_new(map, scenario.rounds, round.id);
  map.date("start", round.start, "first day of sampling");
  map.date("end", round.end, "last day, by which every result is known");
  map.integer("batches", round.batches, {.least = 1, .most = 1e7}, "tested, at scale 1; met exactly");
  map.integer("nonconforming", round.nonconforming, {.least = 0, .most = 1e7},
              "final number at scale 1, met exactly; default: by chance");
  map.money("spent", round.spent, "yuan for the tested batches, at scale 1; met exactly");
  map.number("directed_share", round.directed_share, share_range, "of batches chosen on evidence; the rest at random");
  map.number("nonresponse", round.nonresponse, {.least = 0, .most = 1},
             "visits without a sample (refused, sold out, closed) per tested batch");
  check_period(map, round.start, round.end);
  if (!map.document().describing()) {
    if (round.nonconforming > round.batches) map.fail("nonconforming is more than batches");
    if (round.start.known() && round.end.known() && round.end - round.start < 31)
      map.fail("a round needs at least 31 days, results take up to 30");
    if (round.end.known() && scenario.as_of.known() && round.end > scenario.as_of)
      map.fail("ends after as_of " + scenario.as_of.to_string());
    if (!scenario.rounds.empty() && round.start.known() && round.start <= scenario.rounds.back().end)
      map.fail("must start after the round before it has ended");
    if (round.start.known() && scenario.start.known() && round.start < scenario.start)
      map.fail("starts before the scenario's start " + scenario.start.to_string());
  }
  scenario.rounds.push_back(round);
}

void read_other_plan(Map& map, Scenario& scenario) {
  OtherProgramme other;
  static const std::vector<std::string> levels{"national", "provincial", "municipal", "county"};
  map.require("authority", "level that plans it");
  map.word("authority", other.authority, levels, "level that plans it");
  map.number("share", other.share, share_range, "of candidates; producers four times as likely");
  map.require("start", "first day");
  map.date("start", other.start, "first day");
  map.require("end", "last day");
  map.date("end", other.end, "last day");
  check_period(map, other.start, other.end);
  scenario.other_plans.push_back(other);
}

std::optional<std::int64_t> whole_number(const Value& value) {
  const auto text = value.text();
  const auto number = text ? config::parse_number(*text) : std::nullopt;
  if (number && *number >= 0 && *number <= 1e12 && *number == std::floor(*number))
    return static_cast<std::int64_t>(*number);
  value.fail("a whole number, 0 or more");
  return std::nullopt;
}

void read_declared(Map& map, Scenario& scenario) {
  Declared declared;
  map.require("label", "what is counted");
  map.text("label", declared.label, "what is counted");
  map.require("count", "total as published");
  const Value count = map.value("count", "total as published");
  if (!map.document().describing() && count.present()) declared.count = whole_number(count).value_or(0);
  map.entries(
      "parts",
      [&](const std::string& name, const Value& value) {
        if (map.document().describing()) return;
        if (const auto part = whole_number(value)) declared.parts.emplace_back(name, *part);
      },
      "published parts of it");
  scenario.declared.push_back(std::move(declared));
}

void read_frame(Map& top, Scenario& scenario) {
  static const std::vector<std::string> formats{"sightline.scenario/1"};
  std::string format;
  top.require("scenario", "format of this file: sightline.scenario/1");
  top.word("scenario", format, formats, "format of this file");
  top.require("name", "name of the dataset");
  top.text("name", scenario.name, "name of the dataset");
  top.require("as_of", "last day of the evidence");
  top.date("as_of", scenario.as_of, "last day of the evidence");
  top.date("start", scenario.start, "day from which complaints and reports exist; default: 18 months before as_of");
  if (!scenario.start.known() && scenario.as_of.known()) scenario.start = scenario.as_of.plus_months(-18);
  if (scenario.start.known() && scenario.as_of.known() && scenario.start >= scenario.as_of)
    top.fail("start " + scenario.start.to_string() + " is not before as_of " + scenario.as_of.to_string());
  top.number("scale", scenario.scale, {.least = 1e-3, .most = 1e5}, "1 = the counts as given; see simulate.hpp");
  read_traits(top, "sizes", scenario.sizes, "published failure rate of each size of enterprise");
  read_traits(top, "channels", scenario.channels, "published failure rate of each channel");
  top.number("closures_per_year", scenario.closures_per_year, share_range, "share of enterprises that close in a year");
  top.number("openings_per_year", scenario.openings_per_year, {.least = 0.01, .most = 1}, "1 / mean age in years");
  top.integer("inspectors", scenario.inspectors, {.least = 0, .most = 1e6}, "at scale 1");
}

Scenario read(config::Document& document) {
  Scenario scenario;
  // State Administration for Market Regulation: sizes 2023, channels 2024 (models/prior).
  scenario.sizes = {{"large", 0.008}, {"medium", 0.022}, {"small", 0.132}};
  scenario.channels = {{"production", 0.067}, {"shop", 0.151}, {"online", 0.235}};
  scenario.monitoring.kinds = {"market", "school", "hospital", "community"};
  {
    Map top = document.root();
    read_frame(top, scenario);
    const auto each = [&](std::string_view key, void (*reader)(Map&, Scenario&), std::string_view meaning) {
      top.list(key, [&](Map& map) { reader(map, scenario); }, meaning);
    };
    for (const char* key : {"districts", "categories", "groups"}) top.require(key, "at least one");
    each("districts", read_district, "districts of the city");
    each("categories", read_category, "product categories");
    each("groups", read_group, "groups of subjects");
    if (!document.describing() &&
        (scenario.districts.empty() || scenario.categories.empty() || scenario.groups.empty()))
      top.fail("districts, categories and groups need at least one entry each");
    if (scenario.groups.size() > 255 || scenario.districts.size() > 65535)
      top.fail("at most 255 groups and 65535 districts");
    read_quality(top.map("quality", "how the latent quality varies"), scenario.quality);
    read_source(top.map("complaints", "complaints by people"), scenario.complaints, false);
    read_source(top.map("monitoring", "reports from monitoring points"), scenario.monitoring, true);
    {
      Map relations = top.map("relations", "edges between enterprises");
      relations.number("supplied_share", scenario.relations.supplied_share, share_range,
                       "of dealers' offers with a known supplier");
      relations.number("owned_share", scenario.relations.owned_share, share_range,
                       "of enterprises that share an owner with others");
    }
    each("labs", read_lab, "inspection bodies");
    each("campaigns", read_campaign, "special campaigns");
    each("rounds", read_round, "past rounds, in order of time");
    each("other_plans", read_other_plan, "programmes of other authorities");
    each("declared", read_declared, "totals that the bureau has published");
  }
  document.finish();
  return scenario;
}

}  // namespace

Scenario parse_scenario(std::string_view yaml, const std::string& path) {
  config::Document document = config::Document::parse(yaml, path);
  Scenario scenario = read(document);
  scenario.path = path;
  scenario.text = std::string(yaml);
  scenario.hash = to_hex(sha256(yaml));
  return scenario;
}

Scenario load_scenario(const std::string& path) { return parse_scenario(config::read_text_file(path), path); }

}  // namespace sightline::simulate

namespace sightline {

std::string scenario_schema() {
  config::Document document = config::Document::describe();
  (void)simulate::read(document);
  nlohmann::ordered_json schema = document.schema();
  schema["title"] = "sightline.scenario/1";
  return schema.dump(2) + "\n";
}

}  // namespace sightline
