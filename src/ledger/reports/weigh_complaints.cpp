#include "ledger/reports/weigh_complaints.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>

#include "ledger/columns.hpp"
#include "matching/score/common_count.hpp"
#include "matching/text/fold.hpp"

namespace sightline {
namespace {

using Pairs = std::vector<std::uint64_t>;  // of neighbouring characters, sorted, distinct

constexpr double same_incident = 0.5, same_words = 0.9;  // shares of common pairs (Jaccard)

Pairs pairs_of(std::string_view text) {
  std::u32string folded;
  matching::Folder::shared().fold(text.substr(0, 2'000), folded);
  std::erase(folded, U' ');
  Pairs pairs;
  for (std::size_t i = 0; i + 1 < folded.size(); ++i)
    pairs.push_back((std::uint64_t{folded[i]} << 32) | std::uint64_t{folded[i + 1]});
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

double likeness(const Pairs& a, const Pairs& b) {
  const std::size_t common = matching::common_count(a, b);
  const std::size_t all = a.size() + b.size() - common;
  return all == 0 ? 1 : static_cast<double>(common) / static_cast<double>(all);
}

struct Report {
  Date date;
  Index category = no_index;
  Id complainant = no_id;
  bool has_text = false;
  Pairs pairs;
};

struct Incident {
  std::vector<Report> reports;
  std::size_t independent = 0;
  Date last;
};

// Why a report belongs to an incident, if it does.
enum class Fit : std::uint8_t { none, report, copy };

Fit fit_of(const Report& report, const Incident& incident, int days) {
  if (report.date - incident.last > days) return Fit::none;
  Fit fit = Fit::none;
  for (const Report& other : incident.reports) {
    const bool one_claimant = report.complainant != no_id && report.complainant == other.complainant;
    const bool category =
        report.category == no_index || other.category == no_index || report.category == other.category;
    if (report.has_text && other.has_text) {
      const double like = likeness(report.pairs, other.pairs);
      if (like >= same_words) return Fit::copy;
      if (like < same_incident && !one_claimant) continue;
    } else if (!category || (!one_claimant && report.date != other.date)) {
      continue;
    }
    if (one_claimant || report.complainant == no_id || other.complainant == no_id) return Fit::copy;
    fit = Fit::report;
  }
  return fit;
}

class Weigher {
 public:
  Weigher(const Events& events, const StringPool& pool, const ComplaintRules& rules)
      : events_(events),
        pool_(pool),
        rules_(rules),
        texts_(ids_of(events.table.get(), "text")),
        complainants_(ids_of(events.table.get(), "complainant")),
        status_(ids_of(events.table.get(), "status")) {}

  ComplaintWorth weigh() {
    ComplaintWorth worth;
    for (std::uint32_t i = 0; i < events_.size(); ++i) {
      double weight = rules_.status && dropped(events_.row[i]) ? 0 : 1;
      if (weight > 0 && rules_.incidents) weight *= gain_of(i);
      if (rules_.claimants) weight *= trust_of(i, weight);
      worth.weight.push_back(weight);
    }
    for (const auto& [complainant, history] : claimants_)
      if (history.most_targets >= rules_.organised_targets)
        worth.organised.push_back({complainant, history.complaints, history.most_targets, history.first_row});
    std::sort(worth.organised.begin(), worth.organised.end(),
              [&](const OrganisedClaimant& a, const OrganisedClaimant& b) {
                return a.complaints != b.complaints ? a.complaints > b.complaints
                                                    : pool_.text(a.complainant) < pool_.text(b.complainant);
              });
    return worth;
  }

 private:
  struct Claimant {
    std::size_t complaints = 0, most_targets = 0;
    std::uint32_t first_row = 0;
    std::deque<std::pair<Date, Index>> year;  // targets of the last year, each once
    std::unordered_map<Index, Date> counted;  // enterprise -> when a complaint about it last counted
  };

  [[nodiscard]] bool dropped(std::uint32_t row) const {
    const std::string_view word = pool_.text(id_at(status_, row));
    return word == "refused" || word == "malicious";
  }

  double gain_of(std::uint32_t i) {
    const std::uint32_t row = events_.row[i];
    const bool named = events_.enterprise[i] != no_index;
    const auto target = named ? std::tuple(events_.enterprise[i], no_index, no_index)
                              : std::tuple(no_index, events_.district[i], events_.category[i]);
    if (!named && events_.district[i] == no_index && events_.category[i] == no_index) return 1;
    Report report{events_.date[i], events_.category[i], id_at(complainants_, row), id_at(texts_, row) != no_id, {}};
    if (report.has_text) report.pairs = pairs_of(pool_.text(id_at(texts_, row)));
    std::deque<Incident>& open = incidents_[target];
    std::erase_if(open, [&](const Incident& incident) { return report.date - incident.last > rules_.incident_days; });
    for (Incident& incident : open) {
      const Fit fit = fit_of(report, incident, rules_.incident_days);
      if (fit == Fit::none) continue;
      incident.last = std::max(incident.last, report.date);
      if (fit == Fit::copy) return 0;
      remember(std::move(report), incident);
      return std::ldexp(1.0, -static_cast<int>(incident.independent++));
    }
    Incident& incident = open.emplace_back();
    incident.last = report.date;
    incident.independent = 1;
    remember(std::move(report), incident);
    return 1;
  }
  static void remember(Report report, Incident& incident) {
    constexpr std::size_t most = 32;  // later reports of an incident are compared with these
    if (incident.reports.size() < most) incident.reports.push_back(std::move(report));
  }

  // What the complainant's other complaints leave of this one.
  double trust_of(std::uint32_t i, double weight) {
    const Id complainant = id_at(complainants_, events_.row[i]);
    const Index target = events_.enterprise[i];
    if (complainant == no_id) return 1;
    Claimant& claimant = claimants_[complainant];
    if (claimant.complaints++ == 0) claimant.first_row = events_.row[i];
    if (target == no_index) return 1;
    constexpr int year_days = 365;
    while (!claimant.year.empty() && events_.date[i] - claimant.year.front().first > year_days)
      claimant.year.pop_front();
    std::erase_if(claimant.year, [&](const auto& entry) { return entry.second == target; });
    claimant.year.emplace_back(events_.date[i], target);
    const std::size_t targets = claimant.year.size();
    claimant.most_targets = std::max(claimant.most_targets, targets);
    if (weight == 0) return 1;
    const auto [last, first_time] = claimant.counted.try_emplace(target, events_.date[i]);
    if (!first_time && events_.date[i] - last->second <= rules_.repeat_days) return 0;
    last->second = events_.date[i];
    return targets <= rules_.usual_targets ? 1
                                           : static_cast<double>(rules_.usual_targets) / static_cast<double>(targets);
  }

  const Events& events_;
  const StringPool& pool_;
  const ComplaintRules& rules_;
  std::span<const Id> texts_, complainants_, status_;
  std::map<std::tuple<Index, Index, Index>, std::deque<Incident>> incidents_;
  std::map<Id, Claimant> claimants_;
};

}  // namespace

ComplaintWorth weigh_complaints(const Events& events, const StringPool& pool, const ComplaintRules& rules) {
  return Weigher(events, pool, rules).weigh();
}

}  // namespace sightline
