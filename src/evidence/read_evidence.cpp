#include "evidence/read_evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "evidence/accounts.hpp"
#include "evidence/table/checks.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/hash.hpp"

namespace sightline {

const Column* Table::find(std::string_view column) const {
  for (const Column& candidate : columns)
    if (candidate.name == column) return &candidate;
  return nullptr;
}

const std::string& Table::file_of(std::size_t row) const {
  const auto behind = std::upper_bound(parts.begin(), parts.end(), row,
                                       [](std::size_t value, const TablePart& part) { return value < part.first_row; });
  return behind == parts.begin() ? source : (behind - 1)->file;
}

const Table* Evidence::find(std::string_view table) const {
  for (const auto& candidate : tables)
    if (candidate->name == table) return candidate.get();
  return nullptr;
}

Evidence read_evidence(const std::string& path, const EvidenceOptions& options) {
  return evidence::read_dataset(path, options, {});
}

namespace evidence {
namespace {

std::vector<LoadedFile> load_files(const TableSource& source) {
  std::vector<LoadedFile> files;
  for (const SourceFile& file : source.files) files.push_back({file, FileBytes(file.path), ""});
  return files;
}

// Large plain files are hashed while they are read (table_reader.hpp).
void hash_small_files(std::vector<std::vector<LoadedFile>>& tables, const Run& run) {
  constexpr std::size_t large_bytes = std::size_t{1} << 23;
  std::vector<LoadedFile*> files;
  for (auto& table : tables)
    for (LoadedFile& file : table)
      if (file.bytes.packed() || file.bytes.stored().size() < large_bytes) files.push_back(&file);
  parallel_chunks(run, files.size(), 1, [&](std::size_t i, std::size_t, std::size_t) {
    files[i]->hash = to_hex(sha256(files[i]->bytes.stored()));
  });
}

void find_wrong_codes(const TableDraft& draft, const StringPool& pool, std::vector<Problem>& findings) {
  const Column* codes = draft.table.find("credit_code");
  if (draft.table.name != "enterprises" || codes == nullptr) return;
  for (std::size_t row = 0; row < draft.table.rows; ++row) {
    if (codes->ids[row] == no_id) continue;
    const std::string text(pool.text(codes->ids[row]));
    if (is_credit_code(text)) continue;
    findings.push_back({draft.table.name, draft.table.file_of(row), draft.table.lines[row], "credit_code", text,
                        "credit-code",
                        fmt::format("credit_code is {}, which is no unified social credit code (GB 32100-2015: 18 "
                                    "characters with a check character)",
                                    shown(text)),
                        draft.row_text(draft.file_of(row), draft.begins[row])});
  }
}

// One reading: tables in the order of the contract, so that enterprises and categories are known to what refers to
// them.
class DatasetReader {
 public:
  DatasetReader(const EvidenceOptions& options, const ReadTuning& tuning, const Dataset& dataset)
      : options_(options), tuning_(tuning), dataset_(dataset), pool_(std::make_shared<StringPool>()) {
    evidence_.name = dataset.name;
    evidence_.synthetic = dataset.synthetic;
    evidence_.as_of = options.as_of ? *options.as_of : dataset.as_of;
    evidence_.declared = dataset.declared;
    notes_ = dataset.notes;
    if (dataset.manifest.empty()) return;
    const std::string hash = to_hex(sha256(dataset.manifest_text));
    evidence_.summary.inputs.emplace_back(dataset.manifest, hash);
    hashes_ = hash + "\n";
  }

  Evidence read() {
    std::vector<std::vector<LoadedFile>> files;
    for (const TableSource& table : dataset_.tables) files.push_back(load_files(table));
    hash_small_files(files, options_.run);
    for (std::size_t t = 0; t < dataset_.tables.size(); ++t) read_one(dataset_.tables[t], std::move(files[t]));
    add_report_settings();
    if (options_.rejected != nullptr) *options_.rejected = evidence_.rejected;
    if (!excess_.empty()) fail_for_excess(excess_, evidence_.rejected, options_.max_rejected);
    evidence_.pool = pool_;
    evidence_.hash = to_hex(sha256(hashes_));
    summarise(dataset_, notes_, evidence_);
    return std::move(evidence_);
  }

