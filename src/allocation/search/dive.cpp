#include "allocation/search/dive.hpp"

#include <coin/Clp_C_Interface.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace sightline {
namespace {

constexpr double whole_to = 1e-6;  // of a column
constexpr double kept_to = 1e-9;   // of a row's bound

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
    MilpSolution out;
    if (!solve()) return out;
    for (std::size_t step = 0; step <= 2 * milp_.columns(); ++step) {
      const std::size_t column = most_fractional();
      if (column == milp_.columns()) return read();
      const double x = Clp_getColSolution(model_.get())[column], before = lower_[column];
      lower_[column] = std::ceil(x);
      if (solve()) continue;
      lower_[column] = before;
      upper_[column] = std::floor(x);
      if (!solve()) return out;
    }
    return out;
  }

 private:
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
  std::unique_ptr<Clp_Simplex, FreeClp> model_;
};

}  // namespace

MilpSolution dive(const Milp& milp) { return Dive(milp).run(); }

}  // namespace sightline
