// scenario.hpp: the scenario file (sightline.scenario/1) as values; names are resolved to positions in their list.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sightline/base/date.hpp"
#include "sightline/base/ids.hpp"
#include "sightline/base/money.hpp"

namespace sightline::simulate {

// What an enterprise carries as physical points where a sample can be taken.
enum class Points : std::uint8_t { none, tanks, silos, lines };

struct Share {  // of a group's enterprises
  Index of;     // position in the list it names
  double share;
};

struct District {
  std::string id, name;
  double share = 1;  // weight among the districts
  double longitude = 0, latitude = 0;
  double spread_km = 3;       // standard deviation of positions
  double complaint_rate = 1;  // how readily its people complain, relative to the others
};

struct ProductCategory {
  std::string id, name, parent;
  double rate = 0.03;  // typical chance of a failing batch
  bool catalogue = false;
  double severity = 1;
  Money unit_cost;
  double test_sensitivity = 1;
  std::string aliases;
};

struct Trait {  // a size or a channel
  std::string id;
  double rate = 0.03;  // published failure rate; only ratios of odds matter
};

struct SubjectGroup {
  std::string id, name;
  int enterprises = 0;
  std::vector<Share> sells, sizes, channels;
  Points points = Points::none;
};

struct Quality {
  double damping = 0.5;        // of the published size and channel differences, which overlap with each other
  double enterprise_sd = 0.7;  // logit
  double candidate_sd = 0.4;
  double category_sd = 0.25;  // of the drift common to a category
  double persistence = 0.7;   // correlation of an effect with itself a year later
  double supplier_share = 0.4;
  double owner_correlation = 0.5;
  double complacency = 0.12;   // logit per year without a visit, up to three years
  double rectification = 0.8;  // logit taken off after a failure
};

struct ReportSource {  // complaints, or reports from monitoring points
  double per_year = 0;
  double follows_quality = 0.8;  // log rate per logit of quality
  double unnamed_share = 0.15;   // name no enterprise by its id
  double organised_share = 0.0;  // complaints: filed by a few people against anybody
  double points = 0;             // monitoring points
  std::vector<std::string> kinds;
};

struct Relations {
  double supplied_share = 0.35;  // of dealers' offers that have a known supplier in the city
  double owned_share = 0.1;      // of enterprises that share an owner with others
};

struct Lab {
  std::string id, name;
  std::vector<Index> categories;  // qualified for; empty = all
  double price = 1;               // times the category's unit cost
  int capacity = 0;               // batches per category and round, 0 = 60
  double severity_logit = 0;      // of its verdicts; part of lab error, not of the truth
};

struct CampaignSpec {
  std::string id;
  Index category = 0, district = no_index;
  Date start, end;
  double weight = 1;
};

struct PastRound {
  std::string id;
  Date start, end;
  int batches = 0;
  int nonconforming = -1;  // published, final; -1 = by chance
  Money spent;
  double directed_share = 0.4;
  double nonresponse = 0.04;  // visits without a sample, per batch
};

struct OtherProgramme {
  std::string authority;
  double share = 0.02;  // of candidates; producers four times as likely
  Date start, end;
};

struct Declared {
  std::string label;
  std::int64_t count = 0;
  std::vector<std::pair<std::string, std::int64_t>> parts;
};

struct Scenario {
  std::string name, path, hash, text;
  Date start, as_of;
  double scale = 1;
  std::vector<District> districts;
  std::vector<ProductCategory> categories;
  std::vector<Trait> sizes, channels;
  std::vector<SubjectGroup> groups;
  Quality quality;
  ReportSource complaints, monitoring;
  Relations relations;
  std::vector<Lab> labs;
  std::vector<CampaignSpec> campaigns;
  std::vector<PastRound> rounds;
  std::vector<OtherProgramme> other_plans;
  std::vector<Declared> declared;
  double closures_per_year = 0.03, openings_per_year = 0.06;
  int inspectors = 12;
};

[[nodiscard]] Scenario load_scenario(const std::string& path);
[[nodiscard]] Scenario parse_scenario(std::string_view yaml, const std::string& path);

}  // namespace sightline::simulate
