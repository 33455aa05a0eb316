#include "plan/model/rule_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace sightline::planning {
namespace {

constexpr std::size_t min_batches = 0, max_batches = 1, min_share = 2, max_share = 3, min_enterprises = 4;

std::int64_t common_divisor(const Labs& labs) {
  std::int64_t divisor = 0;
  for (const auto& list : labs.of_category)
    for (const LabPrice& lab : list) divisor = std::gcd(divisor, lab.price.fen);
  return std::max<std::int64_t>(1, divisor);
}

class RowBuilder {
 public:
  explicit RowBuilder(const Setup& setup) : setup_(setup) {}

  RuleRows build() {
    add_totals();
    for (std::size_t r = 0; r < setup_.policy.rules.size(); ++r)
      if (const PolicyRule& rule = setup_.policy.rules[r]; rule.on && rule.kind == RuleKind::per) add_family(r, rule);
    add_labs();
    add_cells();
    return std::move(out_);
  }

 private:
  Index add(Row row) {
    out_.rows.push_back(std::move(row));
    return static_cast<Index>(out_.rows.size() - 1);
  }

  void add_share(const char* id, RowKind kind, Sense sense, double share) {
    out_.shares.push_back(
        add({.rule = id, .unit = "batches", .kind = kind, .sense = sense, .bound = 0, .share = share}));
  }

  void add_totals() {
    out_.fen_per_unit = common_divisor(setup_.labs);
    if (setup_.budget)
      out_.budget = add({.rule = "budget",
                         .unit = "yuan",
                         .kind = RowKind::money,
                         .bound = static_cast<double>(setup_.budget->fen / out_.fen_per_unit),
                         .scale = static_cast<double>(out_.fen_per_unit) / 100});
    const Policy& policy = setup_.policy;
    if (policy.max_batches > 0)
      add({.rule = "max-batches",
           .unit = "batches",
           .kind = RowKind::batches,
           .bound = static_cast<double>(policy.max_batches)});
    const StreamPolicy& streams = policy.streams;
    if (streams.random && streams.random_min_share > 0)
      add_share("random-min-share", RowKind::random_share, Sense::at_least, streams.random_min_share);
    if (streams.random && streams.random_max_share < 1)
      add_share("random-max-share", RowKind::random_share, Sense::at_most, streams.random_max_share);
    if (streams.directed_max_share < 1)
      add_share("directed-max-share", RowKind::directed_share, Sense::at_most, streams.directed_max_share);
  }

  void add_family(std::size_t r, const PolicyRule& rule) {
    if (rule.per == "enterprise") return;
    Family family{r, &setup_.eligible.groups[r], {}};
    const auto number = static_cast<Index>(out_.families.size());
    for (Index g = 0; g < family.groups->size(); ++g) {
      auto& rows = family.rows.emplace_back();
      rows.fill(no_index);
      const auto bound = [&](std::size_t which, RowKind kind, Sense sense, double amount, double share) {
        rows[which] = add({.rule = rule.id + ":" + family.groups->names[g],
                           .article = rule.article,
                           .unit = kind == RowKind::group_size ? "enterprises" : "batches",
                           .kind = kind,
                           .sense = sense,
                           .bound = amount,
                           .share = share,
                           .family = number,
                           .group = g,
                           .spread = !family.groups->by_category});
        if (share > 0 || which == max_share) out_.shares.push_back(rows[which]);
      };
      if (rule.min_batches > 0) bound(min_batches, RowKind::group_batches, Sense::at_least, rule.min_batches, 0);
      if (rule.max_batches >= 0) bound(max_batches, RowKind::group_batches, Sense::at_most, rule.max_batches, 0);
      if (rule.min_share > 0) bound(min_share, RowKind::group_batches, Sense::at_least, 0, rule.min_share);
      if (rule.max_share < 1) bound(max_share, RowKind::group_batches, Sense::at_most, 0, rule.max_share);
      if (rule.min_enterprises > 0)
        bound(min_enterprises, RowKind::group_size, Sense::at_least, rule.min_enterprises, 0);
    }
    if (!family.rows.empty()) out_.families.push_back(std::move(family));
  }

  // A lab's capacity is a row where the plan could use more than it.
  void add_labs() {
    out_.lab_rows.resize(setup_.labs.of_category.size());
    std::vector<double> demand(setup_.labs.of_category.size());
    for (std::size_t c = 0; c < setup_.part.size(); ++c) {
      const Index category = setup_.ledger.frame.category[c];
      if (setup_.part[c] == Part::mandatory) demand[category] += setup_.eligible.mandatory[c];
      if (setup_.part[c] == Part::directed)
        demand[category] += setup_.most_batches(c);
      else if (setup_.random.cell_of[c] != no_index)
        demand[category] += 1;
    }
    for (Index k = 0; k < out_.lab_rows.size(); ++k) {
      const auto& list = setup_.labs.of_category[k];
      out_.lab_rows[k].assign(list.size(), no_index);
      for (Index i = 0; i < list.size(); ++i)
        if (list[i].capacity >= 0 && list[i].capacity < demand[k])
          out_.lab_rows[k][i] = add({.rule = fmt::format("lab-capacity:{}/{}", setup_.ledger.text(list[i].lab),
                                                         setup_.ledger.text(setup_.ledger.categories.id[k])),
                                     .unit = "batches",
                                     .kind = RowKind::lab_batches,
                                     .bound = list[i].capacity,
                                     .family = k,
                                     .group = i});
    }
  }

