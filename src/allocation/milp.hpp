// milp.hpp: linear and mixed-integer programs over 0 <= x <= upper, by CLP and CBC, which are used in milp.cpp and search/dive.cpp alone.
//
//   maximise gain'x  subject to  row_lower <= A x <= row_upper,  0 <= x <= upper,  x whole
//
// Repeats  single-threaded, without clock unless time_limit_s is set. Threads: safe to call at once.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace sightline {

inline constexpr double no_limit = std::numeric_limits<double>::infinity();

struct Milp {
  std::vector<double> gain, upper;  // per column
  std::vector<int> first_entry{0};  // columns + 1
  std::vector<int> entry_row;       // per entry of A, by column
  std::vector<double> entry_amount;
  std::vector<double> row_lower, row_upper;  // -no_limit and no_limit where there is none

  int add_row(double lower, double upper_bound);
  void add_entry(std::size_t row, double amount);  // of the column that end_column closes
  void end_column(double column_gain, double column_upper);
  [[nodiscard]] std::size_t columns() const { return gain.size(); }
  [[nodiscard]] std::size_t rows() const { return row_lower.size(); }
};

enum class MilpStatus { optimal, feasible, infeasible, none_found };

struct LpSolution {
  MilpStatus status = MilpStatus::none_found;
  std::vector<double> x;
  std::vector<double> row_price;     // gain of one more unit of the row's bound, in the sense of maximising
  std::vector<double> reduced_gain;  // per column: gain less the price of what it uses
  std::vector<double> farkas;        // when infeasible: a ray of the dual (may be empty)
  double objective = 0;
};

struct MilpOptions {
  double gap = 0;                                                     // absolute, in the unit of gain
  double time_limit_s = 0;                                            // 0 = none
  int node_limit = 0;                                                 // 0 = none
  std::vector<double> start;                                          // a feasible x, or empty
  double worth_more_than = -std::numeric_limits<double>::infinity();  // choices worth no more are not looked for
};

struct MilpSolution {
  MilpStatus status = MilpStatus::none_found;
  std::vector<double> x;  // whole numbers
  double objective = 0, bound = no_limit;
  int nodes = 0;
};

[[nodiscard]] LpSolution solve_lp(const Milp& milp);
[[nodiscard]] MilpSolution solve_milp(const Milp& milp, const MilpOptions& options);

}  // namespace sightline
