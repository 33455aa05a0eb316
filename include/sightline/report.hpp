// report.hpp: any result as text, CSV, JSON and HTML. Computes no number that a stage did not give.
//
// CSV      UTF-8, comma, header row, LF; quoted as RFC 4180 says. Numbers with a point whatever the locale: measures
//          to 6 significant digits, money to the fen, dates ISO. Ids, and the `row` of a rejected record, stand as they
//          came. A cell of a text column for people (names, values seen, messages, articles) that a spreadsheet would
//          run as a formula, one that starts with = + - @ TAB or CR and is no number, gets a leading apostrophe.
// Files    whole or not at all: they are written beside their place and moved there at the end, so a stopped process
//          leaves the old output or the new one, never half of one.
// Errors   Error(input) when the folder cannot be written; Error(usage) for a result of another frame than the ledger.
// Repeats  same values, same bytes at any thread count.
// Threads  safe to call at once; keeps no state.
// Cost     linear in cells; 10^6 scored candidates in about a second on two cores (bench/report_bench.cpp).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sightline/cases.hpp"
#include "sightline/outcomes.hpp"
#include "sightline/plan.hpp"
#include "sightline/review.hpp"

namespace sightline {

struct Matches;    // methods/matching.hpp
struct NameTable;  // methods/matching.hpp

// What `check` found: the evidence, and the ledger when there could be one.
[[nodiscard]] SIGHTLINE_API std::string to_csv_rejected(const Evidence& evidence);
[[nodiscard]] SIGHTLINE_API std::string to_csv_findings(const Ledger& ledger);  // columns of rejected.csv
[[nodiscard]] SIGHTLINE_API std::string to_csv_accounts(const Evidence& evidence);
[[nodiscard]] SIGHTLINE_API std::string to_csv_declared(const Ledger& ledger);
[[nodiscard]] SIGHTLINE_API std::string to_text_check(const Evidence& evidence, const Ledger* ledger);
[[nodiscard]] SIGHTLINE_API std::string to_json_check(const Evidence& evidence, const Ledger* ledger);

// Scores. reasons: `name:+0.42;...`, largest first, then `others` (what is not listed) and `base`; together the logit.
// values: `name=3;...`, the signals behind the listed reasons before their transform (with signals given).
[[nodiscard]] SIGHTLINE_API std::string to_csv_scores(const Ledger& ledger, const Risk& risk,
                                                      const Signals* signals = nullptr, const Run& run = {});
[[nodiscard]] SIGHTLINE_API std::string to_csv_domains(const Ledger& ledger, const std::vector<DomainScore>& domains);
[[nodiscard]] SIGHTLINE_API std::string to_csv_terms(const Risk& risk,
                                                     const RiskModel& model);  // what each reason means
[[nodiscard]] SIGHTLINE_API std::string to_json_fit(const Ledger& ledger, const Risk& risk, double seconds = 0);

// A plan. The table for people has the `limit` lines of the largest gain.
[[nodiscard]] SIGHTLINE_API std::string to_csv_plan(const Ledger& ledger, const Risk& risk, const Plan& plan);
[[nodiscard]] SIGHTLINE_API std::string to_csv_rules(const Plan& plan);
[[nodiscard]] SIGHTLINE_API std::string to_csv_left_out(const Plan& plan);
[[nodiscard]] SIGHTLINE_API std::string to_csv_frontier(const std::vector<FrontierPoint>& points);
[[nodiscard]] SIGHTLINE_API std::string to_json_frontier(const std::vector<FrontierPoint>& points);
// The same as tables, with what one more 10,000 yuan finds between budgets and what a step of chance costs.
[[nodiscard]] SIGHTLINE_API std::string to_text_frontier(const std::vector<FrontierPoint>& points);
[[nodiscard]] SIGHTLINE_API std::string to_json_plan(const Ledger& ledger, const Plan& plan, double seconds);
[[nodiscard]] SIGHTLINE_API std::string to_text_plan(const Ledger& ledger, const Risk& risk, const Plan& plan,
                                                     std::size_t limit = 10);

// The plan as one page for people: HTML that loads nothing and may run nothing but its own script (a hash in its content
// security policy), in both languages by a switch that needs no script; `language` is the one shown first. summary: notes
// and inputs of all stages. Domains are cut at 60, bounds that do not bind at 400, lines at 4,000; the page says so.
enum class Language : std::uint8_t { english, chinese };
[[nodiscard]] SIGHTLINE_API std::string to_html_plan(const Ledger& ledger, const Risk& risk, const Plan& plan,
                                                     const Summary& summary, Language language = Language::english);

// What became of a plan. population.csv is what `outcomes` needs of a plan's ledger and risk; read_population takes it
// back from a plan's folder (with register.txt and plan.json), Error(input) where a file or column is missing.
[[nodiscard]] SIGHTLINE_API std::string to_csv_population(const Population& population);
[[nodiscard]] SIGHTLINE_API Population read_population(const std::string& plan_folder);
[[nodiscard]] SIGHTLINE_API std::string to_csv_estimates(const Outcomes& outcomes);
[[nodiscard]] SIGHTLINE_API std::string to_csv_lines(const Population& population, const Draw& draw,
                                                     const Results& results, const Outcomes& outcomes);
[[nodiscard]] SIGHTLINE_API std::string to_csv_stand_ins(const Draw& draw, const Outcomes& outcomes);
[[nodiscard]] SIGHTLINE_API std::string to_csv_unmatched(const Results& results, const Outcomes& outcomes);
[[nodiscard]] SIGHTLINE_API std::string to_csv_drift(const Outcomes& outcomes);
[[nodiscard]] SIGHTLINE_API std::string to_text_outcomes(const Population& population, const Outcomes& outcomes);
[[nodiscard]] SIGHTLINE_API std::string to_json_outcomes(const Population& population, const Outcomes& outcomes);

// Handling of failures: one row per step that is done or due, and who must be looked at again.
[[nodiscard]] SIGHTLINE_API std::string to_csv_cases(const Results& results, const Cases& cases);
[[nodiscard]] SIGHTLINE_API std::string to_csv_follow_ups(const Results& results, const Cases& cases);

// A backtest.
[[nodiscard]] SIGHTLINE_API std::string to_csv_predictions(const Backtest& backtest);
[[nodiscard]] SIGHTLINE_API std::string to_csv_backtest(const Backtest& backtest);

// Matches of one list with another. ids: name_id and enterprise_id, by row of their list.
[[nodiscard]] SIGHTLINE_API std::string to_csv_matches(const Matches& matches,
                                                       std::span<const std::string_view> name_ids,
                                                       const NameTable& names,
                                                       std::span<const std::string_view> enterprise_ids,
                                                       const NameTable& entries);
[[nodiscard]] SIGHTLINE_API std::string to_csv_weights(const Matches& matches);                 // what was learnt
[[nodiscard]] SIGHTLINE_API std::string to_csv_problems(const std::vector<Problem>& problems);  // as rejected.csv

[[nodiscard]] SIGHTLINE_API std::string to_json_summary(const Summary& summary);

// Why one candidate stands where it stands, read back from the files of score or plan.
struct ExplainedReason {
  std::string name, kind, meaning, value;  // kind: base, signal, attribute, group; value: of the signal, "" when none
  double contribution = 0;                 // logit
  double half_life_days = 0;               // of the signal's memory; 0 = none
  double probability_without = 0;          // of the candidate if this contribution were 0
};
struct Explanation {
  std::string enterprise_id, category_id, enterprise_name, category_name, district, grade, dataset, as_of;
  bool synthetic = false;
  double probability = 0, lower = 0, upper = 0, points = 0;
  std::uint64_t rank = 0, candidates = 0;
  std::vector<ExplainedReason> reasons;  // largest first; base and others last
  struct Line {
    std::string stream, batches, lab_id, inclusion_probability, cost, expected_nonconforming;
  };
  bool planned = false;     // the folder holds a plan
  std::vector<Line> lines;  // of the plan; none: the plan leaves the candidate out
};
// candidate: ENTERPRISE/CATEGORY, by id. Error(usage) when the folder's scores.csv has no such candidate (with the
// nearest id), Error(input) when the folder holds no scores.csv or one of another form.
[[nodiscard]] SIGHTLINE_API Explanation explain_candidate(const std::string& folder, std::string_view candidate);
[[nodiscard]] SIGHTLINE_API std::string to_text(const Explanation& explanation);
[[nodiscard]] SIGHTLINE_API std::string to_json(const Explanation& explanation);

// Files of one result, written all at once: add() keeps them in memory, commit() writes them into a folder beside the
// place and swaps the two (where the system or the place does not allow a swap, file by file). Other files of the
// folder stay. Without commit() nothing is left behind.
class SIGHTLINE_API OutputFolder {
 public:
  explicit OutputFolder(std::string path);  // Error(input) at once when it is a file or cannot be made
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  void add(std::string file_name, std::string content);
  void commit();
  [[nodiscard]] const std::string& path() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sightline
