#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "base/nearest_name.hpp"
#include "config/document.hpp"
#include "report/csv/csv_reader.hpp"
#include "report/csv/csv_writer.hpp"
#include "sightline/base/error.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t largest_file = std::size_t{1} << 34;

double to_number(const std::string& cell, const std::string& column) {
  double value = 0;
  const char* begin = cell.data() + (cell.starts_with('+') ? 1 : 0);
  const auto [end, error] = std::from_chars(begin, cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size())
    throw Error(ErrorCode::input, column + " is '" + cell + "', expected a number");
  return value;
}

// Calls visit(name, rest) for each `name<mark>rest` of a `;`-separated cell; a name may hold the mark, its rest may
// not.
template <class Visit>
void each_part(std::string_view cell, char mark, Visit visit) {
  while (!cell.empty()) {
    const std::size_t end = std::min(cell.find(';'), cell.size());
    const std::string_view part = cell.substr(0, end);
    const std::size_t at = part.rfind(mark);
    if (at != std::string_view::npos) visit(std::string(part.substr(0, at)), std::string(part.substr(at + 1)));
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
}

// p without one contribution: logit^-1(logit p - contribution).
double without(double probability, double contribution) {
  const double p = std::clamp(probability, 1e-12, 1 - 1e-12);
  return 1 / (1 + std::exp(-(std::log(p / (1 - p)) - contribution)));
}

struct Meaning {
  std::string kind, words, half_life;
};

std::map<std::string, Meaning> meanings(const fs::path& folder) {
  std::map<std::string, Meaning> terms;
  if (!fs::exists(folder / "terms.csv")) return terms;
  const std::string text = config::read_text_file((folder / "terms.csv").string(), largest_file);
  CsvReader csv(text, "terms.csv");
  const std::size_t term = csv.column("term"), kind = csv.column("kind"), meaning = csv.column("meaning");
  const std::size_t half_life = csv.column("half_life_days");
  while (csv.next()) terms[csv.cell(term)] = {csv.cell(kind), csv.cell(meaning), csv.cell(half_life)};
  return terms;
}

void read_reasons(Explanation& result, const std::string& reasons, const std::string& values, const fs::path& folder) {
  std::map<std::string, std::string> value_of;
  each_part(values, '=', [&](std::string name, std::string value) { value_of[std::move(name)] = std::move(value); });
  const auto terms = meanings(folder);
  each_part(reasons, ':', [&](const std::string& name, const std::string& amount) {
    ExplainedReason reason;
    reason.name = name;
    reason.contribution = to_number(amount, "scores.csv: reasons");
    reason.probability_without = without(result.probability, reason.contribution);
    if (const auto found = terms.find(name); found != terms.end()) {
      reason.kind = found->second.kind, reason.meaning = found->second.words;
      if (!found->second.half_life.empty())
        reason.half_life_days = to_number(found->second.half_life, "terms.csv: half_life_days");
    }
    if (const auto found = value_of.find(name); found != value_of.end()) reason.value = found->second;
    result.reasons.push_back(std::move(reason));
  });
}

[[noreturn]] void no_such(const fs::path& folder, std::string_view candidate,
                          const std::vector<std::string>& same_enterprise, const std::vector<std::string>& all) {
  std::string message = folder.string() + ": holds no candidate '" + std::string(candidate) + "'";
  if (candidate.find('/') == std::string_view::npos)
    throw Error(ErrorCode::usage, message + ", expected ENTERPRISE/CATEGORY", "take both ids from scores.csv");
  throw Error(ErrorCode::usage, message + did_you_mean(candidate, same_enterprise.empty() ? all : same_enterprise),
              "take both ids from scores.csv");
}

// A text as it was before csv_writer.hpp took the force out of it.
std::string unguarded(const std::string& cell) {
  return cell.starts_with('\'') && is_formula(std::string_view(cell).substr(1)) ? cell.substr(1) : cell;
}

void read_scores(Explanation& result, const fs::path& folder, std::string_view candidate) {
  const std::string text = config::read_text_file((folder / "scores.csv").string(), largest_file);
  CsvReader csv(text, "scores.csv");
  const std::size_t enterprise = csv.column("enterprise_id"), category = csv.column("category_id");
  const std::size_t reasons = csv.column("reasons"), values = csv.column("values");
  std::vector<std::string> same_enterprise, all;
  bool found = false;
  std::string key, reason_cell, value_cell;
  while (csv.next()) {
    ++result.candidates;
    key = csv.cell(enterprise) + "/" + csv.cell(category);
    if (key != candidate) {
      if (found) continue;
      if (candidate.starts_with(csv.cell(enterprise) + "/")) same_enterprise.push_back(key);
      if (all.size() < 100'000) all.push_back(key);
      continue;
    }
    found = true;
    const auto cell = [&](const char* name) { return csv.cell(csv.column(name)); };
    const auto number = [&](const char* name) { return to_number(cell(name), name); };
    result.enterprise_id = csv.cell(enterprise), result.category_id = csv.cell(category);
    result.enterprise_name = unguarded(cell("enterprise_name"));
    result.category_name = unguarded(cell("category_name"));
    result.district = cell("district"), result.grade = cell("grade");
    result.probability = number("probability"), result.lower = number("lower"), result.upper = number("upper");
    result.points = number("points"), result.rank = static_cast<std::uint64_t>(number("rank"));
    reason_cell = csv.cell(reasons), value_cell = csv.cell(values);
  }
  if (!found) no_such(folder, candidate, same_enterprise, all);
  read_reasons(result, reason_cell, value_cell, folder);
}

void read_plan(Explanation& result, const fs::path& folder) {
  result.planned = fs::exists(folder / "plan.csv");
  if (!result.planned) return;
  const std::string text = config::read_text_file((folder / "plan.csv").string(), largest_file);
  CsvReader csv(text, "plan.csv");
  const std::size_t enterprise = csv.column("enterprise_id"), category = csv.column("category_id");
  const auto cell = [&](const char* name) { return csv.cell(csv.column(name)); };
  while (csv.next())
    if (csv.cell(enterprise) == result.enterprise_id && csv.cell(category) == result.category_id)
      result.lines.push_back({cell("stream"), cell("batches"), cell("lab_id"), cell("inclusion_probability"),
                              cell("cost"), cell("expected_nonconforming")});
}

// The dataset's name and label, from the fit; a folder without a fit explains all the same.
void read_fit(Explanation& result, const fs::path& folder) {
  if (!fs::exists(folder / "fit.json")) return;
  const auto fit = nlohmann::json::parse(config::read_text_file((folder / "fit.json").string()), nullptr, false);
  if (fit.is_discarded() || !fit.is_object()) return;
  const auto word = [&](const char* key) {
    return fit.contains(key) && fit[key].is_string() ? fit[key].get<std::string>() : "";
  };
  result.dataset = word("dataset"), result.as_of = word("as_of");
  if (fit.contains("synthetic") && fit["synthetic"].is_boolean()) result.synthetic = fit["synthetic"].get<bool>();
}

}  // namespace

Explanation explain_candidate(const std::string& folder, std::string_view candidate) {
  if (!fs::exists(fs::path(folder) / "scores.csv"))
    throw Error(ErrorCode::input, folder + ": holds no scores.csv",
                "run `sightline score` or `sightline plan` with --out " + folder + " first");
  Explanation result;
  read_fit(result, folder);
  read_scores(result, folder, candidate);
  read_plan(result, folder);
  return result;
}

}  // namespace sightline
