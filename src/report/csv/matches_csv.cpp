#include "report/csv/csv_writer.hpp"
#include "sightline/methods/matching.hpp"
#include "sightline/report.hpp"

namespace sightline {

std::string to_csv_matches(const Matches& matches, std::span<const std::string_view> name_ids, const NameTable& names,
                           std::span<const std::string_view> enterprise_ids, const NameTable& entries) {
  CsvWriter csv({"name_id", "rank", "enterprise_id", "probability", "evidence", "name", "enterprise_name"});
  csv.reserve(matches.match.size() * 160);
  for (std::size_t i = 0; i < name_ids.size(); ++i) {
    std::int64_t rank = 0;
    for (const Match& match : matches.of(i)) {
      csv.id(name_ids[i]);
      csv.integer(++rank);
      csv.id(enterprise_ids[match.entry]);
      csv.number(match.probability);
      csv.id(evidence_of(match));
      csv.text(names.name[i]);
      csv.text(entries.name[match.entry]);
      csv.end_row();
    }
  }
  return csv.take();
}

std::string to_csv_weights(const Matches& matches) {
  CsvWriter csv({"field", "level", "matched", "unmatched", "weight"});
  for (const MatchWeights& level : matches.weights) {
    csv.id(name_of(level.field));
    csv.id(level.level);
    csv.number(level.matched);
    csv.number(level.unmatched);
    csv.number(level.weight);
    csv.end_row();
  }
  return csv.take();
}

}  // namespace sightline
