#include "report/names.hpp"
#include "report/reasons.hpp"
#include "sightline/base/error.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {

constexpr std::size_t grain = 8192;     // rows per chunk: a megabyte or so of text
constexpr std::size_t row_bytes = 320;  // first guess of a row's length

CsvWriter score_header() {
  return CsvWriter({"enterprise_id", "category_id", "probability", "lower", "upper", "harm", "points", "grade", "rank",
                    "reasons", "values", "logit", "enterprise_name", "category_name", "district"});
}

void write_score(const Ledger& ledger, const Risk& risk, const Names& names, Reasons& reasons, Index c,
                 CsvWriter& csv) {
  const Index enterprise = ledger.frame.enterprise[c], category = ledger.frame.category[c];
  csv.id(names.enterprise_id(enterprise));
  csv.id(names.category_id(category));
  csv.number(risk.probability[c]);
  csv.number(risk.lower[c]);
  csv.number(risk.upper[c]);
  csv.number(risk.harm[c]);
  csv.fixed(risk.points[c], 2);
  csv.id(risk.grades[risk.grade[c]]);
  csv.integer(risk.rank[c]);
  reasons.write_reasons(c, csv);
  reasons.write_values(c, csv);
  csv.number(risk.logit[c]);
  csv.text(names.enterprise(enterprise));
  csv.text(names.category(category));
  csv.id(names.district(enterprise));
  csv.end_row();
}

}  // namespace

std::string to_csv_scores(const Ledger& ledger, const Risk& risk, const Signals* signals, const Run& run) {
  require_same_frame(ledger, risk.frame_fingerprint, "risk");
  if (signals != nullptr) require_same_frame(ledger, signals->frame_fingerprint, "table of signals");
  const Names names(ledger);
  const std::size_t rows = ledger.frame.size();
  std::vector<std::string> chunks((rows + grain - 1) / grain);
  parallel_chunks(run, rows, grain, [&](std::size_t chunk, std::size_t begin, std::size_t end) {
    CsvWriter csv;
    csv.reserve((end - begin) * row_bytes);
    Reasons reasons(risk, signals);
    for (std::size_t c = begin; c < end; ++c) write_score(ledger, risk, names, reasons, static_cast<Index>(c), csv);
    chunks[chunk] = csv.take();
  });
  std::string text = score_header().take();
  std::size_t bytes = text.size();
  for (const std::string& chunk : chunks) bytes += chunk.size();
  text.reserve(bytes);
  for (std::string& chunk : chunks) {
    text += chunk;
    chunk = {};
  }
  return text;
}

std::string to_csv_domains(const Ledger& ledger, const std::vector<DomainScore>& domains) {
  CsvWriter csv({"id", "candidates", "rate", "lower", "upper", "rank", "rank_lower", "rank_upper"});
  for (const DomainScore& domain : domains) {
    csv.id(ledger.text(domain.id));
    csv.integer(domain.candidates);
    csv.number(domain.rate);
    csv.number(domain.lower);
    csv.number(domain.upper);
    csv.integer(domain.rank);
    csv.integer(domain.rank_lower);
    csv.integer(domain.rank_upper);
    csv.end_row();
  }
  return csv.take();
}

}  // namespace sightline
