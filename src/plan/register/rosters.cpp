#include "plan/register/rosters.hpp"

#include <algorithm>
#include <array>

#include "ledger/columns.hpp"

namespace sightline::planning {
namespace {

// "b; a ;;a" as "a;b".
std::string cleaned(std::string_view list) {
  std::vector<std::string_view> parts;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(';'), list.size());
    std::string_view part = list.substr(0, end);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    if (!part.empty()) parts.push_back(part);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  std::string text;
  for (const std::string_view part : parts) {
    if (!text.empty()) text += ';';
    text += part;
  }
  return text;
}

// By the bytes of the first fields, one after the other.
void sort_by_ids(std::vector<std::string>& lines, int fields) {
  const auto key = [fields](const std::string& line) {
    std::array<std::string_view, 2> ids;
    std::string_view rest = line;
    for (int k = 0; k < fields; ++k) {
      const std::size_t end = rest.find('\t');
      ids[static_cast<std::size_t>(k)] = rest.substr(0, end);
      rest.remove_prefix(end + 1);
    }
    return ids;
  };
  std::sort(lines.begin(), lines.end(), [&](const std::string& a, const std::string& b) { return key(a) < key(b); });
}

}  // namespace

std::string escaped(std::string_view id) {
  std::string text;
  text.reserve(id.size());
  for (const char c : id) {
    if (c == '\\')
      text += "\\\\";
    else if (c == '\t')
      text += "\\t";
    else if (c == '\r')
      text += "\\r";
    else if (c == '\n')
      text += "\\n";
    else
      text += c;
  }
  return text;
}

std::vector<std::string> inspector_lines(const Ledger& ledger) {
  const Table* table = ledger.find_table("inspectors");
  const auto id = ids_of(table, "inspector_id"), qualified = ids_of(table, "qualified_for"),
             conflicts = ids_of(table, "conflicts");
  std::vector<std::string> lines;
  for (std::size_t r = 0; r < id.size(); ++r)
    lines.push_back(escaped(ledger.text(id[r])) + '\t' + escaped(cleaned(ledger.text(id_at(qualified, r)))) + '\t' +
                    escaped(cleaned(ledger.text(id_at(conflicts, r)))));
  sort_by_ids(lines, 1);
  return lines;
}

std::vector<std::string> point_lines(const Ledger& ledger, const std::vector<std::uint8_t>& named) {
  const Table* table = ledger.find_table("sampling_points");
  const auto enterprise = ids_of(table, "enterprise_id"), id = ids_of(table, "point_id"), kind = ids_of(table, "kind"),
             feeds = ids_of(table, "feeds"), category = ids_of(table, "category_id");
  std::vector<std::string> lines;
  for (std::size_t r = 0; r < enterprise.size(); ++r) {
    const Index e = ledger.find_enterprise(ledger.text(enterprise[r]));
    if (e == no_index || named[e] == 0) continue;
    lines.push_back(escaped(ledger.text(enterprise[r])) + '\t' + escaped(ledger.text(id[r])) + '\t' +
                    escaped(ledger.text(id_at(kind, r))) + '\t' + escaped(cleaned(ledger.text(id_at(feeds, r)))) +
                    '\t' + escaped(ledger.text(id_at(category, r))));
  }
  sort_by_ids(lines, 2);
  return lines;
}

}  // namespace sightline::planning
