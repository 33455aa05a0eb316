#include "evidence/accounts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sightline/base/error.hpp"

namespace sightline::evidence {
namespace {

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, " ");
  return digits;
}

}  // namespace

void fail_for_excess(const std::vector<Excess>& excess, const std::vector<Problem>& first, double max_rejected) {
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

}  // namespace sightline::evidence
