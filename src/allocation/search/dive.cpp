#include "allocation/search/dive.hpp"

#include <coin/Clp_C_Interface.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace sightline {
namespace {

constexpr double whole_to = 1e-6;  // of a column
constexpr double kept_to = 1e-9;   // of a row's bound
constexpr std::size_t most_turns = 200;

struct FreeClp {
  void operator()(Clp_Simplex* model) const { Clp_deleteModel(model); }
};

class Dive {
 public:
  explicit Dive(const Milp& milp) : milp_(milp), lower_(milp.columns()), upper_(milp.upper), model_(Clp_newModel()) {
    std::vector<double> cost(milp.columns());
    double largest = 1e-300;
    for (double gain : milp.gain) largest = std::max(largest, std::abs(gain));
    for (std::size_t j = 0; j < cost.size(); ++j) cost[j] = -1e4 * milp.gain[j] / largest;
    Clp_setLogLevel(model_.get(), 0);
    Clp_loadProblem(model_.get(), static_cast<int>(milp.columns()), static_cast<int>(milp.rows()),
                    milp.first_entry.data(), milp.entry_row.data(), milp.entry_amount.data(), lower_.data(),
                    upper_.data(), cost.data(), milp.row_lower.data(), milp.row_upper.data());
  }

  MilpSolution run() {
    if (!solve()) return {};
    for (std::size_t turned_back = 0; turned_back <= most_turns;) {
      const std::size_t column = most_fractional();
      if (column == milp_.columns()) return read();
      const double x = Clp_getColSolution(model_.get())[column];
      steps_.push_back({column, lower_[column], upper_[column], std::floor(x), false});
      lower_[column] = std::ceil(x);
      bool goes_on = solve();
      while (!goes_on && turned_back <= most_turns && turn_back()) {
        ++turned_back;
        goes_on = solve();
      }
      if (!goes_on) return {};
    }
    return {};
  }

 private:
  struct Step {
    std::size_t column = 0;
    double lower = 0, upper = 0;  // before it
    double below = 0;             // the whole number below what was fractional
    bool lowered = false;
  };

  // Lowers the column of the last step that was raised; steps after it are undone. False when there is none.
  bool turn_back() {
    for (; !steps_.empty(); steps_.pop_back()) {
      Step& last = steps_.back();
      lower_[last.column] = last.lower;
      upper_[last.column] = last.upper;
      if (last.lowered) continue;
      last.lowered = true;
      upper_[last.column] = last.below;
      return true;
    }
    return false;
  }

  bool solve() {
    Clp_chgColumnLower(model_.get(), lower_.data());
    Clp_chgColumnUpper(model_.get(), upper_.data());
    Clp_dual(model_.get(), 0);
    return Clp_isProvenOptimal(model_.get()) != 0;
  }

  // The column whose next whole number is nearest; columns() when all are whole.
  [[nodiscard]] std::size_t most_fractional() const {
    const double* x = Clp_getColSolution(model_.get());
    std::size_t chosen = milp_.columns();
    double most = -1;
    for (std::size_t j = 0; j < milp_.columns(); ++j) {
      const double part = x[j] - std::floor(x[j] + whole_to);
      if (part <= whole_to || part <= most) continue;
      most = part;
      chosen = j;
    }
    return chosen;
  }

  // Whole numbers, if the rows are kept by them and not only to the solver's tolerance.
  [[nodiscard]] MilpSolution read() const {
    MilpSolution out;
    const double* x = Clp_getColSolution(model_.get());
    std::vector<double> used(milp_.rows()), whole(milp_.columns());
    for (std::size_t j = 0; j < whole.size(); ++j) {
      whole[j] = std::round(x[j]);
      if (whole[j] == 0) continue;
      out.objective += milp_.gain[j] * whole[j];
      for (int e = milp_.first_entry[j]; e < milp_.first_entry[j + 1]; ++e)
        used[static_cast<std::size_t>(milp_.entry_row[static_cast<std::size_t>(e)])] +=
            milp_.entry_amount[static_cast<std::size_t>(e)] * whole[j];
    }
    for (std::size_t r = 0; r < used.size(); ++r) {
      const double slack = kept_to * std::max(1.0, std::abs(used[r]));
      if (used[r] < milp_.row_lower[r] - slack || used[r] > milp_.row_upper[r] + slack) return {};
    }
    out.x = std::move(whole);
    out.status = MilpStatus::feasible;
    return out;
  }

  const Milp& milp_;
  std::vector<double> lower_, upper_;
  std::vector<Step> steps_;
  std::unique_ptr<Clp_Simplex, FreeClp> model_;
};

}  // namespace

MilpSolution dive(const Milp& milp) { return Dive(milp).run(); }

}  // namespace sightline
