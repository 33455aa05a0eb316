// compare.hpp: one name against one entry, field by field.
#pragma once

#include "matching/score/levels.hpp"
#include "matching/text/name_list.hpp"

namespace sightline::matching {

class Comparer {
 public:
  Comparer(const NameList& names, const NameList& entries);
  [[nodiscard]] Comparison compare(std::size_t name, std::size_t entry) const;

 private:
  void compare_cores(std::size_t name, std::size_t entry, Comparison& shown) const;
  const NameList* names_;
  const NameList* entries_;
  float size_;  // ln of the register's size
};

}  // namespace sightline::matching
