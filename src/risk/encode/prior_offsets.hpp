// prior_offsets.hpp: what published failure rates say of a group's levels before any test of one's own.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sightline/settings/risk_model.hpp"

namespace sightline::encode {

class PriorOffsets {
 public:
  PriorOffsets(const Ledger& ledger, const RiskModel& model);

  // Has the model rates for this dimension of a group (category; size and enterprises.size are the same)?
  [[nodiscard]] bool covers(const std::string& by);
  // Prior mean of the effect of one value, 0 when no rate names it.
  [[nodiscard]] double of(const std::string& by, const std::string& value, double prior_scale);
  [[nodiscard]] std::vector<std::string> notes() const;  // dimensions and values that found nothing

 private:
  struct Rate {
    double logit = 0, variance = 0;  // sampling variance of the logit
    bool used = false;
  };
  struct Table {
    double overall = 0;  // logit of the rate of all batches together
    std::map<std::string, Rate> rates;
    bool used = false;
  };
  static std::string plain(const std::string& by);

  std::map<std::string, Table> tables_;                          // by dimension
  std::map<std::string, std::vector<std::string>> other_names_;  // category id: its name and aliases
};

}  // namespace sightline::encode