  void add_cells() {
    for (Index j = 0; j < setup_.random.cells.size(); ++j) {
      const Cell& cell = setup_.random.cells[j];
      std::uint64_t floors = 0, ceilings = 0;
      bool directed = false;
      for (Index c : cell.members) {
        floors += setup_.eligible.floor[c];
        ceilings += setup_.random.ceiling[c];
        directed = directed || setup_.part[c] == Part::directed;
      }
      std::string name(setup_.ledger.text(setup_.ledger.categories.id[cell.category]));
      if (setup_.labs.known) name += "/" + std::string(setup_.ledger.text(setup_.lab_of(cell).lab));
      auto& rows = out_.cell_rows.emplace_back();
      rows.fill(no_index);
      if (floors > 0)
        rows[0] = add({.rule = "random-floor:" + name,
                       .unit = "batches",
                       .kind = RowKind::cell_floors,
                       .sense = Sense::at_least,
                       .bound = static_cast<double>(floors) / units_per_batch,
                       .group = j});
      if (directed)
        rows[1] = add({.rule = "random-ceiling:" + name,
                       .unit = "batches",
                       .kind = RowKind::cell_ceilings,
                       .bound = static_cast<double>(ceilings) / units_per_batch,
                       .group = j});
    }
  }

  const Setup& setup_;
  RuleRows out_;
};

// The amounts that every line uses of the shares, by its batches alone.
void add_shares(const RuleRows& rows, double batches, double directed, double random, Uses& uses) {
  for (Index r : rows.shares) {
    const Row& row = rows.rows[r];
    double amount = -row.share * batches;
    if (row.kind == RowKind::random_share) amount += random;
    if (row.kind == RowKind::directed_share) amount += directed;
    if (amount != 0) uses.emplace_back(r, amount);
  }
}

void add_group(const std::array<Index, 5>& group, double batches, double enterprises, Uses& uses) {
  for (std::size_t which = 0; which < group.size(); ++which)
    if (group[which] != no_index) uses.emplace_back(group[which], which == min_enterprises ? enterprises : batches);
}

void add_money(const RuleRows& rows, Money price, double batches, Uses& uses) {
  if (rows.budget != no_index && price.fen != 0)
    uses.emplace_back(rows.budget, static_cast<double>(price.fen / rows.fen_per_unit) * batches);
  const Index total = rows.budget == no_index ? 0 : 1;
  if (total < rows.rows.size() && rows.rows[total].kind == RowKind::batches) uses.emplace_back(total, batches);
}

// Amounts of one row are added up, rows in order.
void merge(Uses& uses) {
  std::stable_sort(uses.begin(), uses.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < uses.size(); ++i)
    if (kept > 0 && uses[kept - 1].first == uses[i].first)
      uses[kept - 1].second += uses[i].second;
    else
      uses[kept++] = uses[i];
  uses.resize(kept);
}

}  // namespace

RuleRows build_rows(const Setup& setup) { return RowBuilder(setup).build(); }

void add_certain_uses(const Setup& setup, const RuleRows& rows, Index candidate, std::uint32_t lab, int batches,
                      bool directed, Uses& uses) {
  const Index category = setup.ledger.frame.category[candidate];
  add_money(rows, setup.labs.of_category[category][lab].price, batches, uses);
  add_shares(rows, batches, directed ? batches : 0, 0, uses);
  for (const Family& family : rows.families)
    if (const Index g = family.groups->of[candidate]; g != no_index) add_group(family.rows[g], batches, 1, uses);
  if (const Index row = rows.lab_rows[category][lab]; row != no_index) uses.emplace_back(row, batches);
  if (const Index cell = setup.random.cell_of[candidate]; directed && cell != no_index) {
    const auto& [floors, ceilings] = rows.cell_rows[cell];
    if (floors != no_index) uses.emplace_back(floors, setup.eligible.floor[candidate] / double{units_per_batch});
    if (ceilings != no_index) uses.emplace_back(ceilings, setup.random.ceiling[candidate] / double{units_per_batch});
  }
  merge(uses);
}

CellMass mass_of(const RuleRows& rows, const std::vector<Index>& members, const std::vector<double>& pi) {
  CellMass mass;
  mass.of_family.resize(rows.families.size());
  for (std::size_t f = 0; f < rows.families.size(); ++f) {
    const Grouping& groups = *rows.families[f].groups;
    if (groups.by_category) continue;
    std::vector<double> sum(groups.size());
    for (std::size_t i = 0; i < members.size(); ++i)
      if (const Index g = groups.of[members[i]]; g != no_index) sum[g] += pi[i];
    for (Index g = 0; g < sum.size(); ++g)
      if (sum[g] > 0) mass.of_family[f].emplace_back(g, sum[g]);
  }
  return mass;
}

void add_random_uses(const Setup& setup, const RuleRows& rows, std::size_t cell, double total, const CellMass& mass,
                     double factor, Uses& uses) {
  const Cell& drawn = setup.random.cells[cell];
  add_money(rows, setup.lab_of(drawn).price, total, uses);
  add_shares(rows, total, 0, total, uses);
  for (std::size_t f = 0; f < rows.families.size(); ++f) {
    const Family& family = rows.families[f];
    if (family.groups->by_category) {
      if (const Index g = family.groups->of[drawn.members.front()]; g != no_index)
        add_group(family.rows[g], total, total, uses);
      continue;
    }
    for (const auto& [g, batches] : mass.of_family[f])
      add_group(family.rows[g], batches * factor, batches * factor, uses);
  }
  if (const Index row = rows.lab_rows[drawn.category][drawn.lab]; row != no_index) uses.emplace_back(row, total);
  for (Index row : rows.cell_rows[cell])
    if (row != no_index) uses.emplace_back(row, total);
  merge(uses);
}

}  // namespace sightline::planning
