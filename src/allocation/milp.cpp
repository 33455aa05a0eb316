#include "allocation/milp.hpp"

#include <coin/Cbc_C_Interface.h>
#include <coin/Clp_C_Interface.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>

#include "sightline/base/error.hpp"

namespace sightline {
namespace {

// Objectives are scaled to this largest coefficient, so that the solver's absolute tolerances mean the same everywhere.
constexpr double scaled_gain = 1e4;

struct FreeCbc {
  void operator()(Cbc_Model* model) const { Cbc_deleteModel(model); }
};
struct FreeClp {
  void operator()(Clp_Simplex* model) const { Clp_deleteModel(model); }
};

double objective_scale(const Milp& milp) {
  double largest = 0;
  for (double gain : milp.gain) largest = std::max(largest, std::abs(gain));
  return largest > 0 ? scaled_gain / largest : 1;
}

// Both solvers minimise.
std::vector<double> costs(const Milp& milp, double scale) {
  std::vector<double> cost(milp.columns());
  for (std::size_t j = 0; j < cost.size(); ++j) cost[j] = -scale * milp.gain[j];
  return cost;
}

void set(Cbc_Model* model, const char* name, double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  Cbc_setParameter(model, name, text);
}

// The solver keeps some state per process; one search at a time keeps calls from several threads apart.
std::mutex& one_search_at_a_time() {
  static std::mutex mutex;
  return mutex;
}

double gain_of(const Milp& milp, const std::vector<double>& x) {
  double sum = 0;
  for (std::size_t j = 0; j < x.size(); ++j) sum += milp.gain[j] * x[j];
  return sum;
}

void read_solution(const Milp& milp, Cbc_Model* model, double scale, MilpSolution& out) {
  const bool stopped = Cbc_status(model) != 0;
  out.nodes = Cbc_getNodeCount(model);
  if (Cbc_isAbandoned(model) != 0) throw Error(ErrorCode::solver, "the MILP solver gave up for numerical reasons");
  if (Cbc_numberSavedSolutions(model) == 0 && Cbc_bestSolution(model) == nullptr) {
    out.status = Cbc_isProvenInfeasible(model) != 0 && !stopped ? MilpStatus::infeasible : MilpStatus::none_found;
    if (stopped) out.bound = -Cbc_getBestPossibleObjValue(model) / scale;
    return;
  }
  const double* x = Cbc_getColSolution(model);
  out.x.resize(milp.columns());
  for (std::size_t j = 0; j < out.x.size(); ++j) out.x[j] = std::round(x[j]);
  out.objective = gain_of(milp, out.x);
  out.bound = std::max(out.objective, -Cbc_getBestPossibleObjValue(model) / scale);
  out.status = stopped ? MilpStatus::feasible : MilpStatus::optimal;
}

}  // namespace

int Milp::add_row(double lower, double upper_bound) {
  row_lower.push_back(lower);
  row_upper.push_back(upper_bound);
  return static_cast<int>(row_lower.size()) - 1;
}

void Milp::add_entry(std::size_t row, double amount) {
  entry_row.push_back(static_cast<int>(row));
  entry_amount.push_back(amount);
}

void Milp::end_column(double column_gain, double column_upper) {
  gain.push_back(column_gain);
  upper.push_back(column_upper);
  first_entry.push_back(static_cast<int>(entry_row.size()));
}

LpSolution solve_lp(const Milp& milp) {
  LpSolution out;
  const std::unique_ptr<Clp_Simplex, FreeClp> owner(Clp_newModel());
  Clp_Simplex* model = owner.get();
  Clp_setLogLevel(model, 0);
  const double scale = objective_scale(milp);
  const std::vector<double> cost = costs(milp, scale);
  Clp_loadProblem(model, static_cast<int>(milp.columns()), static_cast<int>(milp.rows()), milp.first_entry.data(),
                  milp.entry_row.data(), milp.entry_amount.data(), nullptr, milp.upper.data(), cost.data(),
                  milp.row_lower.data(), milp.row_upper.data());
  Clp_dual(model, 0);
  if (Clp_status(model) == 4) throw Error(ErrorCode::solver, "the LP solver gave up for numerical reasons");
  if (Clp_isProvenPrimalInfeasible(model) != 0) {
    out.status = MilpStatus::infeasible;
    if (double* ray = Clp_infeasibilityRay(model)) {
      out.farkas.assign(ray, ray + milp.rows());
      Clp_freeRay(model, ray);
    }
    return out;
  }
  if (Clp_isProvenOptimal(model) == 0) return out;
  out.status = MilpStatus::optimal;
  const double* x = Clp_getColSolution(model);
  out.x.assign(x, x + milp.columns());
  out.row_price.resize(milp.rows());
  const double* dual = Clp_getRowPrice(model);
  for (std::size_t i = 0; i < milp.rows(); ++i) out.row_price[i] = -dual[i] / scale;
  out.reduced_gain.resize(milp.columns());
  for (std::size_t j = 0; j < milp.columns(); ++j) {
    double reduced = milp.gain[j];
    for (int e = milp.first_entry[j]; e < milp.first_entry[j + 1]; ++e)
      reduced -= milp.entry_amount[static_cast<std::size_t>(e)] *
                 out.row_price[static_cast<std::size_t>(milp.entry_row[static_cast<std::size_t>(e)])];
    out.reduced_gain[j] = reduced;
  }
  out.objective = gain_of(milp, out.x);
  return out;
}

MilpSolution solve_milp(const Milp& milp, const MilpOptions& options) {
  MilpSolution out;
  const std::lock_guard lock(one_search_at_a_time());
  const std::unique_ptr<Cbc_Model, FreeCbc> owner(Cbc_newModel());
  Cbc_Model* model = owner.get();
  Cbc_setLogLevel(model, 0);
  const double scale = objective_scale(milp);
  const std::vector<double> cost = costs(milp, scale);
  Cbc_loadProblem(model, static_cast<int>(milp.columns()), static_cast<int>(milp.rows()), milp.first_entry.data(),
                  milp.entry_row.data(), milp.entry_amount.data(), nullptr, milp.upper.data(), cost.data(),
                  milp.row_lower.data(), milp.row_upper.data());
  for (int j = 0; j < static_cast<int>(milp.columns()); ++j) Cbc_setInteger(model, j);
  Cbc_setParameter(model, "log", "0");
  Cbc_setParameter(model, "threads", "0");
  set(model, "ratioGap", 0);
  set(model, "allowableGap", scale * options.gap);
  set(model, "increment", std::max(1e-9, scale * options.gap));
  set(model, "primalTolerance", 1e-9);
  if (options.worth_more_than > -no_limit) set(model, "cutoff", -scale * options.worth_more_than);
  if (options.time_limit_s > 0) {
    Cbc_setParameter(model, "timeMode", "elapsed");
    set(model, "seconds", options.time_limit_s);
  }
  if (options.node_limit > 0) set(model, "maxNodes", options.node_limit);
  std::vector<int> start_column;
  std::vector<double> start_value;
  for (std::size_t j = 0; j < options.start.size(); ++j)
    if (options.start[j] > 0) start_column.push_back(static_cast<int>(j)), start_value.push_back(options.start[j]);
  if (!start_column.empty())
    Cbc_setMIPStartI(model, static_cast<int>(start_column.size()), start_column.data(), start_value.data());
  Cbc_solve(model);
  read_solution(milp, model, scale, out);
  // Nodes within the allowed gap of the best choice are cut off unseen, so the gap belongs to the bound.
  if (out.status == MilpStatus::optimal) out.bound = std::max(out.bound, out.objective + options.gap);
  return out;
}

}  // namespace sightline
