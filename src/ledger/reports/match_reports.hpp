// match_reports.hpp: whom complaints and reports mean that name an enterprise by text alone.
#pragma once

#include <string>
#include <vector>

#include "sightline/ledger.hpp"

namespace sightline {

// At `link` or more the report counts for its most probable enterprise, with that probability as its weight; between
// `review` and `link` it stays with its category and district and somebody should look at it.
struct MatchThresholds {
  double link = 0.9, review = 0.3;
};

struct NamedEnterprises {  // columns over the ledger's enterprises; address may be empty
  std::vector<std::string_view> name, address, district;
};

struct ReportMatch {
  Index enterprise = no_index;  // no_index below `link`
  double probability = 0;       // of the best entry
  std::string review;           // for the doubtful band: the entries that may be meant, with the evidence for each
};

// One answer per report. Reports whose name, address and district are equal share one.
[[nodiscard]] std::vector<ReportMatch> match_reports(const NamedEnterprises& enterprises, const Ledger& ledger,
                                                     const std::vector<std::string_view>& name,
                                                     const std::vector<std::string_view>& address,
                                                     const std::vector<std::string_view>& district,
                                                     const MatchThresholds& thresholds, const Run& run);

}  // namespace sightline
