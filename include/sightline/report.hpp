// report.hpp: any result as text, CSV and JSON files. Computes no number.
//
// Whole or not at all: files are written beside their place and moved there at the end, so a stopped process leaves the
// old output or the new one, never half of one. Errors   Error(input) when the folder cannot be written.
#pragma once

#include <string>
#include <vector>

#include "sightline/plan.hpp"

namespace sightline {

[[nodiscard]] SIGHTLINE_API std::string to_csv_rejected(const Evidence& evidence);
[[nodiscard]] SIGHTLINE_API std::string to_csv_scores(const Ledger& ledger, const Risk& risk);
[[nodiscard]] SIGHTLINE_API std::string to_csv_domains(const Ledger& ledger, const std::vector<DomainScore>& domains);
[[nodiscard]] SIGHTLINE_API std::string to_csv_plan(const Ledger& ledger, const Risk& risk, const Plan& plan);
[[nodiscard]] SIGHTLINE_API std::string to_csv_rules(const Plan& plan);
[[nodiscard]] SIGHTLINE_API std::string to_json_fit(const Ledger& ledger, const Risk& risk);
[[nodiscard]] SIGHTLINE_API std::string to_json_plan(const Ledger& ledger, const Plan& plan, double seconds);
[[nodiscard]] SIGHTLINE_API std::string to_json_summary(const Summary& summary);
// The `limit` best lines of a plan as a table for people.
[[nodiscard]] SIGHTLINE_API std::string to_text_plan(const Ledger& ledger, const Risk& risk, const Plan& plan,
                                                     std::size_t limit = 10);

// Files of one result, written all at once.
class SIGHTLINE_API OutputFolder {
 public:
  explicit OutputFolder(std::string path);
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  void add(std::string file_name, std::string content);
  void commit();  // moves everything into place
 private:
  struct State;
  State* state_;
};

}  // namespace sightline
