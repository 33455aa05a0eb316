// read_evidence.hpp: read_evidence with the cut of the work in the caller's hand, for tests and timing.
#pragma once

#include "evidence/table/table_draft.hpp"
#include "sightline/evidence.hpp"

namespace sightline::evidence {

[[nodiscard]] Evidence read_dataset(const std::string& path, const EvidenceOptions& options, const ReadTuning& tuning);

}  // namespace sightline::evidence
