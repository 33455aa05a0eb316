// facts.hpp: what a plan is held against, read from ledger and policy alone, one candidate at a time and without any of
// the planner's code.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sightline/plan.hpp"

namespace sightline::checking {

struct PastResult {
  Date day;
  Result result;  // as known on the as-of day
  Mode mode;
  bool open_case = false;
};

struct LabTerms {
  Money price;
  double capacity = -1;  // -1 = no limit
};

using Label = std::function<std::string(std::size_t candidate)>;  // "" = unknown

class Facts {
 public:
  Facts(const Ledger& ledger, const Policy& policy);

  const Ledger& ledger;
  const Policy& policy;
  Date start, end;  // of the round

  [[nodiscard]] bool binds(const PolicyRule& rule, Stream stream) const;  // on, and does not except the stream
  // The id of the rule that keeps the candidate out of the stream, caps of enterprises aside; "" = none.
  [[nodiscard]] std::string forbidden_by(std::size_t c, Stream stream) const;
  [[nodiscard]] int mandatory_batches(std::size_t c) const;
  [[nodiscard]] std::uint8_t evidence(std::size_t c) const;  // Qualifying bits
  [[nodiscard]] bool may_be_directed(std::uint8_t evidence) const;
  [[nodiscard]] double floor(std::size_t c) const;
  [[nodiscard]] double ceiling(std::size_t c) const;
  // The lab's terms for the candidate's category; nullptr when it is not qualified. Without labs: no_id alone.
  [[nodiscard]] const LabTerms* terms(std::size_t c, Id lab) const;
  [[nodiscard]] std::vector<Id> labs(Index category) const;  // that may test it, by id; no_id alone without labs
  [[nodiscard]] bool rotation_forbids(std::size_t c, Id lab) const;
  [[nodiscard]] int past_visits(Index enterprise) const;
  // The group of the candidate under a per-rule; "" when the rule does not count it.
  [[nodiscard]] const std::string& group(const PolicyRule& rule, std::size_t c) const;

  [[nodiscard]] std::string name(std::size_t c) const;  // ENTERPRISE/CATEGORY

 private:
  void read_results();
  void read_labs();
  void read_other_plans();
  void read_evidence();
  [[nodiscard]] bool recent(Date day, int months) const { return day.plus_months(months) > start; }
  [[nodiscard]] bool unavailable(std::size_t c) const;
  [[nodiscard]] bool repeats(const PolicyRule& rule, std::size_t c) const;
  [[nodiscard]] bool planned_elsewhere(std::size_t c) const;
  [[nodiscard]] bool relieved(const PolicyRule& rule, std::size_t c) const;
  [[nodiscard]] Label label_of(const std::string& attribute, bool category_first) const;

  struct OtherPlan {
    Id category = no_id;
    std::string authority;
    Date from, to;  // to: unknown = open
  };
  std::vector<std::vector<PastResult>> results_;                  // per candidate
  std::vector<std::set<Date>> visits_;                            // per enterprise: days
  std::vector<std::pair<Date, Id>> last_lab_;                     // per enterprise
  std::vector<std::vector<OtherPlan>> other_plans_;               // per enterprise
  std::vector<std::map<Id, LabTerms>> labs_;                      // per category
  std::vector<std::uint8_t> evidence_;                            // per candidate
  std::map<const PolicyRule*, std::vector<std::string>> groups_;  // per rule and candidate
};

}  // namespace sightline::checking
