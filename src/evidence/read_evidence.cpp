#include <fmt/format.h>

#include <algorithm>

#include "evidence/read_evidence.hpp"
#include "evidence/rows/checks.hpp"
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

void hash_files(std::vector<std::vector<LoadedFile>>& tables, const Run& run) {
  std::vector<LoadedFile*> files;
  for (auto& table : tables)
    for (LoadedFile& file : table) files.push_back(&file);
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

struct Excess {  // a table of which too much was rejected
  std::string table;
  RowAccount account;
};

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, " ");
  return digits;
}

[[noreturn]] void fail_for_excess(const std::vector<Excess>& excess, const std::vector<Problem>& first,
                                  double max_rejected) {
  std::string message;
  for (const Excess& table : excess)
    message += fmt::format(
        "{}{}: {} of {} rows are rejected ({:.3g} %), more than the {:.3g} % that may be", message.empty() ? "" : "\n",
        table.table, grouped(table.account.rejected), grouped(table.account.read),
        100.0 * static_cast<double>(table.account.rejected) / static_cast<double>(table.account.read),
        100 * max_rejected);
  constexpr std::size_t most_shown = 5;
  std::size_t count = 0;
  for (const Problem& problem : first) {
    const bool concerned =
        std::any_of(excess.begin(), excess.end(), [&](const Excess& table) { return table.table == problem.table; });
    if (!concerned || ++count > most_shown) continue;
    message += fmt::format("\n  {}:{}: {}: {}", problem.file, problem.line, problem.code, problem.message);
  }
  throw Error(ErrorCode::input, message,
              "mend the rows listed in rejected.csv, map values in dataset.yaml, or raise --max-rejected");
}

void summarise(const Dataset& dataset, const std::vector<std::string>& notes, Evidence& evidence) {
  Summary& summary = evidence.summary;
  RowAccount total;
  for (const auto& table : evidence.tables) {
    const RowAccount& account = table->account;
    total.read += account.read;
    total.accepted += account.accepted;
    total.duplicate += account.duplicate;
    total.rejected += account.rejected;
    summary.lines.push_back(
        {table->name, grouped(account.read), grouped(account.accepted),
         fmt::format("rows; {} duplicate, {} rejected", grouped(account.duplicate), grouped(account.rejected))});
  }
  std::vector<std::pair<std::string, std::size_t>> codes;
  for (const Problem& problem : evidence.rejected) {
    const auto found =
        std::find_if(codes.begin(), codes.end(), [&](const auto& code) { return code.first == problem.code; });
    if (found == codes.end())
      codes.emplace_back(problem.code, 1);
    else
      ++found->second;
  }
  std::sort(codes.begin(), codes.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  std::string reasons;
  for (const auto& [code, count] : codes)
    reasons += fmt::format("{} {} {}", reasons.empty() ? ":" : ",", grouped(count), code);
  summary.verb = "read_evidence";
  summary.title = evidence.name + (evidence.synthetic ? " (synthetic)" : "");
  summary.outcome = fmt::format("{} rows read, {} accepted, {} duplicate, {} rejected{}", grouped(total.read),
                                grouped(total.accepted), grouped(total.duplicate), grouped(total.rejected), reasons);
  summary.notes = notes;
  std::string absent;
  for (const TableRule& rule : contract())
    if (evidence.find(rule.name) == nullptr) absent.append(absent.empty() ? "" : ", ").append(rule.name);
  if (!absent.empty()) summary.notes.push_back(fmt::format("there are no {}: what needs them is switched off", absent));
  if (!evidence.findings.empty())
    summary.notes.push_back(fmt::format("{} credit codes fail their check", grouped(evidence.findings.size())));
  summary.next = fmt::format("sightline check {}", dataset.folder);
}

}  // namespace

Evidence read_dataset(const std::string& path, const EvidenceOptions& options, const ReadTuning& tuning) {
  if (!(options.max_rejected >= 0 && options.max_rejected <= 1))
    throw Error(ErrorCode::usage, fmt::format("max_rejected is {}, must be between 0 and 1 (share of a table's rows)",
                                              options.max_rejected));
  Dataset dataset = find_dataset(path);
  Evidence evidence;
  evidence.name = dataset.name;
  evidence.synthetic = dataset.synthetic;
  evidence.as_of = options.as_of ? *options.as_of : dataset.as_of;
  evidence.declared = dataset.declared;
  std::vector<std::vector<LoadedFile>> files;
  for (const TableSource& table : dataset.tables) files.push_back(load_files(table));
  hash_files(files, options.run);
  std::optional<Gb18030> gb18030;
  for (const TableSource& table : dataset.tables)
    if (table.encoding == Encoding::gb18030 && !gb18030) gb18030.emplace();

  const auto pool = std::make_shared<StringPool>();
  KnownIds known;
  std::vector<Excess> excess;
  std::vector<std::string> notes = dataset.notes;
  std::string hashes = dataset.manifest_text.empty() ? "" : to_hex(sha256(dataset.manifest_text)).append("\n");
  if (!dataset.manifest.empty())
    evidence.summary.inputs.emplace_back(dataset.manifest, to_hex(sha256(dataset.manifest_text)));
  for (std::size_t t = 0; t < dataset.tables.size(); ++t) {
    options.run.report(fmt::format("reading {}", dataset.tables[t].rule.name),
                       static_cast<double>(t) / static_cast<double>(dataset.tables.size()));
    TableDraft draft =
        read_table(dataset.tables[t], std::move(files[t]), gb18030 ? &*gb18030 : nullptr, *pool, tuning, options.run);
    check_rows(draft, *pool, known);
    const RowAccount& account = draft.table.account;
    if (static_cast<double>(account.rejected) > options.max_rejected * static_cast<double>(account.read))
      excess.push_back({draft.table.name, account});
    for (Problem& problem : problems_of(draft, draft.faults.size())) evidence.rejected.push_back(std::move(problem));
    find_wrong_codes(draft, *pool, evidence.findings);
    if (draft.rule.required && account.read == 0)
      throw Error(ErrorCode::input, draft.table.source + ":1: the table " + draft.table.name +
                                        " has a header and no rows, at least one is needed");
    if (account.read == 0) notes.push_back(draft.table.source + " has a header and no rows");
    if (draft.rule.name == "enterprises" || draft.rule.name == "categories")
      known.add(draft.rule.name, *draft.table.find(draft.rule.key[0]), pool->size());
    for (const LoadedFile& file : draft.files) {
      hashes.append(draft.table.name).append(" ").append(file.hash).append("\n");
      evidence.summary.inputs.emplace_back(file.source.name, file.hash);
    }
    notes.insert(notes.end(), draft.notes.begin(), draft.notes.end());
    evidence.tables.push_back(std::make_shared<const Table>(std::move(draft.table)));
  }
  if (options.rejected != nullptr) *options.rejected = evidence.rejected;
  if (!excess.empty()) fail_for_excess(excess, evidence.rejected, options.max_rejected);
  evidence.pool = pool;
  evidence.hash = to_hex(sha256(hashes));
  summarise(dataset, notes, evidence);
  return evidence;
}

}  // namespace evidence
}  // namespace sightline
