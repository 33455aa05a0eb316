#include "matching/score/compare.hpp"

#include <algorithm>
#include <cmath>

#include "matching/score/alignment.hpp"
#include "matching/score/common_count.hpp"

namespace sightline::matching {
namespace {

constexpr Shown at(Group group, std::size_t level) {
  return {static_cast<std::uint8_t>(first_level(group) + level), 0};
}

// Between two knots by shares; beyond the ends the end itself.
template <Group group>
Shown measured(double value) {
  constexpr std::size_t first = first_level(group);
  std::size_t level = first;
  while (level + 1 < level_count && levels[level + 1].group == group && value >= levels[level + 1].knot) ++level;
  const bool last = level + 1 == level_count || levels[level + 1].group != group;
  if (last || value <= levels[level].knot) return {static_cast<std::uint8_t>(level), 0};
  const double share = (value - levels[level].knot) / (levels[level + 1].knot - levels[level].knot);
  return {static_cast<std::uint8_t>(level), static_cast<float>(share)};
}

// A region that the name lacks is taken from its address.
struct Place {
  std::uint16_t province, city;
};
Place place_of(const Facts& facts) {
  if (facts.province == 0) return {facts.address_province, facts.address_city};
  if (facts.city == 0 && facts.address_province == facts.province) return {facts.province, facts.address_city};
  return {facts.province, facts.city};
}

Shown compare_regions(const Facts& name, const Facts& entry) {
  const Place a = place_of(name), b = place_of(entry);
  if (a.province == 0) return at(Group::region_not_named, b.province == 0 ? 0 : 1);
  if (b.province == 0) return at(Group::region_named, 2);
  if (a.province != b.province || (a.city != b.city && a.city != 0 && b.city != 0)) return at(Group::region_named, 4);
  if (name.county != 0 && entry.county != 0 && name.county != entry.county) return at(Group::region_named, 3);
  return at(Group::region_named, a.city == b.city ? 0 : 1);
}

Shown compare_legal(const Facts& name, const Facts& entry) {
  if (name.legal == LegalForm::none) return at(Group::legal_not_named, entry.legal == LegalForm::none ? 0 : 1);
  if (entry.legal == LegalForm::none) return at(Group::legal_named, 1);
  return at(Group::legal_named, name.legal == entry.legal ? 0 : 2);
}

Shown compare_branches(const Facts& name, const Facts& entry) {
  if (name.branch == 0) return at(Group::branch_not_named, entry.branch == 0 ? 0 : 1);
  if (entry.branch == 0) return at(Group::branch_named, 1);
  return at(Group::branch_named, name.branch == entry.branch ? 0 : 2);
}

// Of the shorter street, the share of its words that the other has.
bool same_street(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  const std::size_t common = common_count(a, b);
  return common > 0 && common * 2 >= std::min(a.size(), b.size());
}

Shown compare_addresses(const Facts& name, const Facts& entry, std::span<const std::uint32_t> a,
                        std::span<const std::uint32_t> b) {
  if (a.empty() || b.empty()) {
    if (name.number == 0 || entry.number == 0) return {};
    return at(Group::number_known, name.number == entry.number ? 3 : 4);
  }
  const bool street = same_street(a, b);
  if (name.number == 0) return at(Group::number_unknown, street ? 0 : 1);
  if (entry.number == 0) return at(Group::number_known, street ? 1 : 4);
  if (name.number == entry.number) return at(Group::number_known, street ? 0 : 3);
  return at(Group::number_known, street ? 2 : 4);
}

Shown compare_districts(const Facts& name, const Facts& entry) {
  if (name.district == 0 || entry.district == 0) return {};
  return at(Group::district, name.district == entry.district ? 0 : 1);
}

}  // namespace

Comparer::Comparer(const NameList& names, const NameList& entries)
    : names_(&names), entries_(&entries), size_(std::log(static_cast<float>(entries.size()) + 10)) {}

void Comparer::compare_cores(std::size_t name, std::size_t entry, Comparison& shown) const {
  const auto a = names_->core(name), b = entries_->core(entry);
  const Alignment common = align(a, b);
  float shared = common.shared, shared_entry = common.shared_entry, contradicted = common.contradicted;
  int first_name = common.first_name, first_entry = common.first_entry;
  // 粤电力 for 广东电力: the short form agrees with the region that the other side names.
  const Facts& of_name = names_->facts[name];
  const Facts& of_entry = entries_->facts[entry];
  if (of_name.short_form && !of_entry.short_form && of_name.province == of_entry.province && first_name == 1) {
    shared += a[0].information;
    first_name = 0;
  }
  if (of_entry.short_form && !of_name.short_form && of_name.province == of_entry.province && first_entry == 1) {
    shared_entry += b[0].information;
    first_entry = 0;
  }
  const float all = of_name.information, all_entry = of_entry.information;
  const auto put = [&](MatchField field, Shown value) { shown[static_cast<std::size_t>(field)] = value; };
  put(MatchField::explained, measured<Group::explained>(all > 0 ? static_cast<double>(shared / all) : 0));
  put(MatchField::held, measured<Group::held>(all_entry > 0 ? static_cast<double>(shared_entry / all_entry) : 0));
  put(MatchField::contradicted, measured<Group::contradicted>(static_cast<double>(contradicted)));
  put(MatchField::rarity, measured<Group::rarity>(static_cast<double>(shared / size_)));
  const std::size_t start = first_name < 0     ? 3
                            : first_name == 0  ? (first_entry == 0 ? 0 : 1)
                            : first_entry == 0 ? 2
                                               : 3;
  put(MatchField::start, at(Group::start, start));
}

Comparison Comparer::compare(std::size_t name, std::size_t entry) const {
  Comparison shown;
  compare_cores(name, entry, shown);
  const Facts& a = names_->facts[name];
  const Facts& b = entries_->facts[entry];
  shown[static_cast<std::size_t>(MatchField::region)] = compare_regions(a, b);
  shown[static_cast<std::size_t>(MatchField::legal)] = compare_legal(a, b);
  shown[static_cast<std::size_t>(MatchField::branch)] = compare_branches(a, b);
  if (names_->has_address && entries_->has_address)
    shown[static_cast<std::size_t>(MatchField::address)] =
        compare_addresses(a, b, names_->street(name), entries_->street(entry));
  if (names_->has_district && entries_->has_district)
    shown[static_cast<std::size_t>(MatchField::district)] = compare_districts(a, b);
  return shown;
}

}  // namespace sightline::matching
