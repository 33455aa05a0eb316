#include <array>

#include "matching/text/fold.hpp"
#include "matching/text/name_parts.hpp"
#include "matching/text/regions.hpp"
#include "sightline/methods/matching.hpp"

namespace sightline {

NamePicture take_apart(std::string_view name) {
  std::u32string folded;
  matching::Folder::shared().fold(name, folded);
  matching::NameParts parts;
  matching::split_name(folded, parts);
  std::string region = matching::to_utf8(matching::region_name(parts.province, 0));
  if (parts.city != 0) region += "/" + matching::to_utf8(matching::region_name(parts.province, parts.city));
  if (!parts.county.empty()) region += "/" + matching::to_utf8(parts.county);
  static constexpr std::array<const char*, 6> forms{"",           "limited", "stock", "sole_trader", "cooperative",
                                                    "partnership"};
  return {region, matching::to_utf8(parts.core), forms[static_cast<std::size_t>(parts.legal)],
          matching::to_utf8(parts.branch)};
}

}  // namespace sightline
