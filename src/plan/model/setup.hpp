// setup.hpp: everything that a plan is made from and that no choice changes.
#pragma once

#include "plan/candidates/eligibility.hpp"
#include "plan/candidates/evidence_of.hpp"
#include "plan/candidates/gain.hpp"
#include "plan/random/random_cells.hpp"
#include "sightline/plan.hpp"

namespace sightline::planning {

enum class Part : std::uint8_t { none, mandatory, directed };  // certain lines that a candidate may have

struct Setup {
  const Ledger& ledger;
  const Risk& risk;
  const Policy& policy;
  Round round;
  std::optional<Money> budget{};
  History history{};
  Labs labs{};
  Eligibility eligible{};
  RandomCells random{};
  std::vector<Id> last_lab{};            // per enterprise; no_id where rotation asks nothing
  std::vector<std::uint8_t> evidence{};  // per candidate: Qualifying bits
  std::vector<Part> part{};              // per candidate
  std::vector<double> single_gain{};     // per candidate: of one batch
  std::vector<std::uint64_t> tie{};      // per candidate: keyed hash of the public ids
  std::uint32_t rotated = 0;             // candidates for which rotation forbids a lab

  [[nodiscard]] double gain(std::size_t candidate, int batches) const;
  [[nodiscard]] const std::vector<LabPrice>& labs_of(std::size_t candidate) const {
    return labs.of_category[ledger.frame.category[candidate]];
  }
  [[nodiscard]] const LabPrice& lab_of(const Cell& cell) const { return labs.of_category[cell.category][cell.lab]; }
  // Most batches of a directed line.
  [[nodiscard]] std::uint32_t most_batches(std::size_t candidate) const;
};

// Error(usage) for a policy that names what the ledger lacks, for neither budget nor max_batches, for another frame.
[[nodiscard]] Setup set_up(const Ledger& ledger, const Risk& risk, const Policy& policy, const PlanOptions& options);

}  // namespace sightline::planning