 private:
  void read_one(const TableSource& source, std::vector<LoadedFile> files) {
    if (source.encoding == Encoding::gb18030 && !gb18030_) gb18030_.emplace();
    TableDraft draft =
        read_table(source, std::move(files), gb18030_ ? &*gb18030_ : nullptr, *pool_, tuning_, options_.run);
    check_rows(draft, *pool_, known_);
    take_faults(draft);
    find_wrong_codes(draft, *pool_, evidence_.findings);
    if (draft.table.account.read == 0) take_empty(draft);
    if (draft.rule.name == "enterprises" || draft.rule.name == "categories")
      known_.add(draft.rule.name, *draft.table.find(draft.rule.key[0]), pool_->size());
    for (const LoadedFile& file : draft.files) {
      hashes_.append(draft.table.name).append(" ").append(file.hash).append("\n");
      evidence_.summary.inputs.emplace_back(file.source.name, file.hash);
    }
    notes_.insert(notes_.end(), draft.notes.begin(), draft.notes.end());
    evidence_.tables.push_back(std::make_shared<const Table>(std::move(draft.table)));
  }

  // `reports:` of the manifest as a table of one row: the ledger reads its settings like any other evidence.
  void add_report_settings() {
    if (dataset_.report_settings.empty()) return;
    Table table;
    table.name = "report_settings";
    table.source = dataset_.manifest;
    table.rows = 1;
    table.lines = {1};
    table.account = {.read = 1, .accepted = 1};
    for (const auto& [name, value] : dataset_.report_settings) {
      Column& column = table.columns.emplace_back();
      column.name = name;
      column.type = ColumnType::number;
      column.numbers = {value};
    }
    evidence_.tables.push_back(std::make_shared<const Table>(std::move(table)));
  }

  void take_faults(TableDraft& draft) {
    constexpr std::size_t enough = 100;  // when the call fails anyway and nobody asked for the rows
    const RowAccount& account = draft.table.account;
    const bool excess =
        static_cast<double>(account.rejected) > options_.max_rejected * static_cast<double>(account.read);
    if (excess) excess_.push_back({draft.table.name, account});
    const std::size_t most = excess && options_.rejected == nullptr ? enough : draft.faults.size();
    for (Problem& problem : problems_of(draft, most)) evidence_.rejected.push_back(std::move(problem));
  }

  void take_empty(const TableDraft& draft) {
    if (draft.rule.required)
      throw Error(ErrorCode::input, fmt::format("{}:1: the table {} has a header and no rows, at least one is needed",
                                                draft.table.source, draft.table.name));
    notes_.push_back(fmt::format("{} has a header and no rows", draft.table.source));
  }

  const EvidenceOptions& options_;
  const ReadTuning& tuning_;
  const Dataset& dataset_;
  std::shared_ptr<StringPool> pool_;
  std::optional<Gb18030> gb18030_;
  KnownIds known_;
  std::vector<Excess> excess_;
  std::vector<std::string> notes_;
  std::string hashes_;  // one line per source: what the hash of the whole is taken of
  Evidence evidence_;
};

}  // namespace

void check_options(const EvidenceOptions& options) {
  if (!(options.max_rejected >= 0 && options.max_rejected <= 1))
    throw Error(ErrorCode::usage, fmt::format("max_rejected is {}, must be between 0 and 1 (share of a table's rows)",
                                              options.max_rejected));
}

Evidence read_dataset(const std::string& path, const EvidenceOptions& options, const ReadTuning& tuning) {
  check_options(options);
  const Dataset dataset = find_dataset(path);
  return DatasetReader(options, tuning, dataset).read();
}

Evidence read_one_table(const std::string& path, std::string_view table, const EvidenceOptions& options) {
  check_options(options);
  const TableRule* rule = find_contract(table);
  if (rule == nullptr) throw Error(ErrorCode::usage, fmt::format("'{}' is no table of the contract", table));
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    throw Error(ErrorCode::input, fmt::format("{}: there is no such file, expected a table of {}", path, table));
  Dataset dataset;
  dataset.name = path;
  TableSource source;
  source.rule = *rule;
  source.rule.references.clear();
  source.files.push_back({path, path});
  dataset.tables.push_back(std::move(source));
  return DatasetReader(options, {}, dataset).read();
}

}  // namespace evidence
}  // namespace sightline
