// read_evidence.hpp: read_evidence with the cut of the work in the caller's hand, for tests and timing.
#pragma once

#include "evidence/table/table_draft.hpp"
#include "sightline/evidence.hpp"

namespace sightline::evidence {

[[nodiscard]] Evidence read_dataset(const std::string& path, const EvidenceOptions& options, const ReadTuning& tuning);
// One table of the contract from a file alone: ids of other tables are taken as they stand. Error(input) when there is
// no such file, else as read_evidence.
[[nodiscard]] Evidence read_one_table(const std::string& path, std::string_view table, const EvidenceOptions& options);

}  // namespace sightline::evidence
