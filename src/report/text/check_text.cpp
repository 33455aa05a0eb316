#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/text/text_table.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {

constexpr std::size_t most_shown = 10;  // records printed per list, at least one per code; the files hold all

std::string accounts_text(const Evidence& evidence) {
  std::vector<std::vector<std::string>> rows{{"table", "file", "read", "accepted", "duplicate", "rejected"}};
  RowAccount sum;
  for (const auto& table : evidence.tables) {
    const RowAccount& account = table->account;
    rows.push_back({table->name, table->source, std::to_string(account.read), std::to_string(account.accepted),
                    std::to_string(account.duplicate), std::to_string(account.rejected)});
    sum.read += account.read, sum.accepted += account.accepted;
    sum.duplicate += account.duplicate, sum.rejected += account.rejected;
  }
  rows.push_back({"together", "", std::to_string(sum.read), std::to_string(sum.accepted), std::to_string(sum.duplicate),
                  std::to_string(sum.rejected)});
  return text_table(rows, {false, false, true, true, true, true});
}

std::string problem_text(const Problem& problem) {
  std::string text = "  " + problem.file + (problem.line > 0 ? ":" + std::to_string(problem.line) : "") + ": ";
  if (!problem.column.empty() && !problem.message.starts_with(problem.column)) text += problem.column + ": ";
  return text + problem.message + " (" + problem.code + ")\n";
}

std::string problems_text(const std::string& title, const std::vector<Problem>& problems) {
  if (problems.empty()) return title + ": none\n";
  std::map<std::string, std::size_t> by_code;
  for (const Problem& problem : problems) ++by_code[problem.code];
  std::vector<std::pair<std::string, std::size_t>> codes(by_code.begin(), by_code.end());
  std::stable_sort(codes.begin(), codes.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text = fmt::format("{}: {}", title, problems.size());
  for (const auto& [code, count] : codes)
    text += fmt::format("{} {} {}", code == codes.front().first ? " =" : " +", count, code);
  text += "\n";
  // One bad record can make many others bad: every code has its share of the list, so that the cause is on it.
  const std::size_t share = std::max<std::size_t>(most_shown / codes.size(), 1);
  std::map<std::string, std::size_t> shown_of;
  std::size_t shown = 0;
  for (const Problem& problem : problems) {
    if (problems.size() > most_shown && shown_of[problem.code]++ >= share) continue;
    text += problem_text(problem);
    ++shown;
  }
  if (problems.size() > shown) text += fmt::format("  and {} more\n", problems.size() - shown);
  return text;
}

std::string declared_text(const Ledger& ledger) {
  if (ledger.declared.empty()) return "declared totals: none\n";
  std::size_t wrong = 0;
  for (const Reconciliation& total : ledger.declared) wrong += total.agrees ? 0u : 1u;
  std::string text = fmt::format("declared totals: {}, of which {} disagree\n", ledger.declared.size(), wrong);
  for (const Reconciliation& total : ledger.declared)
    if (!total.agrees) text += "  " + total.message + "\n";
  return text;
}

}  // namespace

std::string to_text_check(const Evidence& evidence, const Ledger* ledger) {
  std::string text = evidence.name + (evidence.synthetic ? " (synthetic data)" : "");
  if (ledger != nullptr) text += ", as of " + ledger->as_of.to_string();
  text += "\n" + accounts_text(evidence) + problems_text("rejected rows", evidence.rejected);
  if (ledger == nullptr) return text;
  text += declared_text(*ledger) + problems_text("findings", ledger->findings);
  text +=
      fmt::format("ledger: {} enterprises, {} categories, {} districts, {} candidates\n", ledger->enterprises.size(),
                  ledger->categories.size(), ledger->districts.size(), ledger->frame.size());
  return text;
}

}  // namespace sightline
